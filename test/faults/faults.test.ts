import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../end-to-end/browser.ts';
import { startNginx, substitute } from '../end-to-end/nginx.ts';
import { numberedText, TOKENS_BEFORE_FAULT } from '../stand-ins/model-server.ts';
import { ANSWER, LONG_ANSWER, Scene } from './fault-suite.ts';
import type { Fault } from './tcp-proxy.ts';

const WHOLE = numberedText(ANSWER.tokens).trim();
const LONG = numberedText(LONG_ANSWER.tokens);

interface Row {
  readonly fault: string;
  /** What is done, with the chat open; ends when the answer has come to what is expected. */
  readonly happens: (scene: Scene) => Promise<void>;
  /** The answer that the visitor ends with. */
  readonly shown: 'whole' | 'a beginning';
  /** How the database has it. */
  readonly state: 'complete' | 'cancelled' | 'failed' | 'partial';
  /** How often the model was asked; once if absent. */
  readonly asked?: number;
  /** Variables of the server. */
  readonly env?: Readonly<Record<string, string>>;
}

const ROWS: readonly Row[] = [
  { fault: 'none', happens: askAndRead, shown: 'whole', state: 'complete' },
  {
    fault: 'connection closed (FIN) in the middle',
    happens: spoil(1, { type: 'cut', afterBytes: 4_000 }),
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'connection reset (RST) in the middle',
    happens: spoil(1, { type: 'cut', afterBytes: 4_000, abruptly: true }),
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'four connections cut one after the other',
    happens: spoil(4, { type: 'cut', afterBytes: 2_500 }),
    shown: 'whole',
    state: 'complete',
  },
  { fault: 'request lost', happens: spoil(1, { type: 'lose-request' }), shown: 'whole', state: 'complete' },
  { fault: 'response lost', happens: spoil(2, { type: 'lose-response' }), shown: 'whole', state: 'complete' },
  {
    fault: 'every byte a segment of its own',
    happens: spoil(1, { type: 'dribble' }),
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'network gone, and back',
    async happens(scene) {
      await scene.ask();
      await scene.untilTokens(10);
      scene.front.down();
      await scene.page
        .getByText(/Reconnecting, attempt \d of 5/)
        .first()
        .waitFor();
      scene.front.up();
      await untilWhole(scene);
    },
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'browser offline, and back',
    async happens(scene) {
      await scene.ask();
      await scene.untilTokens(10);
      await scene.context.setOffline(true);
      scene.front.dropAll();
      await scene.page
        .getByText(/You are offline/)
        .first()
        .waitFor();
      await scene.context.setOffline(false);
      await untilWhole(scene);
    },
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'page reloaded in the middle',
    async happens(scene) {
      await scene.ask();
      await scene.untilTokens(10);
      await scene.page.reload();
      await untilWhole(scene);
    },
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'another page of the site in the middle, and back',
    async happens(scene) {
      await scene.ask();
      await scene.untilTokens(10);
      await scene.page.goto(`${scene.front.url}/visit.html`);
      await scene.untilTokens(20);
      await scene.page.goBack();
      await untilWhole(scene);
    },
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'a second tab reads along, and stops it',
    async happens(scene) {
      const tab = await scene.context.newPage();
      await tab.goto(scene.front.url);
      await tab.getByRole('button', { name: 'Open chat' }).click();
      scene.model.behaviour = LONG_ANSWER;
      await scene.ask();
      await scene.untilTokens(10);
      await scene.untilTokens(10, tab);
      await tab.getByRole('button', { name: 'Stop' }).click();
      await scene.page.getByRole('button', { name: 'Send message' }).waitFor();
      await tab.getByRole('button', { name: 'Send message' }).waitFor();
      expect(await scene.lastAnswer(tab)).toBe(await scene.lastAnswer());
      await tab.close();
    },
    shown: 'a beginning',
    state: 'cancelled',
  },
  {
    fault: 'stopped',
    async happens(scene) {
      scene.model.behaviour = LONG_ANSWER;
      await scene.ask();
      await scene.untilTokens(10);
      await scene.page.getByRole('button', { name: 'Stop' }).click();
      await scene.model.requests[0]?.abandoned;
      await scene.page.getByRole('button', { name: 'Send message' }).waitFor();
    },
    shown: 'a beginning',
    state: 'cancelled',
  },
  {
    fault: 'the last tab closed, and the page opened again later',
    async happens(scene) {
      scene.model.behaviour = LONG_ANSWER;
      await scene.ask();
      await scene.untilTokens(10);
      await scene.page.goto('about:blank');
      await scene.model.requests[0]?.abandoned;
      await scene.page.goBack();
      await scene.page.getByRole('button', { name: 'Try again' }).waitFor();
    },
    shown: 'a beginning',
    state: 'failed',
    env: { SMAIL_ORPHAN_GRACE_MS: '200' },
  },
  {
    fault: 'a proxy that holds everything back',
    async happens(scene) {
      const nginx = await startNginx(scene.server.url, (config) =>
        substitute(
          substitute(config, 'proxy_buffering off;', 'proxy_buffering on; proxy_ignore_headers X-Accel-Buffering;'),
          'proxy_http_version 1.1;',
          'proxy_http_version 1.0;',
        ),
      );
      scene.keep(nginx);
      await scene.visit(nginx.url);
      await askAndRead(scene);
    },
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'model cut off in the middle, tried again',
    async happens(scene) {
      // The first connection asks which models there are.
      scene.back.fault = (connection) => (connection === 1 ? { type: 'cut', afterBytes: 3_000 } : { type: 'none' });
      await scene.ask();
      await scene.page.getByRole('button', { name: 'Try again' }).click();
      await untilWhole(scene);
    },
    shown: 'whole',
    state: 'complete',
    asked: 2,
  },
  {
    fault: 'model dies in the middle of a token',
    async happens(scene) {
      scene.model.behaviour = { type: 'die-mid-token' };
      await scene.ask();
      await scene.page.getByRole('button', { name: 'Try again' }).waitFor();
      expect(await scene.lastAnswer()).toBe(numberedText(TOKENS_BEFORE_FAULT).trim());
    },
    shown: 'a beginning',
    state: 'failed',
  },
  {
    fault: 'server asked to end (SIGTERM) in the middle',
    async happens(scene) {
      await scene.ask();
      await scene.untilTokens(10);
      scene.server.signal('SIGTERM');
      await untilWhole(scene);
      await scene.restart();
    },
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'server killed (SIGKILL) in the middle, and started again',
    async happens(scene) {
      scene.model.behaviour = LONG_ANSWER;
      await scene.ask();
      await scene.untilTokens(10);
      scene.server.signal('SIGKILL');
      await scene.restart();
      await scene.page.getByRole('button', { name: 'Try again' }).waitFor();
    },
    shown: 'a beginning',
    state: 'partial',
  },
];

