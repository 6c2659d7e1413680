import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Document } from '../../server/knowledge/document.ts';
import type { DocumentIndex, IndexEntry } from '../../server/knowledge/document-index.ts';
import type { Knowledge, SearchResult } from '../../server/knowledge/knowledge.ts';

export const FOLDER = '/srv/museum/documents';
const { signal } = new AbortController();

/** A document of one section for each heading; `''` stands before the first one. */
export function document(id: string, title: string, sections: Readonly<Record<string, string>>): Document {
  return {
    id,
    title,
    url: `/${id.replace('.md', '.html')}`,
    sections: Object.entries(sections).map(([heading, text]) => ({
      headings: heading === '' ? [] : [heading],
      fragment: heading.toLowerCase().replaceAll(' ', '-'),
      blocks: text.split('\n'),
    })),
  };
}

/** A reading that brings documents, then what else is said. */
export async function* reading(
  documents: readonly Document[],
  ...others: readonly IndexEntry[]
): AsyncGenerator<IndexEntry, void, undefined> {
  for (const document of documents) yield { type: 'document', document, fingerprint: `fingerprint of ${document.id}` };
  yield* others;
}

export const MUSEUM: readonly Document[] = [
  document('hours.md', 'Opening hours', {
    '': 'The museum is open from Tuesday to Sunday, from 10 to 17. On Mondays it is closed.',
  }),
  document('tickets.md', 'Tickets and prices', {
    '': 'A ticket is 8 pounds.',
    Families: 'Children pay half the price; a family ticket is 20 pounds.',
    Groups: 'Groups of ten or more pay 6 pounds a person.',
  }),
  document('cafe.md', 'The Café Fresnel', { '': 'Our café serves crêpes, soup and cake until the museum closes.' }),
  document('tower.md', 'The tower', {
    '': 'The tower has 187 steps. Climbing it takes ten minutes; there is no lift.',
  }),
  document('dogs.md', 'Dogs', { '': 'Guide dogs are welcome everywhere in the museum.' }),
];

const BAKERY: readonly Document[] = [
  document('bread.md', 'Bread', { '': 'We bake rye bread.' }),
  document('hours.md', 'Opening hours', { '': 'The bakery is open from 6. On Mondays it is closed.' }),
];

type Searchable = Knowledge & DocumentIndex;

