import type { Browser } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../end-to-end/browser.ts';
import { UPSTREAM_SECRET } from '../stand-ins/model-server.ts';
import { Reader, type ReaderOptions } from './reader.ts';
import { Scene } from './scene.ts';
import { Tab, type InitScript } from './tab.ts';

interface Ending {
  /** The answer that the visitor ends with: all that the model gave, a beginning of it, or nothing. */
  readonly shown: 'whole' | 'a beginning' | 'nothing';
  /** How the database has it. */
  readonly state: 'complete' | 'cancelled' | 'failed' | 'partial';
  /** How often the model was asked; once if absent. */
  readonly asked?: number;
  /** How many questions the visitor asked; one if absent. */
  readonly questions?: number;
  /** How often the answer was begun in vain, and tried again by the visitor; never if absent. */
  readonly earlier?: number;
}

interface OfFault extends Ending {
  readonly fault: string;
  /** Variables of the server, which the row then has for itself. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the row has the server for itself in any case; not if absent. */
  readonly alone?: boolean;
}

/** A fault, and the visitor to whom it happens: a tab of a real Chromium, or the widget without its page. */
export type Row =
  | (OfFault & {
      readonly visitor: 'chromium';
      readonly init?: InitScript;
      /** What is done, with the chat open. */
      readonly happens: (scene: Scene, tab: Tab) => Promise<void>;
      /** If absent, the one that all rows share. */
      readonly browser?: () => Promise<Browser>;
    })
  | (OfFault & {
      readonly visitor: 'reader';
      readonly options?: ReaderOptions;
      /** What is done. */
      readonly happens: (scene: Scene, reader: Reader) => Promise<void>;
    });

/** How long the server's process may take to let go of everything, in milliseconds. */
const BASELINE_MS = 75_000;

/** One line of the table. */
interface Result {
  visitor: Row['visitor'];
  emitted: string;
  stored: string;
  shown: string;
  asked: number;
  connections: number;
  seconds: string;
}

/**
 * Has each fault happen, and compares what the model has emitted, what is stored and what the visitor sees. A table of all is
 * printed at the end.
 */
export function describeFaults(kind: string, rows: readonly Row[]): void {
  describe(`an answer is shown and stored exactly once, whatever happens to ${kind}`, () => {
    const results: Record<string, Result> = {};
    let browser: Promise<Browser> | undefined;
    let shared: Scene | undefined;

    afterAll(async () => {
      await shared?.[Symbol.asyncDispose]();
      await (await browser)?.close();
      // The table is what this suite is for, besides passing.
      // oxlint-disable-next-line no-console
      console.table(results);
    });

    it.each(rows)('$fault ($visitor)', { timeout: 60_000 }, async (row) => {
      const isAlone = row.env !== undefined || row.alone === true;
      const scene = isAlone ? await Scene.open(row.env) : (shared ??= await Scene.open());
      let hasPassed = false;
      try {
        results[row.fault] = await run(row, scene, () => (browser ??= startBrowser()));
        hasPassed = true;
      } finally {
        // What a failing row leaves behind is not to fail the next one.
        if (isAlone || !hasPassed) await scene[Symbol.asyncDispose]();
        if (!isAlone && !hasPassed) shared = undefined;
      }
    });

    it('leaves nothing alive in the server', { timeout: 100_000 }, async ({ skip }) => {
      skip(!shared, 'the last row has failed');
      await using untouched = await Scene.open();
      const alive = await untouched.alive();
      await expect.poll(async () => { const a = await shared?.alive(); console.log(Math.round(performance.now()/1000), JSON.stringify(a)); return a; }, { timeout: BASELINE_MS, interval: 4_000 }).toEqual(alive);
    });
  });
}

