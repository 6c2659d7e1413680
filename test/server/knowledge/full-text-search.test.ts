import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { FullTextSearch } from '../../../server/knowledge/full-text-search.ts';
import type { Passage, SearchResult } from '../../../server/knowledge/knowledge.ts';

function passage(id: string, title: string, text: string, url = `/${id}.html`): Passage {
  return { id, document: id, title, headings: [], url, text };
}

const MUSEUM: readonly Passage[] = [
  passage(
    'hours',
    'Opening hours',
    'The museum is open from Tuesday to Sunday, from 10 to 17. On Mondays it is closed.',
  ),
  passage(
    'tickets',
    'Tickets and prices',
    'A ticket costs 8 pounds. Children pay half the price; a family ticket is 20.',
  ),
  passage('cafe', 'The Café Fresnel', 'Our café serves crêpes, soup and cake until the museum closes.'),
  passage('tower', 'The tower', 'The tower has 187 steps. Climbing it takes ten minutes; there is no lift.'),
  passage('dogs', 'Dogs', 'Guide dogs are welcome everywhere in the museum.'),
];

const search = new FullTextSearch();
beforeAll(() => {
  search.add('museum', MUSEUM);
  search.add('bakery', [
    passage('bread', 'Bread', 'We bake rye bread.'),
    passage('bakery-hours', 'Opening hours', 'The bakery is open from 6. On Mondays it is closed.'),
  ]);
});

async function ids(question: string, { chatbot = 'museum', limit = 4 } = {}): Promise<string[]> {
  return (await search.search(chatbot, question, limit)).passages.map(({ id }) => id);
}

function expectWithinBounds({ passages, quality }: SearchResult): void {
  for (const value of [quality.coverage, quality.best_score]) {
    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThanOrEqual(1);
  }
  expect(quality.passages).toBe(passages.length);
  expect(['good', 'partial', 'none']).toContain(quality.grounded);
  if (quality.grounded === 'none') expect(passages).toEqual([]);
  const scores = passages.map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
}

describe('a search finds', () => {
  it.each([
    ['a word', 'tickets', 'tickets'],
    ['a word in a sentence', 'How much is a ticket for my children?', 'tickets'],
    ['another form of a word', 'Where can I climb?', 'tower'],
    ['a plural', 'How many step are there?', 'tower'],
    ['a word in capitals', 'TOWER', 'tower'],
    ['a number', '187', 'tower'],
    ['a word without its accents', 'Where is the cafe?', 'cafe'],
    ['a word with its accents', 'Where is the café?', 'cafe'],
    ['accents that are characters of their own', 'Where is the cafe\u0301?', 'cafe'],
    ['a word with an accent too many', 'Is there a tòwer?', 'tower'],
    ['a word among punctuation', '…“dogs”?!', 'dogs'],
  ])('%s', async (_, question, id) => {
    expect((await ids(question))[0]).toBe(id);
  });

  it('gives the passage as it is', async () => {
    const { passages } = await search.search('museum', 'tower', 4);
    expect(passages).toEqual([{ ...MUSEUM[3], score: expect.any(Number) }]);
  });

  it('puts first what has the word in its title', async () => {
    const weighed = new FullTextSearch();
    weighed.add('museum', [
      passage('text', 'A visit', 'The lamp room is closed in winter.'),
      passage('title', 'The lamp room', 'A visit is short in winter.'),
      passage('other', 'Shop', 'Books and postcards are sold here.'),
    ]);
    const { passages } = await weighed.search('museum', 'lamp', 4);
    expect(passages.map(({ id }) => id)).toEqual(['title', 'text']);
  });

  it('puts first what has more of the words', async () => {
    expect((await ids('open on Mondays')).slice(0, 1)).toEqual(['hours']);
  });
});

