import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { citedSources, numbered, sourcesOf } from '../../../server/chat/sources.ts';

function snippetOf(text: string): string {
  return sourcesOf([{ id: 'a', document: 'a.md', title: 'T', headings: [], url: '', text }])[0]?.snippet ?? '';
}

describe('the sources of an answer', () => {
  it('are the passages in their order, with what a visitor may know of them and no more', () => {
    const found = [
      {
        id: 'b',
        document: 'b.md',
        title: 'Tickets',
        headings: ['Families'],
        url: '',
        text: 'A ticket costs 8 pounds.',
        score: 0.9,
      },
      {
        id: 'a',
        document: 'a.md',
        title: 'Opening hours',
        headings: [],
        url: '/visit.html',
        text: 'From 10 to 17.',
        score: 0.4,
      },
    ];
    expect(sourcesOf(found)).toStrictEqual([
      { id: 'b', title: 'Tickets: Families', url: '', snippet: 'A ticket costs 8 pounds.' },
      { id: 'a', title: 'Opening hours', url: '/visit.html', snippet: 'From 10 to 17.' },
    ]);
    expect(sourcesOf([])).toEqual([]);
  });
});

describe('the numbers of passages', () => {
  const passage = {
    id: 'a',
    document: 'hours.md',
    title: 'Hours',
    headings: [] as string[],
    url: '/hours',
    text: 'From 10.',
  };
  const found = [
    passage,
    { ...passage, id: 'b', headings: ['Sundays'], url: '/hours#sundays' },
    { ...passage, id: 'c', text: 'To 17.' },
    { ...passage, id: 'd', document: 'tickets.md' },
  ];

  it('are the places of their sources: passages of one section are one source, with the first one’s snippet', () => {
    expect(numbered(found).map(({ number }) => number)).toEqual([1, 2, 1, 3]);
    expect(sourcesOf(found).map(({ id, snippet }) => [id, snippet])).toEqual([
      ['a', 'From 10.'],
      ['b', 'From 10.'],
      ['d', 'From 10.'],
    ]);
  });

  it('that an answer cites choose its sources, in the order in which it cites them', () => {
    expect(citedSources(sourcesOf(found), [3, 1]).map(({ id }) => id)).toEqual(['d', 'a']);
  });

  it('choose all of them where it cites none', () => {
    expect(citedSources(sourcesOf(found), [])).toHaveLength(3);
  });
});

describe('a snippet', () => {
  it('is the whole of a short text, on one line', () => {
    expect(snippetOf('  From 10\n\tto  17.\r\n')).toBe('From 10 to 17.');
    expect(snippetOf('x'.repeat(200))).toBe('x'.repeat(200));
  });

  it('is the beginning of a long text, cut between words', () => {
    const words = 'lighthouse '.repeat(30);
    expect(snippetOf(words)).toBe(`${'lighthouse '.repeat(18).trim()}…`);
    expect(snippetOf(`${'x'.repeat(199)} yz`)).toBe(`${'x'.repeat(199)}…`);
    expect(snippetOf(`${'x'.repeat(200)} yz`)).toBe(`${'x'.repeat(200)}…`);
  });

  it('is cut within a word that is too long, as scripts without spaces have it', () => {
    expect(snippetOf('灯'.repeat(300))).toBe(`${'灯'.repeat(200)}…`);
  });

  it('is always the beginning of the text, of at most 200 characters, with an ellipsis where it is cut', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.string({ unit: fc.constantFrom('a', ' ', '👋', '\n'), minLength: 150, maxLength: 400 }),
      fc.string({ unit: fc.constantFrom('a', '👋'), minLength: 150, maxLength: 400 }),
    );
    fc.assert(
      fc.property(text, (text) => {
        const flat = text.replaceAll(/\s+/g, ' ').trim();
        const snippet = snippetOf(text);
        const kept = flat.length > 200 ? snippet.slice(0, -1) : snippet;
        expect(flat.startsWith(kept)).toBe(true);
        expect(kept.length).toBeLessThanOrEqual(200);
        expect(snippet.slice(kept.length)).toBe(flat.length > 200 ? '…' : '');
      }),
    );
  });
});
