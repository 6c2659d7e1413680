import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexDatasets, type IndexedDatasets } from './index-datasets.ts';
import { figuresOf, isAnswerable, outcomesOf, refusedShare, type Outcome } from './measure.ts';

// What was reached, with a little slack: a change that makes the search worse is seen. docs/search.md has the figures.

let indexed: IndexedDatasets;
let test: readonly Outcome[];
beforeAll(async () => {
  indexed = await indexDatasets();
  test = (await outcomesOf(indexed)).filter(({ question }) => question.split === 'test');
}, 60_000);
afterAll(() => indexed[Symbol.asyncDispose]());

describe('the labelled questions', () => {
  it('are at least 300, over at least 200 documents in three languages', () => {
    expect(indexed.datasets.flatMap(({ questions }) => questions).length).toBeGreaterThanOrEqual(300);
    expect(indexed.datasets.flatMap(({ documents }) => documents).length).toBeGreaterThanOrEqual(200);
    expect(indexed.datasets.length).toBeGreaterThanOrEqual(3);
  });
});

describe('on the test questions', () => {
  it('the right document is among the first five as often as it was, and more often than with the others by 0.05 or more', () => {
    const ours = figuresOf(test, 'ours');
    expect(ours.recall).toBeGreaterThanOrEqual(0.83);
    expect(ours.mrr).toBeGreaterThanOrEqual(0.73);
    for (const other of ['fts5', 'minisearch'] as const) {
      expect(ours.recall).toBeGreaterThanOrEqual(figuresOf(test, other).recall + 0.05);
    }
  });

  it('it is found where few words are shared, twice as often as by MiniSearch', () => {
    const few = test.filter(({ sharesFew }) => sharesFew);
    expect(figuresOf(few, 'ours').recall).toBeGreaterThanOrEqual(2 * figuresOf(few, 'minisearch').recall);
  });

  it('few questions that have an answer are refused', () => {
    expect(refusedShare(test.filter(({ question }) => isAnswerable(question)))).toBeLessThanOrEqual(0.08);
  });

  it('some of those that have none are', () => {
    expect(refusedShare(test.filter(({ question }) => !isAnswerable(question)))).toBeGreaterThanOrEqual(0.2);
  });
});