describe('a search is about the words that mean something', () => {
  it('passes over those that say nothing', async () => {
    const bare = await search.search('museum', 'family ticket', 4);
    expect(await search.search('museum', 'Please, can you tell me about the family ticket?', 4)).toEqual(bare);
    expect(bare.quality).toMatchObject({ coverage: 1, grounded: 'good' });
  });

  it.each(['Don’t you have', "What's", 'Where’s', 'I’ve got', "We'll be at", 'Can’t I have', 'We’re at'])(
    'passes over contractions: %s …',
    async (words) => {
      expect(await search.search('museum', `${words} the tower`, 4)).toEqual(
        await search.search('museum', 'the tower', 4),
      );
    },
  );

  it.each(["I'm at", 'I’d like', "Isn't there", 'Doesn’t it have', "Aren't there"])(
    'passes over contractions: %s …',
    async (words) => {
      expect(await search.search('museum', `${words} the tower`, 4)).toEqual(
        await search.search('museum', 'the tower', 4),
      );
    },
  );

  it('counts a word once, however often it is said', async () => {
    const once = await search.search('museum', 'tower', 4);
    expect(await search.search('museum', 'Tower, tower, TOWER!', 4)).toEqual(once);
  });
});

describe('a search is within one chatbot’s documents', () => {
  it('finds nothing of another’s', async () => {
    expect(await ids('rye bread')).toEqual([]);
    expect(await ids('rye bread', { chatbot: 'bakery' })).toEqual(['bread']);
    expect(await ids('open on Mondays', { chatbot: 'bakery' })).toEqual(['bakery-hours']);
    expect(await ids('open on Mondays')).toEqual(['hours']);
  });

  it('finds nothing for one that has none', async () => {
    expect((await search.search('none', 'tickets', 4)).quality.grounded).toBe('none');
    expect((await new FullTextSearch().search('museum', 'tickets', 4)).passages).toEqual([]);
  });

  it('ranks and scores what it finds as if there were no other chatbot', async () => {
    const passages = [
      passage('lamp', 'One', 'The lamp was lit in 1850.'),
      passage('oil', 'Two', 'The oil came by boat.'),
    ];
    const alone = new FullTextSearch();
    alone.add('museum', passages);
    const beside = new FullTextSearch();
    beside.add('museum', passages);
    beside.add(
      'shop',
      Array.from({ length: 50 }, (_, index) => passage(`lamp-${index}`, 'Lamps', `We sell lamp number ${index}.`)),
    );
    const question = 'What was the lamp, what was the oil?';
    expect(await beside.search('museum', question, 4)).toEqual(await alone.search('museum', question, 4));
  });

  it('does not look for a chatbot’s id or a page’s address', async () => {
    expect(await ids('html')).toEqual([]);
    expect(await ids('bakery')).toEqual([]);
  });
});

describe('the quality of what was found', () => {
  it('is good where the passages cover the question', async () => {
    const { quality } = await search.search('museum', 'How many steps does the tower have?', 4);
    expect(quality).toMatchObject({ coverage: 1, grounded: 'good' });
    expect(quality.best_score).toBeGreaterThan(0);
  });

  it('is lower where a word of the question stands nowhere', async () => {
    const { quality } = await search.search('museum', 'Do dogs climb the tower by helicopter?', 4);
    expect(quality.coverage).toBeGreaterThan(0);
    expect(quality.coverage).toBeLessThan(1);
  });

  it.each(['quantum chromodynamics', 'Is the helicopter museum of Antarctica heated?', '你好吗', 'xyzzy'])(
    'is none, without passages, where the documents say nothing: %s',
    async (question) => {
      const { passages, quality } = await search.search('museum', question, 4);
      expect(passages).toEqual([]);
      expect(quality).toMatchObject({ passages: 0, grounded: 'none' });
    },
  );

  it.each(['', '   ', '?!', '\u0000', '👋', '"'])('is none where nothing was asked: %j', async (question) => {
    expect(await search.search('museum', question, 4)).toEqual({
      passages: [],
      nearby: [],
      quality: { coverage: 0, best_score: 0, passages: 0, grounded: 'none' },
    });
  });
});

describe('the limit of a search', () => {
  it.each([1, 2, 3, 20])('%i', async (limit) => {
    const { passages, quality } = await search.search('museum', 'museum tower ticket dogs', limit);
    expect(passages).toHaveLength(Math.min(limit, 5));
    expect(quality.passages).toBe(passages.length);
  });

  it('keeps the best', async () => {
    const all = await ids('museum tower ticket dogs', { limit: 20 });
    expect(await ids('museum tower ticket dogs', { limit: 2 })).toEqual(all.slice(0, 2));
  });
});

