import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../server/analysis/answer-analysis.ts';
import { createReadability } from '../../../server/analysis/readability.ts';

async function readabilityOf(content: string, language?: string): Promise<Finding> {
  return createReadability(() => language).analyse(
    { question: 'Why?', content, passages: [] },
    new AbortController().signal,
  );
}

describe('readability', () => {
  it('of English is Flesch’s', async () => {
    // 6 words and 7 syllables in 1 sentence; Flesch: 206.835 − 1.015 · 6 − 84.6 · 7 / 6.
    expect(await readabilityOf('The cat sat on the table.', 'en')).toEqual({
      formula: 'flesch',
      score: 102,
      words: 6,
      sentences: 1,
    });
  });

  it('of German is Amstad’s', async () => {
    // 5 words and 8 syllables in 1 sentence: 180 − 5 − 58.5 · 8 / 5.
    expect(await readabilityOf('Der Leuchtturm ist heute geöffnet.', 'de')).toEqual({
      formula: 'amstad',
      score: 69.7,
      words: 5,
      sentences: 1,
    });
  });

  it('of every other language with spaces is LIX', async () => {
    // 6 words, of which 2 are long, in 2 sentences: 3 + 100 · 2 / 6.
    const finding = { formula: 'lix', score: 36.3, words: 6, sentences: 2 };
    expect(await readabilityOf('Le phare est ouvert. Entrée gratuite.', 'fr')).toEqual({ ...finding, score: 19.7 });
    expect(await readabilityOf('Маяк открыт. Сегодня вход бесплатный всем.')).toEqual(finding);
  });

  it.each(['博物馆星期二开门。', '月曜日は休みです。', 'พิพิธภัณฑ์เปิดทุกวัน', '', '…', '```js\nrun();\n```'])(
    'says nothing where it has nothing to count: %s',
    async (content) => {
      expect(await readabilityOf(content, 'zh')).toEqual({});
    },
  );

  it('is better for what is easier', async () => {
    const easy = await readabilityOf('We open at ten. You can park here. Dogs may come too.', 'en');
    const hard = await readabilityOf(
      'Notwithstanding considerable organisational difficulties, the administration anticipates resuming its extraordinarily popular educational activities.',
      'en',
    );
    expect(easy['score']).toBeGreaterThan(Number(hard['score']) + 50);
  });

  it('is that of the text, whatever Markdown it is in', async () => {
    const plain = await readabilityOf('Our prices\nTen pounds a ticket.\nSee our page for more.', 'en');
    const marked =
      '## Our prices\n\n- **Ten** pounds a _ticket_.\n1. See [our page](https://a.example/b_c) for `more`.\n\n---\n';
    expect(await readabilityOf(`${marked}\n~~~sh\nnpm start --and many --more words\n~~~`, 'en')).toEqual(plain);
  });

  it('takes lines that were broken for one sentence', async () => {
    expect(await readabilityOf('We open\nat ten\nand close at five.', 'en')).toMatchObject({ sentences: 1, words: 8 });
  });
});
