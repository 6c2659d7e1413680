import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CitationReader, withoutCitations } from '../../../server/chat/citations.ts';

/** What becomes of an answer that had three sources. */
function read(answer: string, sources = 3): string {
  const reader = new CitationReader(sources);
  return reader.push(answer) + reader.flush();
}

describe('a citation', () => {
  it('is shown as the number of its source, in whatever form the model writes it', () => {
    expect(read('Open from 9 [1].')).toBe('Open from 9 [1].');
    for (const form of [
      '[1, 2]',
      '[1,2]',
      '[1][2]',
      '[1;2]',
      '[1-2]',
      '[1–2]',
      '[ 1, 2 ]',
      '[１，２]',
      '【1】【2】',
      '［1、2］',
    ]) {
      expect(read(`Open${form}.`), form).toBe('Open[1][2].');
    }
    for (const form of ['[passage 1]', '[Source 1]', '[Quelle 1]', '【1†source】', '【1†L3-L9】']) {
      expect(read(`Open ${form}.`), form).toBe('Open [1].');
    }
  });

  it('is numbered by when its source is first cited, so that the numbers begin at 1 and have no holes', () => {
    const reader = new CitationReader(4);
    expect(reader.push('A [3], b [1], c [3][4], d [1].') + reader.flush()).toBe('A [1], b [2], c [1][3], d [2].');
    expect(reader.cited).toEqual([3, 1, 4]);
  });

  it('of a source that does not exist is dropped, with one of the two spaces around it', () => {
    expect(read('Open [4] on Mondays [0][99], closed [2, 7].')).toBe('Open on Mondays , closed [1].');
    const reader = new CitationReader(3);
    reader.push('A [9].');
    expect(reader.cited).toEqual([]);
  });

  it('is dropped wherever it stands where there are no sources', () => {
    expect(withoutCitations('From 9 to 17[1], on Sundays【2】 from 10 [1, 2].')).toBe(
      'From 9 to 17, on Sundays from 10 .',
    );
  });
});

describe('what stands in brackets and cites nothing', () => {
  it.each([
    ['a link', 'See [1](https://example.org/1) and ![2](/2.png).'],
    ['a footnote', 'Open[^1].\n\n[^1]: On Mondays.'],
    ['words', 'Open [not on Mondays], [a 1], [page 3], [x], [ ], [].'],
    ['a year, a time or a measure', 'In [2024], from [10-17], [9:30], [1.5], [3 m].'],
    ['a code span', 'Write `list[1]`, ``a ` [2]`` and `[3]`.'],
    ['a fence', '```js\nlist[1] = [2, 3];\n```\n\n~~~\n[1]\n```\n[2]\n~~~'],
    ['escaped', 'A \\[1] and \\[ x = 1 \\].'],
    ['never closed', 'Open [1, 2'],
    ['broken by a line', 'Open [1,\n2]'],
  ])('stays as it is: %s', (_, answer) => {
    expect(read(answer)).toBe(answer);
  });

  it('is code only as long as the code lasts', () => {
    expect(read('`[3]` [3]\n\n```\n[2]\n```\n[2]')).toBe('`[3]` [1]\n\n```\n[2]\n```\n[2]');
    expect(read('A stray ` mark.\n\nOpen [3].')).toBe('A stray ` mark.\n\nOpen [1].');
    expect(read('> ```\n> [3]\n> ```\n> [3]')).toBe('> ```\n> [3]\n> ```\n> [1]');
  });

  it('does not make links of the citations: a definition of one is none', () => {
    expect(read('Open [1].\n\n[1]: https://evil.example')).toBe('Open [1].\n\n[1] : https://evil.example');
  });
});

describe('an answer that comes in pieces', () => {
  const part = fc.oneof(
    fc.constantFrom(
      '[1]',
      '[2, 3]',
      '[9]',
      '【3】',
      '[1](x)',
      '[',
      ']',
      '(',
      '`',
      '```',
      '~~~',
      '\n',
      '\n\n',
      ' ',
      '\\',
      '[passage 2]',
      ':',
      '> ',
    ),
    fc.string({ unit: 'grapheme', maxLength: 3 }),
  );
  const answer = fc.array(part, { maxLength: 40 }).map((parts) => parts.join(''));

  it('comes out the same however it is cut', () => {
    fc.assert(
      fc.property(answer, fc.array(fc.nat(7), { minLength: 1, maxLength: 20 }), (text, lengths) => {
        const reader = new CitationReader(3);
        let out = '';
        let at = 0;
        for (let turn = 0; at < text.length; turn++) {
          const length = 1 + (lengths[turn % lengths.length] ?? 0);
          out += reader.push(text.slice(at, at + length));
          at += length;
        }
        expect(out + reader.flush()).toBe(read(text));
      }),
    );
  });

  it('holds back 48 characters at most, and nothing outside of brackets', () => {
    fc.assert(
      fc.property(answer, (text) => {
        const reader = new CitationReader(3);
        let given = '';
        for (const character of text) {
          given += reader.push(character);
          if (!/[[【［]/.test(text)) expect(given).toBe(text.slice(0, given.length));
        }
        expect(reader.flush().length).toBeLessThanOrEqual(48);
      }),
    );
    const reader = new CitationReader(3);
    expect(reader.push('Open [not')).toBe('Open ');
    expect(reader.push(' on Mondays')).toBe('[not on Mondays');
  });

  it('only ever cites sources that there are', () => {
    fc.assert(
      fc.property(answer, fc.nat(3), (text, sources) => {
        const reader = new CitationReader(sources);
        reader.push(text);
        reader.flush();
        expect(reader.cited.every((number) => number >= 1 && number <= sources)).toBe(true);
        expect(new Set(reader.cited).size).toBe(reader.cited.length);
      }),
    );
  });
});