describe('an answer is shown and stored exactly once, whatever happens', () => {
  let browser: Browser;
  const table: Record<string, { shown: string; state: string; asked: number; connections: number; seconds: string }> =
    {};

  beforeAll(async () => {
    browser = await startBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    // The table is what this suite is for, besides passing.
    // oxlint-disable-next-line no-console
    console.table(table);
  });

  it.each(ROWS)('$fault', { timeout: 60_000 }, async ({ fault, happens, shown, state, asked = 1, env }) => {
    await using scene = await Scene.open(browser, env);
    const idle = await scene.sockets();
    const started = performance.now();
    await scene.visit();
    await happens(scene);

    const text = await scene.lastAnswer();
    const record = scene.stored();
    table[fault] = {
      shown: text === WHOLE ? 'whole' : `${text.split(' ').length} tokens`,
      state: record.state,
      asked: scene.model.requests.length,
      connections: scene.front.connections,
      seconds: ((performance.now() - started) / 1_000).toFixed(1),
    };
    // An exact prefix: nothing lost in between, nothing twice.
    expect(LONG.startsWith(text)).toBe(true);
    if (shown === 'whole') expect(text).toBe(WHOLE);
    else expect(text).not.toBe(LONG.trim());
    expect(record.state).toBe(state);
    // A killed server has stored the answer as it was up to a second before; every other end stores what was shown.
    if (state === 'partial') expect(text.startsWith(record.content)).toBe(true);
    else expect(record.content).toBe(text);
    expect(record.questions).toBe(1);
    expect(scene.model.requests).toHaveLength(asked);

    await nextMessageWorks(scene);
    expect(scene.server.alive()).toBe(true);
    await scene.page.close();
    scene.front.dropAll();
    while ((await scene.sockets()) > idle);
  });
});

async function askAndRead(scene: Scene): Promise<void> {
  await scene.ask();
  await untilWhole(scene);
}

/** The chat asks over new connections, of which the first ones are spoiled. */
function spoil(connections: number, fault: Fault): Row['happens'] {
  return async (scene) => {
    const before = scene.front.connections;
    scene.front.fault = (connection) => (connection < before + connections ? fault : { type: 'none' });
    scene.front.dropAll();
    await askAndRead(scene);
  };
}

async function untilWhole(scene: Scene): Promise<void> {
  await scene.untilTokens(ANSWER.tokens);
  await scene.page.getByRole('button', { name: 'Send message' }).waitFor();
}

async function nextMessageWorks(scene: Scene): Promise<void> {
  scene.model.behaviour = { type: 'answer', tokens: ['The ', 'next ', 'answer.'] };
  scene.front.fault = { type: 'none' };
  await scene.ask('And on Mondays?');
  await scene.page.getByText('The next answer.').last().waitFor();
  expect(await scene.lastAnswer()).toBe('The next answer.');
}
