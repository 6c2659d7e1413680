import { describe, expect, it } from 'vitest';
import { estimatePromptTokens, estimateTokens } from '../../../server/chat/token-estimate.ts';

describe('the estimate of tokens', () => {
  it.each<[string, string, number]>([
    ['nothing', '', 0],
    ['one letter', 'a', 1],
    ['English: a third of the letters', 'The museum is open.', 7],
    ['Russian: two thirds', 'Музей открыт', 8],
    ['Japanese: one and a half a character', '博物館は', 6],
    ['an emoji', '🙂', 2],
    ['several scripts', 'Open: 開いて', 7],
    ['half of a pair is taken for one character', '\ud83d', 2],
  ])('%s', (_what, text, tokens) => {
    expect(estimateTokens(text)).toBe(tokens);
  });

  it('is never more than the bytes, which no tokenizer of bytes exceeds', () => {
    for (const text of ['a', 'é', '博', '🙂', 'a博🙂é'.repeat(100)]) {
      expect(estimateTokens(text)).toBeLessThanOrEqual(Buffer.byteLength(text));
    }
  });

  it('grows with the text', () => {
    let last = 0;
    for (let length = 0; length < 200; length++) {
      const tokens = estimateTokens('Wörter und 言葉 '.repeat(20).slice(0, length));
      expect(tokens).toBeGreaterThanOrEqual(last);
      last = tokens;
    }
  });

  it('counts what stands around each message of a prompt', () => {
    expect(estimatePromptTokens([])).toBe(0);
    expect(estimatePromptTokens([{ content: 'abc' }, { content: '' }])).toBe(1 + 8 + 8);
  });
});