async function run(row: Row, scene: Scene, sharedBrowser: () => Promise<Browser>): Promise<Result> {
  scene.begin();
  const started = performance.now();
  let result: Result;
  {
    await using visitor = await letHappen(row, scene, sharedBrowser);
    await visitor.ended();
    result = await compare(row, scene, visitor, started);
    await nextMessageWorks(scene, visitor);
  }
  await scene.end();
  expect(scene.server.alive()).toBe(true);
  await expect
    .poll(() => scene.busy(), { timeout: BASELINE_MS, message: 'the server lets go of everything' })
    .toEqual(scene.idle);
  return result;
}

async function letHappen(row: Row, scene: Scene, sharedBrowser: () => Promise<Browser>): Promise<Tab | Reader> {
  if (row.visitor === 'reader') {
    const reader = new Reader(scene.front.url, row.options);
    return orDispose(reader, row.happens(scene, reader));
  }
  const own = await row.browser?.();
  if (own) scene.keep({ [Symbol.asyncDispose]: () => own.close() });
  const tab = await Tab.open(own ?? (await sharedBrowser()), row.init);
  return orDispose(
    tab,
    tab.visit(scene.front.url).then(() => row.happens(scene, tab)),
  );
}

/** @returns `part` when what happens to it is over; if that fails, nobody else has it to dispose of. */
async function orDispose<Part extends AsyncDisposable>(part: Part, happens: Promise<void>): Promise<Part> {
  try {
    await happens;
    return part;
  } catch (error) {
    await part[Symbol.asyncDispose]();
    throw error;
  }
}

/** The three transcripts. */
async function compare(row: Row, scene: Scene, visitor: Tab | Reader, started: number): Promise<Result> {
  const { shown, state, asked = 1, questions = 1, earlier = 0 } = row;
  const { emitted, stored } = scene;
  const seen = await visitor.seen();
  const result = {
    visitor: row.visitor,
    emitted: measure(emitted),
    stored: `${measure(stored.content)}, ${stored.state}`,
    shown: `${measure(seen.text)}, ${seen.end}`,
    asked: scene.requests.length,
    connections: scene.connections,
    seconds: ((performance.now() - started) / 1_000).toFixed(1),
  };
  // A page may leave out the white space at the end of a text.
  const asSeen = (text: string): string => (visitor instanceof Tab ? text.trimEnd() : text);
  const text = asSeen(seen.text);

  // An exact prefix: nothing lost in between, nothing twice.
  expect(emitted.slice(0, text.length)).toBe(text);
  if (shown === 'whole') expect(text).toBe(asSeen(emitted));
  else expect(text === '').toBe(shown === 'nothing');

  expect(asSeen(stored.content)).toBe(text);
  expect(stored).toMatchObject({ state, questions, answers: questions });

  // One end, and the same for all.
  expect(seen.end).toBe(state === 'partial' ? 'failed' : state);
  const last = { complete: ['complete'], cancelled: ['cancelled'], failed: ['error'], partial: [] }[state];
  // The log comes over a pipe of its own.
  await expect
    .poll(() => scene.outcomes)
    .toEqual([...Array<string>(earlier).fill('error'), ...Array<string>(questions - 1).fill('complete'), ...last]);
  expect(scene.requests).toHaveLength(asked);

  // Whatever the upstream says in its errors is for the operator.
  expect(scene.front.passed).not.toContain(UPSTREAM_SECRET.slice(0, 15));
  if (visitor instanceof Tab) expect(await visitor.everything()).not.toContain(UPSTREAM_SECRET.slice(0, 15));
  return result;
}

function measure(text: string): string {
  return text.length < 10_000 ? `${text.length}` : `${Math.round(text.length / 1_024)} k`;
}

async function nextMessageWorks(scene: Scene, visitor: Tab | Reader): Promise<void> {
  scene.model.behaviour = { type: 'answer', tokens: ['The ', 'next ', 'answer.'] };
  scene.front.fault = { type: 'none' };
  scene.back.fault = { type: 'none' };
  await visitor.ask('And on Mondays?');
  await visitor.ended();
  await expect.poll(() => visitor.seen()).toEqual({ text: 'The next answer.', end: 'complete' });
}
