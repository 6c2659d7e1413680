import { describe, expect, it } from 'vitest';

import { GFM_EXAMPLES } from './gfm-examples.ts';
import { render, renderPieces } from './html-view.ts';

describe("GFM's extensions", () => {
  it('have 24 examples', () => {
    expect(GFM_EXAMPLES).toHaveLength(24);
  });

  for (const [index, { section, markdown, html }] of GFM_EXAMPLES.entries()) {
    if (section === 'Disallowed raw HTML') {
      it('shows raw HTML as text, all of it', () => expect(render(markdown)).not.toMatch(/<(?!\/?p>)/));
    } else {
      it(`${index + 1}, ${section}`, () => expect(render(markdown)).toBe(html));
    }
    it(`${index + 1}, character by character`, () => expect(renderPieces(markdown)).toBe(render(markdown)));
  }
});
