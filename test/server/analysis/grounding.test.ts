import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../server/analysis/answer-analysis.ts';
import { grounding } from '../../../server/analysis/grounding.ts';
import { buildPrompt } from '../../../server/chat/prompt.ts';
import { passagesOf } from '../../../server/knowledge/passages.ts';
import { readMarkdown } from '../../../server/knowledge/reading/markdown.ts';
import { createQuote } from '../../../server/models/quote.ts';

const TEXT =
  'The museum is open from Tuesday to Sunday, from 10 to 17. On Mondays it is closed. A ticket costs 8 pounds.';

async function groundingOf(content: string, ...texts: readonly string[]): Promise<Finding> {
  const passages = texts.map((text) => ({
    id: 'hours#1',
    document: 'hours',
    title: 'Opening hours',
    headings: [],
    url: '',
    text,
  }));
  return grounding.analyse({ question: 'When are you open?', content, passages }, new AbortController().signal);
}

describe('grounding', () => {
  it('is whole where the answer stands in its sources, in whatever order', async () => {
    expect(await groundingOf('A ticket costs **8 pounds**.\n\n- On Mondays it is closed.', TEXT)).toEqual({
      phrases: 1,
      words: 1,
      numbers_missing: 0,
    });
  });

  it('is none where nothing of it does', async () => {
    expect(await groundingOf('Penguins swim quickly through icy water.', TEXT)).toEqual({
      phrases: 0,
      words: 0,
      numbers_missing: 0,
    });
  });

  it('is the share of it that does', async () => {
    // 5 of 10 words stand in rows of three; of the telling words Monday, closed, penguin and so on, 1 of 5 is known.
    const { phrases } = await groundingOf('On Mondays it is closed. Penguins swim there all day.', TEXT);
    expect(phrases).toBe(0.5);
  });

  it('tells the words from their order', async () => {
    const finding = await groundingOf('Closed museum: Tuesday costs Mondays.', TEXT);
    expect(finding).toMatchObject({ phrases: 0, words: 1 });
  });

  it('counts the numbers that were made up, each once', async () => {
    const finding = await groundingOf('A ticket costs 9 pounds, or 9 euros, from 10 to 19.30.', TEXT);
    expect(finding).toMatchObject({ numbers_missing: 2 });
  });

  it('takes the number of a source for no word of the answer', async () => {
    const finding = await groundingOf('A ticket costs 8 pounds [2]. On Mondays it is closed [1, 3].', TEXT);
    expect(finding).toEqual({ phrases: 1, words: 1, numbers_missing: 0 });
  });

  it('takes the sources all together, and their titles', async () => {
    const finding = await groundingOf(
      'Opening hours. On Mondays it is closed. We bake rye bread.',
      TEXT,
      'We bake rye bread.',
    );
    expect(finding).toMatchObject({ phrases: 1 });
  });

  it('works where words are not separated by spaces', async () => {
    const source = '博物馆星期二至星期日开放，星期一闭馆。';
    expect(await groundingOf('星期一闭馆。', source)).toMatchObject({ phrases: 1, words: 1 });
    expect(await groundingOf('企鹅在冰水中游泳。', source)).toMatchObject({ phrases: 0 });
  });

  it.each([
    ['an answer without sources', 'We are open.', []],
    ['an answer without words', '…', [TEXT]],
  ])('says nothing of %s', async (_, content, texts) => {
    expect(await groundingOf(content, ...texts)).toEqual({});
  });

  it('is near 1 where the answer is a quote: only the words that lead to it are its own', async () => {
    const file = await readFile(new URL('../../../demo/documents/getting-here.md', import.meta.url));
    const document = readMarkdown(file, { id: 'getting-here.md', format: 'markdown' });
    const passages = Array.from(passagesOf(document), (passage, rank) =>
      Object.assign(passage, { score: 1 - rank / 100 }),
    );
    const prompt = buildPrompt({ systemPrompt: '', history: [], passages, question: 'How do I get to you?' });
    const signal = AbortSignal.any([]);
    let content = '';
    for await (const part of createQuote().generate(prompt, signal)) if (part.type === 'text') content += part.text;
    const finding = await grounding.analyse({ question: prompt.question, content, passages }, signal);
    expect(finding['numbers_missing']).toBe(0);
    expect(finding['phrases']).toBeGreaterThan(0.85);
    expect(finding['words']).toBeGreaterThan(0.9);
  });
});
