import { termsOf, wordsOf } from '../../../server/knowledge/terms.ts';
import { languageOf } from '../../../server/knowledge/language.ts';
import { miniSearch, plainFts5, TUNED, type Search } from './baselines.ts';
import type { Dataset, LabelledQuestion } from './dataset.ts';
import type { IndexedDatasets } from './index-datasets.ts';

/** How many documents count as found. */
const FOUND = 5;

/** A question with this share of its content words in the right document, or less, shares few words with it. */
const FEW_SHARED = 1 / 3;

export const SEARCHES = ['ours', 'fts5', 'minisearch'] as const;
export type SearchName = (typeof SEARCHES)[number];

/** What each search made of one question. */
export interface Outcome {
  readonly language: string;
  readonly question: LabelledQuestion;
  readonly sharesFew: boolean;
  /** The place of the first right document, from 1; 0 where it is not found. */
  readonly places: Readonly<Record<SearchName, number>>;
  /** Whether ours says that the documents do not answer. */
  readonly isRefused: boolean;
}

export interface Figures {
  readonly questions: number;
  readonly recall: number;
  readonly mrr: number;
}

export async function outcomesOf(indexed: IndexedDatasets): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const dataset of indexed.datasets) {
    const searches: readonly [SearchName, Search][] = [
      ['ours', (question) => indexed.documentsOf(indexed.find(dataset.language, question))],
      ['fts5', plainFts5(dataset)],
      ['minisearch', miniSearch(dataset, TUNED)],
    ];
    for (const question of dataset.questions) {
      const places = { ours: 0, fts5: 0, minisearch: 0 };
      for (const [name, search] of searches) places[name] = placeOf(question, search(question.question));
      const { quality } = await indexed.knowledge.search(dataset.language, question.question, FOUND);
      outcomes.push({
        language: dataset.language,
        question,
        sharesFew: sharesFew(dataset, question),
        places,
        isRefused: quality.grounded === 'none',
      });
    }
  }
  return outcomes;
}

/** Of the questions that have an answer. */
export function figuresOf(outcomes: readonly Outcome[], name: SearchName): Figures {
  const places = outcomes.filter(({ question }) => isAnswerable(question)).map(({ places }) => places[name]);
  const share = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / (places.length || 1);
  return {
    questions: places.length,
    recall: share(places.map((place) => (place > 0 && place <= FOUND ? 1 : 0))),
    mrr: share(places.map((place) => (place > 0 ? 1 / place : 0))),
  };
}

/** The share that is refused. */
export function refusedShare(outcomes: readonly Outcome[]): number {
  return outcomes.filter(({ isRefused }) => isRefused).length / (outcomes.length || 1);
}

export function isAnswerable({ documents }: LabelledQuestion): boolean {
  return documents.length > 0;
}

export function placeOf({ documents }: LabelledQuestion, found: readonly string[]): number {
  return found.findIndex((id) => documents.includes(id)) + 1;
}

function sharesFew({ language: code, documents }: Dataset, question: LabelledQuestion): boolean {
  const language = languageOf(code);
  const words = [...wordsOf(question.question, language)].filter(({ isStop }) => !isStop);
  const right = documents.filter(({ id }) => question.documents.includes(id));
  const terms = new Set(
    right.flatMap(({ title, sections }) =>
      [title, ...sections.flatMap(({ headings, blocks }) => [...headings, ...blocks])].flatMap((text) =>
        termsOf(text, language),
      ),
    ),
  );
  const shared = words.filter((word) => word.terms.every((term) => terms.has(term)));
  return right.length > 0 && shared.length < words.length * FEW_SHARED;
}
