import { DatabaseSync } from 'node:sqlite';
import MiniSearch from 'minisearch';
import { languageOf, normalise } from '../../../server/knowledge/language.ts';
import { passagesOf } from '../../../server/knowledge/passages.ts';
import type { Dataset } from './dataset.ts';

/** Gives the ids of the documents that are found, each once, best first. */
export type Search = (question: string) => readonly string[];

/** SQLite's FTS5 as it is when one only turns it on: the same passages, the question's words with OR between them. */
export function plainFts5({ documents }: Dataset): Search {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE VIRTUAL TABLE passages USING fts5(document UNINDEXED, title, headings, text)');
  const insert = database.prepare('INSERT INTO passages VALUES (?, ?, ?, ?)');
  for (const { document, title, headings, text } of documents.flatMap((document) => [...passagesOf(document)])) {
    insert.run(document, title, headings.join(' '), text);
  }
  const select = database.prepare('SELECT document FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT 200');
  return (question) => {
    const words = question.match(/[\p{L}\p{N}]+/gu) ?? [];
    const rows = words.length === 0 ? [] : select.all(words.map((word) => `"${word}"`).join(' OR '));
    return [...new Set(rows.map(({ document }) => String(document)))];
  };
}

export interface MiniSearchTuning {
  readonly title: number;
  readonly headings: number;
  readonly fuzzy: number;
  readonly prefix: boolean;
}

/** The best on the development questions of those that `tunings` gives: see evaluate.ts `--tune`. */
export const TUNED: MiniSearchTuning = { title: 1, headings: 1, fuzzy: 0, prefix: true };

export function* tunings(): Generator<MiniSearchTuning> {
  for (const title of [1, 2, 4]) {
    for (const headings of [1, 2]) {
      for (const fuzzy of [0, 0.1, 0.2]) {
        for (const prefix of [true, false]) yield { title, headings, fuzzy, prefix };
      }
    }
  }
}

/** MiniSearch as one who knows it would set it up: words of the language's own segmenter, stop words out, fields weighted. */
export function miniSearch({ language, documents }: Dataset, tuning: MiniSearchTuning): Search {
  const { stopWords } = languageOf(language);
  const segmenter = new Intl.Segmenter(language, { granularity: 'word' });
  const index = new MiniSearch<{ id: number; document: string; title: string; headings: string; text: string }>({
    fields: ['title', 'headings', 'text'],
    storeFields: ['document'],
    tokenize: (text) =>
      Array.from(segmenter.segment(text)).flatMap(({ segment, isWordLike }) => (isWordLike ? [segment] : [])),
    processTerm: (term) => {
      const word = normalise(term);
      return stopWords.has(word) ? null : word;
    },
    searchOptions: {
      boost: { title: tuning.title, headings: tuning.headings },
      fuzzy: tuning.fuzzy,
      prefix: tuning.prefix ? (term) => term.length > 3 : false,
    },
  });
  const passages = documents.flatMap((document) => [...passagesOf(document)]);
  index.addAll(
    passages.map(({ document, title, headings, text }, id) => ({
      id,
      document,
      title,
      headings: headings.join(' '),
      text,
    })),
  );
  return (question) => [...new Set(index.search(question).map((found) => String(found['document'])))];
}
