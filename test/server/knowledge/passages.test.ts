import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Document } from '../../../server/knowledge/document.ts';
import type { Passage } from '../../../server/knowledge/knowledge.ts';
import { passagesOf } from '../../../server/knowledge/passages.ts';

function split(...blocks: readonly string[]): Passage[] {
  return [...passagesOf(withSections({ headings: [], fragment: '', blocks }))];
}

function withSections(...sections: Document['sections']): Document {
  return { id: 'visit.md', title: 'Visit', url: '/visit.html', sections };
}

function ids(document: Document, source?: string): string[] {
  return [...passagesOf(document, source)].map(({ id }) => id);
}

/** A sentence of `length` words. */
function sentence(first: string, length: number): string {
  return `${first}${' word'.repeat(length - 1)}.`;
}

describe('a document', () => {
  it('is a passage a section, each with its headings and a link to it', () => {
    const document = withSections(
      { headings: [], fragment: '', blocks: ['Welcome.'] },
      { headings: ['Tickets', 'Families'], fragment: 'families', blocks: ['A family pays 20.', 'Children: 4'] },
    );
    expect([...passagesOf(document)]).toMatchObject([
      { document: 'visit.md', title: 'Visit', headings: [], url: '/visit.html', text: 'Welcome.' },
      { headings: ['Tickets', 'Families'], url: '/visit.html#families', text: 'A family pays 20.\nChildren: 4' },
    ]);
  });

  it('without a page has no link, and a link of its own is not kept beside the section’s', () => {
    const section = { headings: ['A'], fragment: 'a', blocks: ['Text.'] };
    expect([...passagesOf({ ...withSections(section), url: '' })][0]?.url).toBe('');
    expect([...passagesOf({ ...withSections(section), url: '/p#top' })][0]?.url).toBe('/p#a');
  });

  it('without text has no passage', () => {
    expect(split()).toEqual([]);
    expect(split('', '  \n ')).toEqual([]);
  });
});

describe('a long section', () => {
  it('is cut between sentences, after 200 words at most; a sentence or two stand in both', () => {
    const texts = split(Array.from({ length: 12 }, (_, index) => sentence(`S${index}`, 30)).join(' ')).map(
      ({ text }) => text,
    );
    expect(texts.map((text) => text.match(/S\d+/g)?.join(' '))).toEqual([
      'S0 S1 S2 S3 S4 S5',
      'S5 S6 S7 S8 S9 S10',
      'S10 S11',
    ]);
  });

  it('keeps its paragraphs apart', () => {
    expect(split('One.', 'Two.')[0]?.text).toBe('One.\nTwo.');
  });

  it.each([
    ['Japanese', '営業時間は午前九時から午後五時までです。'],
    ['Thai', 'พิพิธภัณฑ์เปิดทุกวันตั้งแต่เก้าโมงเช้าถึงห้าโมงเย็น '],
  ])('is cut in %s, which has no space between words', (_, sentence) => {
    const passages = split(sentence.repeat(100));
    expect(passages.length).toBeGreaterThan(3);
    for (const { text } of passages) expect(text.length).toBeLessThan(2_000);
  });

  it.each([
    ['a word of a million letters', 'x'.repeat(1_000_000)],
    ['a million characters without a full stop', '営業時間は午前九時から'.repeat(90_000)],
    ['half a million emoji', '👋'.repeat(500_000)],
    ['a million spaces', `${' '.repeat(1_000_000)}x`],
  ])('is cut into what can be quoted, though it is %s', (_, text) => {
    for (const { text: piece } of split(text)) {
      expect(piece.length).toBeLessThanOrEqual(5_000);
      expect(piece.isWellFormed()).toBe(true);
    }
  });

  it('loses nothing', () => {
    const texts = fc.array(
      fc.oneof(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.lorem({ maxCount: 60, mode: 'sentences' })),
    );
    fc.assert(
      fc.property(texts, (blocks) => {
        const kept = split(...blocks)
          .map(({ text }) => text)
          .join('\n')
          .replaceAll(/\s+/g, '');
        for (const word of blocks.flatMap((block) => block.split(/\s+/))) expect(kept).toContain(word);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the id of a passage', () => {
  const section = { headings: ['A'], fragment: 'a', blocks: ['Text.'] };

  it('is the same for the same text at the same place, whatever stands before it', () => {
    const [id] = ids(withSections(section));
    expect(ids(withSections({ headings: [], fragment: '', blocks: ['New.'] }, section))[1]).toBe(id);
  });

  it('is another for other texts, documents and sources, and for a text that comes twice', () => {
    const all = [
      ...ids(withSections(section, section, { ...section, blocks: ['Other.'] })),
      ...ids({ ...withSections(section), id: 'other.md' }),
      ...ids(withSections(section), '/srv/other'),
    ];
    expect(new Set(all).size).toBe(5);
  });
});