async function nearby(question: string, limit = 1): Promise<string[]> {
  return (await search.search('museum', question, limit)).nearby.map(({ id }) => id);
}

describe('what is near to what was found', () => {
  it('is what fits at least half as well as the best, in its order', async () => {
    const guide = new FullTextSearch();
    guide.add('museum', [
      passage('both', 'Lamp oil', 'The lamp burns oil.'),
      passage('also', 'The keepers', 'They filled the lamp with oil.'),
      passage(
        'one',
        'The garden',
        'There is a lamp on the wall, beside the roses, the lavender and the old stone bench.',
      ),
      ...MUSEUM,
    ]);
    const { passages, nearby: all } = await guide.search('museum', 'lamp oil', 3);
    expect(passages.map(({ id }) => id)).toEqual(['both', 'also', 'one']);
    expect(all).toEqual([]);
    expect((await guide.search('museum', 'lamp oil', 1)).nearby.map(({ id }) => id)).toEqual(['also']);
  });

  it('is first what stands beside the best in its document, before and after it', async () => {
    const guide = new FullTextSearch();
    const page = ['Steps', 'Lift', 'Lamp', 'View'].map((title) => passage(title, title, `The ${title}.`, '/t'));
    guide.add('museum', [passage('hours', 'Hours', 'From 10.'), ...page, passage('cafe', 'Café', 'Soup.')]);
    const found = await guide.search('museum', 'lift', 4);
    expect(found.passages.map(({ id }) => id)).toEqual(['Lift']);
    expect(found.nearby).toEqual([page[0], page[2], page[3]]);
  });

  it('is nothing beside a document without a page: it can not be told from the next', async () => {
    const guide = new FullTextSearch();
    guide.add('museum', [passage('a', 'Lift', 'One.', ''), passage('b', 'Stairs', 'Two.', '')]);
    expect(await guide.search('museum', 'lift', 4)).toMatchObject({ passages: [{ id: 'a' }], nearby: [] });
  });

  it('is nothing where nothing was found, and never what was found', async () => {
    expect(await nearby('zeppelin')).toEqual([]);
    expect(await nearby('tickets', 4)).toEqual([]);
  });
});

describe('a question does no harm', () => {
  it.each([
    ['tower AND', 'tower and'],
    ['tower OR', 'tower or'],
    ['NOT tower', 'not tower'],
    ['tower NEAR dogs', 'tower near dogs'],
    ['NEAR(tower dogs, 5)', 'near tower dogs 5'],
    ['title:tower', 'title tower'],
    ['{title text}: tower', 'title text tower'],
    ['^tower', 'tower'],
    ['tower*', 'tower'],
    ['tow*', 'tow'],
    ['"tower', 'tower'],
    ['tower"', 'tower'],
    ['"tower" "dogs"', 'tower dogs'],
    ['tower""dogs', 'tower dogs'],
    ["tower'; DROP TABLE passages; --", 'tower drop table passages'],
    ['tower + dogs', 'tower dogs'],
    ['dogs -tower', 'dogs tower'],
    ['tower\u0000', 'tower'],
    ['(((tower', 'tower'],
  ])('with the operators of FTS5 and SQL, which are words and marks like others: %j', async (question, words) => {
    expect(await search.search('museum', question, 4)).toEqual(await search.search('museum', words, 4));
    expect(await ids('tower')).toEqual(['tower']);
  });

  it('whatever it holds; what is found is within its bounds', async () => {
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
      fc.array(fc.constantFrom(...MUSEUM.flatMap(({ text }) => text.split(' ')))).map((parts) => parts.join(' ')),
    );
    await fc.assert(
      fc.asyncProperty(anything, fc.integer({ min: 1, max: 20 }), async (question, limit) => {
        const result = await search.search('museum', question, limit);
        expectWithinBounds(result);
        expect(result.passages.length).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 500 },
    );
  });

  it('as long as it may be', async () => {
    const words = Array.from({ length: 1_000 }, (_, index) => `w${index}`).join(' ');
    expectWithinBounds(await search.search('museum', `tower ${words}`.slice(0, 4_000), 4));
    expectWithinBounds(await search.search('museum', 'x'.repeat(4_000), 4));
  });
});
