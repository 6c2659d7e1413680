import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerText } from './markdown/answer-text.ts';
import { MarkdownLab } from './markdown/lab.ts';
import { growth, mean, sampledCosts, streamCosts } from './markdown/measures.ts';

/** A short run of what `npm run bench:markdown` measures, with margins for a machine that has more to do. */
describe('what streamed Markdown costs, in Chromium', () => {
  const text = answerText(20_000);
  let lab: MarkdownLab;

  beforeAll(async () => {
    lab = await MarkdownLab.open();
    // The first strokes are the compiler's.
    await lab.begin('ours');
    await lab.write(text, 8);
  });

  afterAll(() => lab?.[Symbol.asyncDispose]());

  it('hardly grows with the length of the answer, and is a fraction of parsing it all again', async () => {
    const ours = await streamCosts(lab, text, 8);
    const naive = await sampledCosts(lab, text, 8);
    console.log(
      `last quarter over first: ${growth(ours).toFixed(2)}; ours over naive: ${(mean(ours) / mean(naive)).toFixed(3)}`,
    );
    expect(growth(ours)).toBeLessThanOrEqual(3);
    expect(mean(ours) / mean(naive)).toBeLessThanOrEqual(1 / 8);
  });

  it('takes nothing back and removes next to nothing, where parsing it all again does both', async () => {
    await lab.begin('ours');
    const ours = await lab.watch(text, 4);
    expect(ours.takenBack / ours.writes).toBeLessThanOrEqual(1 / 1_000);
    expect(ours.removed / ours.writes).toBeLessThanOrEqual(0.05);
    await lab.begin('naive');
    const naive = await lab.watch(text.slice(0, 4_000), 4);
    expect(naive.takenBack / naive.writes).toBeGreaterThan(1 / 100);
    expect(naive.removed / naive.writes).toBeGreaterThan(1);
  });
});
