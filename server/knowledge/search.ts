import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { candidateQuery } from './candidates.ts';
import type { NearPassage } from './embeddings.ts';
import { conceptsOf, type Concept } from './concepts.ts';
import { Lexicon, type ChatbotRow } from './lexicon.ts';
import { rank, type Candidate, type Ranked } from './ranking.ts';
import { termsTable } from './schema.ts';

/** How many passages are ranked closely, of those that SQLite ranks first. */
const CANDIDATES = 150;

/** How the fields weigh in that first ranking: title, headings, body. */
const FIELD_WEIGHTS = '3, 2, 1';

/** How little the first places count above the next ones, when rankings are merged (Cormack, Clarke, Büttcher 2009). */
const FUSION = 60;

export interface Findings {
  readonly concepts: readonly Concept[];
  /** Best first. */
  readonly ranked: readonly Ranked[];
  /** Of the passage that means what is nearest, where there are vectors: see `NearPassage`. */
  readonly similarity?: number;
}

/** Finds and ranks the passages of one chatbot; on one connection, of which it keeps the statements. */
export class PassageSearch {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  find(chatbot: ChatbotRow, question: string): Findings {
    const lexicon = new Lexicon(this.#database, chatbot, this.#statements);
    const concepts = conceptsOf(question, lexicon);
    const query = candidateQuery(concepts, lexicon);
    const candidates = query === '' ? [] : this.#candidates(chatbot.key, query);
    return { concepts, ranked: rank(candidates, concepts, lexicon.meanLength) };
  }

  /** Merges what the words found with what the vectors found, by reciprocal rank fusion. @param near - nearest first. */
  merge(chatbot: ChatbotRow, { concepts, ranked }: Findings, near: readonly NearPassage[]): Findings {
    const known = new Set(ranked.map(({ candidate }) => candidate.key));
    const nearKeys = near.map(({ key }) => key);
    const others = nearKeys.filter((key) => !known.has(key));
    const added = this.#byKeys(chatbot.key, others);
    const all = rank([...ranked.map(({ candidate }) => candidate), ...added], concepts, chatbot.mean_length);
    const fused = new Map<number, number>();
    for (const list of [ranked.map(({ candidate }) => candidate.key), nearKeys]) {
      for (const [place, key] of list.entries()) fused.set(key, (fused.get(key) ?? 0) + 1 / (FUSION + place));
    }
    const best = Math.max(0, ...fused.values());
    const highest = ranked[0]?.score ?? 1;
    const merged = all.map(({ candidate, own, anywhere }): Ranked => {
      return { candidate, own, anywhere, score: (highest * (fused.get(candidate.key) ?? 0)) / (best || 1) };
    });
    const similarity = near[0]?.similarity ?? 0;
    return {
      concepts,
      similarity,
      ranked: merged.toSorted((a, b) => b.score - a.score || a.candidate.key - b.candidate.key),
    };
  }

  // CROSS JOIN and `+`: the few that were found are looked up one by one, and never all passages of the chatbot.
  #byKeys(chatbot: number, keys: readonly number[]): Candidate[] {
    return this.statement(
      `SELECT p.key, p.document, d.title_terms AS title, p.heading_terms AS headings, p.terms AS body, p.length
       FROM json_each(?) AS found CROSS JOIN passages p ON p.key = found.value AND +p.chatbot = ?
       CROSS JOIN documents d ON d.key = p.document`,
    ).all(JSON.stringify(keys), chatbot) as unknown as Candidate[];
  }

  #candidates(chatbot: number, query: string): Candidate[] {
    const table = termsTable(chatbot);
    return this.statement(
      `SELECT p.key, p.document, d.title_terms AS title, p.heading_terms AS headings, p.terms AS body, p.length
       FROM (SELECT rowid FROM ${table} WHERE ${table} MATCH ? ORDER BY bm25(${table}, ${FIELD_WEIGHTS}) LIMIT ${CANDIDATES}) AS found
       CROSS JOIN passages p ON p.key = found.rowid AND +p.chatbot = ?
       CROSS JOIN documents d ON d.key = p.document`,
    ).all(query, chatbot) as unknown as Candidate[];
  }

  /** One statement for a text, made once. */
  statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