/** What every search over the owner's documents keeps to. */
export function describeKnowledge(name: string, create: () => Searchable | Promise<Searchable>): void {
  describe(`${name}, as knowledge`, () => {
    let knowledge: Searchable;
    beforeEach(async () => {
      knowledge = await create();
    });

    const fill = async (chatbotId = 'museum', documents = MUSEUM): Promise<void> => {
      await knowledge.replace(chatbotId, FOLDER, reading(documents), signal);
    };
    const found = async (question: string, { chatbot = 'museum', limit = 4 } = {}): Promise<string[]> =>
      (await knowledge.search(chatbot, question, limit)).passages.map((passage) => passage.document);

    describe('a reading of a source', () => {
      it('says what became of it', async () => {
        expect(await knowledge.replace('museum', FOLDER, reading(MUSEUM), signal)).toEqual({
          documents: 5,
          passages: 7,
          unchanged: 0,
          removed: 0,
          skipped: [],
          skippedCount: 0,
        });
      });

      it('is remembered by its fingerprints', async () => {
        await fill();
        const known = await knowledge.fingerprints('museum', FOLDER);
        expect([...known.keys()].toSorted()).toEqual(['cafe.md', 'dogs.md', 'hours.md', 'tickets.md', 'tower.md']);
        expect(known.get('dogs.md')).toBe('fingerprint of dogs.md');
        expect((await knowledge.fingerprints('museum', '/srv/other')).size).toBe(0);
        expect((await knowledge.fingerprints('bakery', FOLDER)).size).toBe(0);
      });

      it('keeps what is unchanged, replaces what is not, and removes what is not named', async () => {
        await fill();
        const tower = document('tower.md', 'The tower', { '': 'The tower is closed for repairs.' });
        const unchanged = ['hours.md', 'tickets.md'].map((id) => ({ type: 'unchanged', id }) as const);
        expect(await knowledge.replace('museum', FOLDER, reading([tower], ...unchanged), signal)).toMatchObject({
          documents: 1,
          passages: 1,
          unchanged: 2,
          removed: 2,
        });
        expect(await found('tower repairs')).toContain('tower.md');
        expect(await found('187')).toEqual([]);
        expect(await found('guide dogs')).toEqual([]);
        expect(await found('family ticket')).toContain('tickets.md');
      });

      it('drops a document that can not be read any more, and names it', async () => {
        await fill();
        const skipped = { id: 'dogs.md', reason: 'not UTF-8 text' };
        const rest = MUSEUM.filter(({ id }) => id !== 'dogs.md').map(({ id }) => ({ type: 'unchanged', id }) as const);
        const summary = await knowledge.replace(
          'museum',
          FOLDER,
          reading([], ...rest, { type: 'skipped', ...skipped }),
          signal,
        );
        expect(summary).toMatchObject({ unchanged: 4, removed: 0, skipped: [skipped], skippedCount: 1 });
        expect(await found('guide dogs')).toEqual([]);
        expect((await knowledge.fingerprints('museum', FOLDER)).has('dogs.md')).toBe(false);
      });

      it('names the first thousand that were skipped, and counts the others', async () => {
        const skipped = Array.from(
          { length: 1_005 },
          (_, index) => ({ type: 'skipped', id: `${index}`, reason: 'empty' }) as const,
        );
        const summary = await knowledge.replace('museum', FOLDER, reading([], ...skipped), signal);
        expect(summary.skipped).toHaveLength(1_000);
        expect(summary.skippedCount).toBe(1_005);
      });

      it('has a document twice as it came last', async () => {
        const twice = [document('a.md', 'A', { '': 'Lavender.' }), document('a.md', 'A', { '': 'Rosemary.' })];
        expect(await knowledge.replace('museum', FOLDER, reading(twice), signal)).toMatchObject({
          documents: 1,
          passages: 1,
        });
        expect(await found('lavender')).toEqual([]);
        expect(await found('rosemary')).toEqual(['a.md']);
      });

      it('changes nothing when it fails', async () => {
        await fill();
        const version = knowledge.version('museum');
        const cause = new Error('the disk is gone');
        async function* failing(): AsyncGenerator<IndexEntry, void, undefined> {
          yield* reading([document('new.md', 'New', { '': 'A zeppelin.' })]);
          throw cause;
        }
        await expect(knowledge.replace('museum', FOLDER, failing(), signal)).rejects.toBe(cause);
        expect(await found('zeppelin')).toEqual([]);
        expect(await found('guide dogs')).toEqual(['dogs.md']);
        expect(knowledge.version('museum')).toBe(version);
      });

      it('changes nothing when it is stopped, at once, though its source says nothing any more', async () => {
        await fill();
        const controller = new AbortController();
        const reason = new Error('the owner pressed Ctrl-C');
        const { promise: isRead, resolve: read } = Promise.withResolvers<void>();
        async function* endless(): AsyncGenerator<IndexEntry, void, undefined> {
          yield* reading([document('new.md', 'New', { '': 'A zeppelin.' })]);
          read();
          await new Promise(() => undefined);
        }
        const run = knowledge.replace('museum', FOLDER, endless(), controller.signal);
        await isRead;
        controller.abort(reason);
        await expect(run).rejects.toBe(reason);
        expect(await found('zeppelin')).toEqual([]);
        expect(await found('guide dogs')).toEqual(['dogs.md']);
      });

      it('is not seen before it is whole; answers go on meanwhile', async () => {
        await fill();
        const during: string[][] = [];
        async function* watched(): AsyncGenerator<IndexEntry, void, undefined> {
          yield* reading([document('new.md', 'New', { '': 'A zeppelin.' })]);
          during.push(await found('zeppelin'), await found('guide dogs'));
        }
        await knowledge.replace('museum', FOLDER, watched(), signal);
        expect(during).toEqual([[], ['dogs.md']]);
        expect(await found('zeppelin')).toEqual(['new.md']);
        expect(await found('guide dogs')).toEqual([]);
      });

      it('waits for the one before it of the same source', async () => {
        const first = knowledge.replace('museum', FOLDER, reading(MUSEUM), signal);
        const second = knowledge.replace('museum', FOLDER, reading(BAKERY), signal);
        expect(await first).toMatchObject({ documents: 5 });
        expect(await second).toMatchObject({ documents: 2, removed: 4 });
      });

      it('leaves other sources of the chatbot alone', async () => {
        await fill();
        await knowledge.replace('museum', 'https://museum.example/', reading(BAKERY), signal);
        expect(await found('rye bread')).toContain('bread.md');
        await fill('museum', []);
        expect(await found('guide dogs')).toEqual([]);
        expect(await found('rye bread')).toContain('bread.md');
        expect(await knowledge.retain('museum', [FOLDER])).toBe(2);
        expect(await found('rye bread')).toEqual([]);
      });
    });

    describe('the version of a chatbot’s documents', () => {
      it('changes when they do, and for no other reason', async () => {
        const versions = [knowledge.version('museum')];
        await fill();
        versions.push(knowledge.version('museum'));
        await fill('bakery', BAKERY);
        const unchanged = MUSEUM.map(({ id }) => ({ type: 'unchanged', id }) as const);
        await knowledge.replace('museum', FOLDER, reading([], ...unchanged), signal);
        expect(knowledge.version('museum')).toBe(versions[1]);
        await fill('museum', MUSEUM.slice(1));
        versions.push(knowledge.version('museum'));
        await knowledge.retain('museum', []);
        versions.push(knowledge.version('museum'));
        expect(new Set(versions).size).toBe(4);
      });
    });

    describe('a search', () => {
      beforeEach(() => fill());

      it('gives a passage with its document, its place in it and a link to it', async () => {
        const { passages } = await knowledge.search('museum', 'How much do families pay?', 1);
        expect(passages).toEqual([
          {
            id: expect.stringMatching(/^[\w-]{12}$/),
            document: 'tickets.md',
            title: 'Tickets and prices',
            headings: ['Families'],
            url: '/tickets.html#families',
            text: 'Children pay half the price; a family ticket is 20 pounds.',
            score: expect.any(Number),
          },
        ]);
      });

      it('gives a passage the same id when its document is read again', async () => {
        const before = await knowledge.search('museum', 'family ticket', 4);
        await fill();
        expect(await knowledge.search('museum', 'family ticket', 4)).toEqual(before);
      });

      it.each([
        ['a word', 'tickets', 'tickets.md'],
        ['another form of a word', 'Where can I climb?', 'tower.md'],
        ['a plural', 'How many step are there?', 'tower.md'],
        ['a word in capitals', 'TOWER', 'tower.md'],
        ['a number', '187', 'tower.md'],
        ['a word without its accents', 'Where is the cafe?', 'cafe.md'],
        ['accents that are characters of their own', 'Where is the cafe\u0301?', 'cafe.md'],
        ['a word among punctuation', '…“dogs”?!', 'dogs.md'],
      ])('finds %s', async (_, question, id) => {
        expect((await found(question))[0]).toBe(id);
      });

      it('is within one chatbot’s documents', async () => {
        await fill('bakery', BAKERY);
        expect(await found('rye bread')).toEqual([]);
        expect((await found('rye bread', { chatbot: 'bakery' }))[0]).toBe('bread.md');
        expect((await knowledge.search('bakery', 'guide dogs tower ticket', 4)).closest).toEqual([]);
        expect((await found('open on Mondays', { chatbot: 'bakery' }))[0]).toBe('hours.md');
        expect(await knowledge.search('none', 'tickets', 4)).toMatchObject({ passages: [], closest: [] });
      });

      it('ranks and scores as if there were no other chatbot', async () => {
        const question = 'How much is a ticket, and is the tower open?';
        const alone = await knowledge.search('museum', question, 4);
        const lamps = Array.from({ length: 20 }, (_, index) =>
          document(`${index}.md`, 'Tower', { '': `A ticket for tower ${index}.` }),
        );
        await fill('shop', lamps);
        expect(await knowledge.search('museum', question, 4)).toEqual(alone);
      });

      it.each([1, 2, 20])('gives at most %i passages, the best first', async (limit) => {
        const all = await found('museum tower ticket dogs', { limit: 20 });
        expect(all.length).toBeGreaterThan(2);
        expect(await found('museum tower ticket dogs', { limit })).toEqual(all.slice(0, limit));
      });

      it('names what stands near to what it found, and nothing twice', async () => {
        const { passages, nearby } = await knowledge.search('museum', 'family ticket', 1);
        expect(passages.map(({ headings }) => headings)).toEqual([['Families']]);
        expect(nearby.map(({ headings }) => headings.join())).toEqual(expect.arrayContaining(['', 'Groups']));
        const ids = [...passages, ...nearby].map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      });

      it('names the closest documents, three at most, without a fragment', async () => {
        const { closest } = await knowledge.search('museum', 'museum family ticket tower dogs', 1);
        expect(closest).toHaveLength(3);
        expect(closest).toContainEqual({ title: 'Tickets and prices', url: '/tickets.html' });
      });

      it('is good where the passages cover the question', async () => {
        const { quality } = await knowledge.search('museum', 'How many steps does the tower have?', 4);
        expect(quality).toMatchObject({ grounded: 'good' });
        expect(quality.coverage).toBeGreaterThan(0.5);
      });

      it.each([
        'quantum chromodynamics',
        'Is the helicopter heated in Antarctica?',
        '你好吗',
        'xyzzy',
        '',
        '?!',
        '\u0000',
        '👋',
      ])('is grounded in nothing where the documents say nothing: %j', async (question) => {
        expect(await knowledge.search('museum', question, 4)).toMatchObject({
          passages: [],
          nearby: [],
          quality: { passages: 0, grounded: 'none' },
        });
      });

      it.each([
        'tower AND',
        'NOT tower',
        'NEAR(tower dogs, 5)',
        'title:tower',
        '{title text}: tower',
        '^tower',
        'tower*',
        '"tower',
        'tower""',
        "tower'; DROP TABLE passages; --",
        'tower + dogs',
        '(((tower',
        'tower\u0000',
      ])('takes the operators of a query language for words and marks like others: %j', async (question) => {
        const words = question.toLowerCase().replaceAll(/[^a-z0-9]+/g, ' ');
        expect(await knowledge.search('museum', question, 4)).toEqual(await knowledge.search('museum', words, 4));
        expect(await found('tower')).toContain('tower.md');
      });

      it('does no harm whatever is asked, and keeps within its bounds', async () => {
        const operators = fc.constantFrom(
          'AND',
          'OR',
          'NOT',
          'NEAR(',
          '"',
          "'",
          '*',
          '^',
          ':',
          '(',
          ')',
          '{',
          '-',
          '+',
          'tower',
          ' ',
        );
        const anything = fc.oneof(
          fc.string(),
          fc.string({ unit: 'binary', maxLength: 200 }),
          fc.string({ unit: 'grapheme' }),
          fc.array(operators).map((parts) => parts.join('')),
          fc.constantFrom('x'.repeat(4_000), Array.from({ length: 900 }, (_, index) => `w${index}`).join(' ')),
        );
        await fc.assert(
          fc.asyncProperty(anything, fc.integer({ min: 1, max: 20 }), async (question, limit) => {
            expectWithinBounds(await knowledge.search('museum', question, limit), limit);
          }),
          { numRuns: 150 },
        );
      });
    });
  });
}

function expectWithinBounds({ passages, closest, quality }: SearchResult, limit: number): void {
  for (const value of [quality.coverage, quality.best_score]) {
    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThanOrEqual(1);
  }
  expect(quality.passages).toBe(passages.length);
  expect(passages.length).toBeLessThanOrEqual(limit);
  expect(closest.length).toBeLessThanOrEqual(3);
  if (quality.grounded === 'none') expect(passages).toEqual([]);
  const scores = passages.map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  for (const score of scores) expect(score).toBeGreaterThan(0);
}
