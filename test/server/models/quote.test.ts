import { setImmediate } from 'node:timers';
import { describe, expect, it } from 'vitest';
import type { ModelPart, Prompt } from '../../../server/models/model.ts';
import { createQuote } from '../../../server/models/quote.ts';
import { textOf } from '../../contract/model-contract.ts';

const LEAD_IN = 'I looked this up in our documents, and quote what fits best:';
const { signal } = new AbortController();

/** @param passages - with a score of 1 where they have none. */
function promptWith(...passages: { title: string; text: string; score?: number }[]): Prompt {
  return {
    messages: [],
    question: 'When are you open?',
    passages: passages.map(({ title, text, score = 1 }, index) => ({ id: `p${index}`, title, url: '', text, score })),
  };
}

async function answerTo(prompt: Prompt): Promise<ModelPart[]> {
  const parts: ModelPart[] = [];
  for await (const part of createQuote().generate(prompt, signal)) parts.push(part);
  return parts;
}

/** The answer's text for passages with these texts, titled A, B, C … */
async function quoteOf(...texts: string[]): Promise<string> {
  return textOf(await answerTo(promptWith(...texts.map((text, index) => ({ title: 'ABCDE'.charAt(index), text })))));
}

/** A sentence of `length` words that begins with `first`. */
function sentence(first: string, length: number): string {
  return `${first}${' word'.repeat(length - 1)}.`;
}

describe('an answer without a language model', () => {
  it('says that it quotes, and from where', async () => {
    const prompt = promptWith(
      { title: 'Opening hours', text: 'We are open from 9 to 17.\n\n- Mon\n- Tue' },
      { title: 'Holidays', text: 'We are closed in August.' },
    );
    expect(textOf(await answerTo(prompt))).toBe(
      [
        LEAD_IN,
        'From “Opening hours”:\nWe are open from 9 to 17.\n\n- Mon\n- Tue',
        'From “Holidays”:\nWe are closed in August.',
      ].join('\n\n'),
    );
  });

  it('says that it found nothing where there is no passage', async () => {
    expect(await quoteOf()).toBe('I found nothing about this in our documents. Could you ask it in other words?');
  });

  it('comes word by word, each with the white space that follows it', async () => {
    const prompt = promptWith({ title: 'A  b', text: 'One\ttwo.\n\nThree' });
    const parts = await answerTo(prompt);
    const words = [
      ...LEAD_IN.split(' ').map((word) => `${word} `),
      'From ',
      '“A  ',
      'b”:\n',
      'One\t',
      'two.\n\n',
      'Three',
    ];
    words[11] = 'best:\n\n';
    expect(parts).toStrictEqual([
      ...words.map((text) => ({ type: 'text', text })),
      {
        type: 'end',
        finishReason: 'stop',
        promptTokens: 0,
        completionTokens: words.length,
        passages: prompt.passages,
      },
    ]);
  });

  it('lets others have their turn between two words', async () => {
    const order: string[] = [];
    for await (const part of createQuote().generate(promptWith(), signal)) {
      order.push(part.type);
      setImmediate(() => order.push('turn'));
    }
    expect(order.slice(0, 6)).toEqual(['text', 'turn', 'text', 'turn', 'text', 'turn']);
  });

  it('can be stopped by whoever has such a turn', async () => {
    const reason = new Error('the visitor pressed stop');
    const controller = new AbortController();
    const answer = createQuote().generate(promptWith(), controller.signal)[Symbol.asyncIterator]();
    await answer.next();
    setImmediate(() => controller.abort(reason));
    await expect(answer.next()).rejects.toBe(reason);
  });
});

describe('the quoted passages', () => {
  it('are three at most', async () => {
    expect(await quoteOf('One.', 'Two.', 'Three.', 'Four.')).toMatch(/From “C”:\nThree\.$/);
  });

  it('have at most 160 words together, and end with a sentence', async () => {
    const quoted = await quoteOf(
      `${sentence('First', 50)} ${sentence('Second', 50)}`,
      `${sentence('Third', 50)} ${sentence('Fourth', 50)}`,
      sentence('Fifth', 11),
    );
    expect(quoted).toContain(`From “A”:\n${sentence('First', 50)} ${sentence('Second', 50)}\n`);
    expect(quoted.endsWith(`From “B”:\n${sentence('Third', 50)}`)).toBe(true);
  });

  it('are only those that fit about as well as the best, and are named as what the answer rests on', async () => {
    const prompt = promptWith(
      { title: 'A', text: 'One.', score: 0.5 },
      { title: 'B', text: 'Two.', score: 0.35 },
      { title: 'C', text: 'Three.', score: 0.34 },
    );
    const parts = await answerTo(prompt);
    expect(textOf(parts)).toMatch(/From “B”:\nTwo\.$/);
    expect(parts.at(-1)).toMatchObject({ passages: prompt.passages.slice(0, 2) });
  });

  it('are cut within a sentence only if the first one is too long by itself', async () => {
    expect(await quoteOf(sentence('Endless', 200))).toMatch(/From “A”:\nEndless( word){159} …$/);
  });

  it('are bounded in a script that puts no space between words', async () => {
    const quoted = await quoteOf('営業時間は午前九時から午後五時までです。'.repeat(100));
    expect(quoted.length).toBeLessThan(700);
    expect(quoted.endsWith('です。')).toBe(true);
  });

  it('have no line breaks where their author only wrapped a line', async () => {
    expect(await quoteOf('We are\nopen all day.\nMonday: 9–17\n- by phone')).toContain(
      'We are open all day.\nMonday: 9–17\n- by phone',
    );
  });
});
