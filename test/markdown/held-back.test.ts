import { describe, expect, it } from 'vitest';

import { MarkdownParser } from '../../widget/markdown/markdown-parser.ts';
import { ANSWERS } from './answers.ts';
import { GFM_EXAMPLES } from './gfm-examples.ts';
import { HtmlView, render } from './html-view.ts';

/** What is shown after each piece. */
function shownAfter(pieces: Iterable<string>): string[] {
  const root = new HtmlView();
  const parser = new MarkdownParser(root);
  return Array.from(pieces, (piece) => {
    parser.write(piece);
    return root.text;
  });
}

const addressesIn = (html: string) => [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address]) => address);

const shown = (text: string) => shownAfter([text])[0];

describe('what is shown of a text that goes on', () => {
  it('is not taken back: at most one in a thousand tokens', () => {
    let tokens = 0;
    let takenBack = 0;
    for (const answer of ANSWERS) {
      let before = '';
      for (const text of shownAfter(answer.match(/[^]{1,4}/g) ?? [])) {
        const now = text.replace(/\s+/g, '');
        tokens += 1;
        if (!now.startsWith(before)) takenBack += 1;
        before = now;
      }
    }
    expect(takenBack / tokens, `${takenBack} of ${tokens}`).toBeLessThanOrEqual(1 / 1000);
  });

  it('has no address but whole ones', () => {
    for (const text of [...ANSWERS, ...GFM_EXAMPLES.map(({ markdown }) => markdown)]) {
      const whole = addressesIn(render(text));
      const root = new HtmlView();
      const parser = new MarkdownParser(root);
      for (const character of text) {
        parser.write(character);
        if (/[^a-z ]/.test(character)) expect(whole).toEqual(expect.arrayContaining(addressesIn(root.html)));
      }
    }
  });

  it.each([
    [
      'a marker that may be one',
      ['-', '- ', '12', '12.', '#', '## ', '>', '`', '``', '```js', '~~~', '*', '**', '* * ', '|', '| a | b |'],
    ],
    ['what may underline', ['a\n=', 'a\n--', 'a\n- ']],
    ['a formula or a fence of one', ['$', '$$', '\\', '\\[', '$x']],
    ['a definition', ['[', '[a', '[a]', '[a]: /', '[a]: /x "t', '[a]: /x\n', '[a]: /x\n"t']],
    ['the beginning of a link or of an image', ['[a](', '[a](/x', '![a', '![a](/x "t']],
    ['an address in angle brackets', ['<', '<htt']],
    ['a task', ['- [', '- [ ', '- [x]', '- [x] ']],
  ])('is not yet %s', (_, texts) => {
    for (const text of texts) expect(shown(text)?.replace(/^a$/, ''), text).toMatch(/^a?$/);
  });

  it('is the rest of the line as soon as it can be nothing else', () => {
    expect(shown('-a')).toBe('-a');
    expect(shown('2024 was')).toBe('2024 was');
    expect(shown('1. b')).toBe('b');
    expect(shown('#hash')).toBe('#hash');
    expect(shown('`code` is')).toBe('code is');
    expect(shown('a | b')).toBe('a | b');
  });

  it('has no marks whose end is to come', () => {
    expect(shown('a **b')).toBe('a b');
    expect(shown('a ***b')).toBe('a b');
    expect(shown('a ~~b')).toBe('a b');
    expect(shown('a `b')).toBe('a b');
    expect(shown('a [a link with a long text')).toBe('a a link with a long text');
    expect(shown('a [link](https://exa')).toBe('a link');
    expect(shown('| a |\n|-|\n| b **c')).toContain('b c');
  });

  it('has marks that can have no end', () => {
    expect(shown('5 * 3 is')).toBe('5 * 3 is');
    expect(shown('about ~5 of')).toBe('about ~5 of');
    expect(shown('snake_case and')).toBe('snake_case and');
    expect(shown('so [1] says')).toBe('so [1] says');
    expect(shown('a & b')).toBe('a & b');
    expect(shown('List<T> and')).toBe('List<T> and');
  });
});
