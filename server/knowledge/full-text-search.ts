import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Knowledge, Passage, SearchResult } from './knowledge.ts';
import { STOP_WORDS } from './stop-words.ts';

/** A word in the title counts twice: it says what the passage is about. */
const TITLE_WEIGHT = 2;

/** SQLite's `bm25()` has k1 = 1.2, so a term adds at most this many times its idf (SQLite, "FTS5", 5.1.1). */
const BM25_CEILING = 2.2;

/** Below this coverage the passages do not answer the question; from `GOOD_COVERAGE` on they do. */
const PARTIAL_COVERAGE = 0.4;
const GOOD_COVERAGE = 0.7;

/** How many different words of a question are looked for. */
const MAX_TERMS = 32;

/** How many passages near to those that were found are named: by place on either side of the best one, and by rank. */
const NEARBY_BY_PLACE = 3;
const NEARBY_BY_RANK = 6;
/** By rank, those that reach this share of the best one's score: a word in common is not enough. */
const NEARBY_SHARE = 0.5;

const NOTHING: SearchResult = {
  passages: [],
  nearby: [],
  quality: { coverage: 0, best_score: 0, passages: 0, grounded: 'none' },
};

interface Row extends Passage {
  readonly rowid: number;
  /** Rises with relevance; SQLite's own has the sign turned. */
  readonly bm25: number;
}

/** Full-text search in SQLite's FTS5, ranked by BM25: indexes in memory, made at start. */
export class FullTextSearch implements Knowledge {
  readonly #database = new DatabaseSync(':memory:');
  readonly #indexes = new Map<string, PassageIndex>();

  /** Puts the passages of one chatbot's documents into its index. */
  add(chatbotId: string, passages: readonly Passage[]): void {
    const index = this.#indexes.get(chatbotId) ?? new PassageIndex(this.#database, `passages_${this.#indexes.size}`);
    this.#indexes.set(chatbotId, index);
    index.add(passages);
  }

  async search(chatbotId: string, question: string, limit: number): Promise<SearchResult> {
    return this.#indexes.get(chatbotId)?.search(contentWords(question), limit) ?? NOTHING;
  }
}

/** One chatbot's passages. A table of its own, because BM25 weighs a word by how rare it is in the whole table. */
class PassageIndex {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #search: StatementSync;
  readonly #beside: StatementSync;
  readonly #frequency: StatementSync;
  readonly #size: StatementSync;

  constructor(database: DatabaseSync, table: string) {
    this.#database = database;
    database.exec(
      `CREATE VIRTUAL TABLE ${table} USING fts5(id UNINDEXED, url UNINDEXED, title, text,
       tokenize = 'porter unicode61 remove_diacritics 2')`,
    );
    this.#insert = database.prepare(`INSERT INTO ${table} VALUES (?, ?, ?, ?)`);
    this.#search = database.prepare(
      `SELECT rowid, id, title, url, text, -bm25(${table}, 0, 0, ${TITLE_WEIGHT}, 1) AS bm25
       FROM ${table} WHERE ${table} MATCH ? ORDER BY bm25 DESC LIMIT ?`,
    );
    // Passages of one document stand one after the other, and have its page in common.
    this.#beside = database.prepare(
      `SELECT id, title, url, text FROM ${table}
       WHERE rowid BETWEEN ?1 - ${NEARBY_BY_PLACE} AND ?1 + ${NEARBY_BY_PLACE} AND rowid <> ?1 AND url = ?2 AND url <> ''
       ORDER BY abs(rowid - ?1), rowid`,
    );
    this.#frequency = database.prepare(
      `SELECT count(*) AS everywhere, count(*) FILTER (WHERE rowid IN (SELECT value FROM json_each(?))) AS found
       FROM ${table} WHERE ${table} MATCH ?`,
    );
    this.#size = database.prepare(`SELECT count(*) AS passages FROM ${table}`);
  }

  add(passages: readonly Passage[]): void {
    this.#database.exec('BEGIN');
    for (const { id, url, title, text } of passages) this.#insert.run(id, url, title, text);
    this.#database.exec('COMMIT');
  }

  /** @param terms - the words to look for; any of them will do. */
  search(terms: readonly string[], limit: number): SearchResult {
    if (terms.length === 0) return NOTHING;
    const ranked = this.#search.all(terms.map(quote).join(' OR '), limit + NEARBY_BY_RANK) as unknown as Row[];
    const rows = ranked.slice(0, limit);
    const { idf, coverage } = this.#weigh(terms, rows);
    const passages = rows.map(({ id, title, url, text, bm25 }) => ({
      id,
      title,
      url,
      text,
      score: normalise(bm25, idf),
    }));
    const grounded = coverage >= GOOD_COVERAGE ? 'good' : coverage >= PARTIAL_COVERAGE ? 'partial' : 'none';
    const quality = { coverage: round(coverage), best_score: passages[0]?.score ?? 0, grounded } as const;
    return grounded === 'none'
      ? { passages: [], nearby: [], quality: { ...quality, passages: 0 } }
      : { passages, nearby: this.#nearby(ranked, limit), quality: { ...quality, passages: passages.length } };
  }

  #nearby(ranked: readonly Row[], limit: number): Passage[] {
    const [best] = ranked;
    const beside = best === undefined ? [] : (this.#beside.all(best.rowid, best.url) as unknown as Passage[]);
    const fitting = ranked.slice(limit).filter(({ bm25 }) => bm25 >= (best?.bm25 ?? 0) * NEARBY_SHARE);
    const seen = new Set(ranked.slice(0, limit).map(({ id }) => id));
    return [...beside, ...fitting]
      .filter(({ id }) => !seen.has(id) && seen.add(id))
      .map(({ id, title, url, text }) => ({ id, title, url, text }));
  }

  /**
   * How much of the question the passages cover, each word weighted by how rare it is (its idf, as BM25 has it): that a
   * passage says "museum" means little in a museum.
   * @returns the idf of all terms together, and the share of it that the rows cover, 0 to 1.
   */
  #weigh(terms: readonly string[], rows: readonly Row[]): { idf: number; coverage: number } {
    const { passages: total } = this.#size.get() as unknown as { passages: number };
    const rowids = JSON.stringify(rows.map(({ rowid }) => rowid));
    let all = 0;
    let covered = 0;
    for (const term of terms) {
      const { everywhere, found } = this.#frequency.get(rowids, quote(term)) as unknown as {
        everywhere: number;
        found: number;
      };
      const idf = Math.log(1 + (total - everywhere + 0.5) / (everywhere + 0.5));
      all += idf;
      if (found > 0) covered += idf;
    }
    return { idf: all, coverage: all > 0 ? covered / all : 0 };
  }
}

/**
 * The different words of a question that say what it is about; the first `MAX_TERMS`. A question of stop words alone, such as
 * "Who are you?", is about these.
 */
function contentWords(question: string): string[] {
  const words = [...new Set(question.toLowerCase().match(/[\p{L}\p{N}]+/gu))];
  const content = words.filter((word) => !STOP_WORDS.has(word));
  return (content.length > 0 ? content : words).slice(0, MAX_TERMS);
}

/** A string in FTS5's query language, in which a bare word may be an operator. */
function quote(term: string): string {
  return `"${term}"`;
}

/** @returns a BM25 score as a share of the highest that the terms could have. */
function normalise(bm25: number, idf: number): number {
  return round(Math.min(1, bm25 / (BM25_CEILING * idf || 1)));
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
