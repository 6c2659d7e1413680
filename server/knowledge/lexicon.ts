import type { DatabaseSync } from 'node:sqlite';

/** How many terms are looked through for those that begin like another. */
const PREFIX_SCAN = 2_000;

export interface Related {
  readonly term: string;
  readonly weight: number;
}

/** What one chatbot's documents are written in. Each question is one read of the database, however often it is asked. */
export class Lexicon {
  /** The likeliest languages of a question, the documents' first one first. */
  readonly languages: readonly string[];
  readonly passages: number;
  readonly meanLength: number;
  readonly #lookUp: (sql: string, ...values: readonly (string | number)[]) => Record<string, unknown>[];
  readonly #frequencies = new Map<string, number>();

  /** @param statements - a cache: one connection's statements, by their text. */
  constructor(
    database: DatabaseSync,
    readonlyRow: ChatbotRow,
    statements: Map<string, ReturnType<DatabaseSync['prepare']>>,
  ) {
    const { key } = readonlyRow;
    this.languages = JSON.parse(readonlyRow.languages) as string[];
    this.passages = readonlyRow.passages;
    this.meanLength = readonlyRow.mean_length;
    this.#lookUp = (sql, ...values) => {
      let statement = statements.get(sql);
      if (statement === undefined) {
        statement = database.prepare(sql);
        statements.set(sql, statement);
      }
      return statement.all(key, ...values);
    };
  }

  /** How many passages have the term. */
  frequency(term: string): number {
    const known = this.#frequencies.get(term);
    if (known !== undefined) return known;
    const [row] = this.#lookUp('SELECT passages FROM vocabulary WHERE chatbot = ? AND term = ?', term);
    const frequency = Number(row?.['passages'] ?? 0);
    this.#frequencies.set(term, frequency);
    return frequency;
  }

  has(term: string): boolean {
    return this.frequency(term) > 0;
  }

  /** How much it says that a passage has the term: its inverse document frequency, as BM25 has it, above 0. */
  idf(term: string): number {
    const frequency = this.frequency(term);
    return Math.log(1 + (this.passages - frequency + 0.5) / (frequency + 0.5));
  }

  /** Terms that begin so; `PREFIX_SCAN` of them at most. */
  beginningWith(prefix: string): readonly string[] {
    const rows = this.#lookUp(
      `SELECT term FROM vocabulary WHERE chatbot = ? AND term >= ? AND term < ? LIMIT ${PREFIX_SCAN}`,
      prefix,
      `${prefix}\u{10FFFF}`,
    );
    return rows.map(({ term }) => String(term));
  }

  /** The compounds that have the term as a part. */
  compoundsOf(term: string): readonly Related[] {
    return this.#related(term, 'whole');
  }

  /** The parts of a compound. */
  partsOf(term: string): readonly Related[] {
    return this.#related(term, 'part');
  }

  #related(term: string, kind: string): Related[] {
    const sql = 'SELECT other, weight FROM related WHERE chatbot = ? AND term = ? AND kind = ? LIMIT 30';
    return this.#lookUp(sql, term, kind).map(({ other, weight }) => ({ term: String(other), weight: Number(weight) }));
  }
}

export interface ChatbotRow {
  readonly key: number;
  readonly version: string;
  readonly passages: number;
  readonly mean_length: number;
  /** A JSON array of codes. */
  readonly languages: string;
}
