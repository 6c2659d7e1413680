// What an answer's Markdown costs while it streams, against the way that most chats do it and against Streamdown, in Chromium:
// npm run bench:markdown            everything, which takes some minutes
// npm run bench:markdown -- frames  one part: tokens, blocks, frames, stability or pathological
// Prints the figures, draws docs/images/markdown-cpu.svg, and exits with 1 if one of them misses what is promised.
import { writeFile } from 'node:fs/promises';
import { PATHOLOGICAL } from '../markdown/pathological-texts.ts';
import { answerText, fenceText, listText } from './markdown/answer-text.ts';
import { MarkdownLab } from './markdown/lab.ts';
import { growth, mean, sampledCosts, streamCosts, type Cost } from './markdown/measures.ts';
import { plot } from './markdown/plot.ts';

const PICTURE = new URL('../../docs/images/markdown-cpu.svg', import.meta.url);

/** What a model of 1,000 characters a second writes in a frame. */
const CHARACTERS_PER_FRAME = 16;

const promises: { readonly promise: string; readonly limit: string; readonly is: string; readonly kept: boolean }[] =
  [];

await using lab = await MarkdownLab.open();
// The first strokes of every contestant are its compiler's.
for (const name of ['ours', 'naive'] as const) {
  await lab.begin(name);
  await lab.write(answerText(4_000), 4);
}
const parts = { tokens, blocks, frames, stability, pathological };
const chosen = process.argv.slice(2);
for (const [name, measure] of Object.entries(parts)) if (chosen.length === 0 || chosen.includes(name)) await measure();
console.table(promises);
if (promises.some(({ kept }) => !kept)) process.exitCode = 1;

/** CPU per token of a whole answer; the naive one at sampled places, since all of its 50,000 writes would take half an hour. */
async function tokens(): Promise<void> {
  const text = answerText(200_000);
  const ours = await streamCosts(lab, text, 40);
  const naive = new Map<number, readonly Cost[]>();
  for (const length of [10_000, 50_000, 200_000]) naive.set(length, await sampledCosts(lab, text.slice(0, length), 12));
  console.log(
    '\nCPU per 4-character token, layout included, in ms; naive: marked + DOMPurify + innerHTML, sampled at 12 places',
  );
  console.table(
    Array.from(naive, ([length, costs]) => {
      const own = mean(ours.filter(([position]) => position <= length));
      return {
        characters: length,
        ours: round(own),
        naive: round(mean(costs)),
        'naive / ours': round(mean(costs) / own),
      };
    }),
  );
  const last = naive.get(200_000) ?? [];
  hold('last quarter over first, 200k', growth(ours), 1.5);
  console.log(`last quarter over first at 200k: ours ${round(growth(ours))}, naive ${round(growth(last))}`);
  hold('CPU per token over naive, 200k', mean(ours) / mean(last), 1 / 100);
  const curves = [
    { name: 'marked + DOMPurify + innerHTML', colour: '#c92a2a', points: last },
    { name: 'smail-chat', colour: '#2b8a3e', points: ours },
  ];
  await writeFile(PICTURE, plot(curves, text.length));
}

/** The two blocks that grow longest, each alone. */
async function blocks(): Promise<void> {
  console.log('\nOne block of 50k, CPU per token in ms');
  const rows = [];
  for (const [block, text, limit] of [
    ['fence', fenceText(50_000), 1 / 10],
    ['list', listText(50_000), 1 / 40],
  ] as const) {
    const ours = await streamCosts(lab, text, 10);
    const naive = await sampledCosts(lab, text, 10);
    rows.push({
      block,
      ours: round(mean(ours)),
      naive: round(mean(naive)),
      'naive / ours': round(mean(naive) / mean(ours)),
      'ours, growth': round(growth(ours)),
    });
    hold(`${block} of 50k over naive`, mean(ours) / mean(naive), limit);
  }
  console.table(rows);
}

/** A stream as the chat shows it: one flush a frame. All tasks of the main thread count, drawing included. */
async function frames(): Promise<void> {
  const text = answerText(50_000);
  const count = text.length / CHARACTERS_PER_FRAME;
  console.log(
    `\nA stream of 50k in ${count} frames of ${CHARACTERS_PER_FRAME} characters, CPU in ms, from the browser's trace`,
  );
  const rows = [];
  for (const name of ['ours', 'naive', 'streamdown'] as const) {
    await lab.begin(name);
    const tasks = await lab.traceFrames(text, CHARACTERS_PER_FRAME);
    const perFrame = tasks.reduce((sum, { cpu }) => sum + cpu, 0) / count;
    rows.push({ name, perFrame, longest: Math.max(...tasks.map(({ cpu }) => cpu)) });
  }
  console.table(
    rows.map(({ name, perFrame, longest }) => ({ name, 'a frame': round(perFrame), 'longest task': round(longest) })),
  );
  const [ours, naive, streamdown] = rows;
  if (!ours || !naive || !streamdown) throw new Error('a contestant is missing');
  hold('frame over naive, 50k', ours.perFrame / naive.perFrame, 1 / 8);
  hold('frame over Streamdown, 50k', ours.perFrame / streamdown.perFrame, 1 / 2);
  hold('longest task of 50k, ms of CPU', ours.longest, 16.7);
}

/** What becomes of text and nodes that were shown. */
async function stability(): Promise<void> {
  console.log('\nAn answer of 10k in tokens: text that was taken back, nodes that were removed');
  const rows = [];
  for (const name of ['ours', 'naive'] as const) {
    await lab.begin(name);
    const { writes, takenBack, removed } = await lab.watch(answerText(10_000), 4);
    rows.push({
      name,
      'taken back in 1,000': round((takenBack / writes) * 1_000),
      'removed a write': round(removed / writes),
    });
    if (name !== 'ours') continue;
    hold('taken back in 1,000 tokens', (takenBack / writes) * 1_000, 1);
    hold('nodes removed a write', removed / writes, 0.05);
  }
  console.table(rows);
}

/** Texts that make parsers slow, written in one go: parsed, made into nodes, laid out. */
async function pathological(): Promise<void> {
  console.log('\nPathological texts, CPU in ms (parsed, made into nodes and laid out)');
  const rows = [];
  for (const [family, write] of Object.entries(PATHOLOGICAL)) {
    const costs: number[] = [];
    for (const length of [8_000, 8_000, 32_000]) {
      await lab.begin('ours');
      costs.push(await lab.writeAndEnd(write(length)));
    }
    const [, short = NaN, long = NaN] = costs;
    rows.push({ family, '8 kB': round(short), '32 kB': round(long), ratio: round(long / short) });
  }
  console.table(rows);
}

function hold(promise: string, value: number, limit: number): void {
  promises.push({ promise, limit: `<= ${round(limit)}`, is: String(round(value)), kept: value <= limit });
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
