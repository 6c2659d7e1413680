import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TokenMetadata } from '../../../protocol/chat-event.ts';
import { TokenMetadataReader } from '../../../server/chat/token-metadata.ts';

/** What is said of the last of these tokens. */
function describeEnd(...tokens: readonly string[]): Partial<TokenMetadata> {
  const reader = new TokenMetadataReader();
  let last: TokenMetadata | undefined;
  for (const token of tokens) last = reader.next(token);
  return { is_code: last?.is_code ?? false, is_link: last?.is_link ?? false };
}

const PLAIN = { is_code: false, is_link: false };
const CODE = { is_code: true, is_link: false };
const LINK = { is_code: false, is_link: true };

describe('token_count', () => {
  it('counts the tokens, empty ones too', () => {
    const reader = new TokenMetadataReader();
    expect(['Hello', '', ' world'].map((token) => reader.next(token).token_count)).toEqual([1, 2, 3]);
  });
});

describe('a text that ends in code', () => {
  it.each([
    'Run `npm',
    'Run `npm start` or `node',
    'A span with a backtick: ``a ` b',
    'A span with an address: `https://example.com',
    'A span with a link: `[a](b',
    '```\n',
    '```js\nlet a = 1;\n',
    '```js\nlet a = `b`;\n',
    '```\nhttps://example.com',
    '```\n[a](b',
    '```\nlet a;\n``',
    'In four, three are text: ````md\n```js\n',
  ])('%j', (text) => {
    expect(describeEnd(text)).toEqual(CODE);
  });
});

describe('a text that ends in a link or an address', () => {
  it.each([
    'See [our',
    'See [our page]',
    'See [our page](',
    'See [our page](/visit.html',
    'See [`npm start`](/visit.html',
    'See ![the tower](/tower.jpg',
    'See [this](/a) and [that](/b',
    'See https://',
    'See https://museum.example/visit?day=1#hours',
    'See <https://museum.example',
    'After `code`: https://museum.example',
  ])('%j', (text) => {
    expect(describeEnd(text)).toEqual(LINK);
  });
});

describe('a text that ends in neither', () => {
  it.each([
    '',
    'Hello',
    'Run `npm start`',
    'Run `npm start` now',
    'A span with a backtick: ``a ` b``',
    'A span with a backtick: ``a ` b`` and on',
    '```\nlet a;\n```',
    '```\nlet a;\n```\nDone',
    '````md\n```js\n```\n````\nDone',
    'See [our page](/visit.html)',
    'See [our page](/visit.html), please',
    'See https://museum.example now',
    'See https://museum.example\nnow',
    'See https:/',
    'At 10:30 // or later',
    'An array[0] is none',
    '- [ ] to do',
    '- [x] done',
    'A line with [an opened bracket\nends',
  ])('%j', (text) => {
    expect(describeEnd(text)).toEqual(PLAIN);
  });
});

describe('a text as CommonMark has it', () => {
  it.each([
    ['a span is closed by a run of its own length only (6.1)', 'Run `a``b` now', PLAIN],
    ['an escaped backtick opens nothing (2.4)', 'A \\` is a backtick', PLAIN],
    ['a fence may be made of tildes (4.5)', '~~~js\nlet a', CODE],
    ['a link may stand right after brackets (6.3)', 'See [1][our page](/visit', LINK],
  ])('%s: %j', (_, text, expected) => {
    expect(describeEnd(text)).toEqual(expected);
  });
});

describe('is_code and is_link', () => {
  it('are the same wherever the model cuts the text into tokens', () => {
    const piece = fc.constantFrom(
      '`',
      '``',
      '```',
      '\n',
      '[',
      ']',
      '(',
      ')',
      ':',
      '//',
      'http',
      ' ',
      'a',
      '👋🏽',
      '\\',
      '~~~',
    );
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.nat()), (pieces, cuts) => {
        const text = pieces.join('');
        const places = cuts.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b);
        const tokens = [0, ...places].map((from, index) => text.slice(from, places[index] ?? text.length));
        expect(tokens.join('')).toBe(text);
        const reader = new TokenMetadataReader();
        let read = '';
        for (const token of tokens) {
          read += token;
          const { is_code, is_link } = reader.next(token);
          expect({ is_code, is_link }).toEqual(describeEnd(read));
        }
      }),
      { numRuns: 500 },
    );
  });
});
