import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { DocumentIndex, IndexEntry, IndexSummary } from './document-index.ts';
import type { Embedder } from './embeddings.ts';
import { groundedOf, signalsOf } from './grounding.ts';
import { IndexThread } from './index-thread.ts';
import type { DocumentLink, FoundPassage, Knowledge, Passage, SearchResult } from './knowledge.ts';
import type { ChatbotRow } from './lexicon.ts';
import type { Ranked } from './ranking.ts';
import { inBatches } from './batches.ts';
import { inTransaction, openIndex } from './schema.ts';
import { PassageSearch, type Findings } from './search.ts';
import { Vectors } from './vectors.ts';

/** How many passages near to those that were found are named: by place on either side of the best one, and by rank. */
const NEARBY_BY_PLACE = 3;
const NEARBY_BY_RANK = 6;
/** By rank, those that reach this share of the best one's score: a word in common is not enough. */
const NEARBY_SHARE = 0.5;

const CLOSEST_MAX = 3;

const NOTHING: SearchResult = {
  passages: [],
  nearby: [],
  closest: [],
  quality: { coverage: 0, best_score: 0, passages: 0, grounded: 'none' },
};

export interface SqliteKnowledgeOptions {
  /** Absent, or while it does not answer: words alone are searched. */
  readonly embedder?: Embedder | undefined;
  /** Is told why vectors could not be had; the search goes on without. */
  readonly onEmbeddingFailure?: (cause: unknown) => void;
}

/** The owner's documents in an SQLite file: full-text search by BM25 and what else tells, and vectors where a model makes them. */
export class SqliteKnowledge implements Knowledge, DocumentIndex, Disposable {
  readonly #database: DatabaseSync;
  readonly #search: PassageSearch;
  readonly #thread: IndexThread;
  readonly #vectors: Vectors | undefined;
  readonly #cleanUp: () => void;
  /** The last run of each source, which the next one waits for. */
  readonly #runs = new Map<string, Promise<unknown>>();
  #runCount = 0;

  /** @param file - a path; `:memory:` for an index that is gone with this object (two threads share it, so it is a file all the same). */
  constructor(file: string, { embedder, onEmbeddingFailure = () => undefined }: SqliteKnowledgeOptions = {}) {
    const folder = file === ':memory:' ? mkdtempSync(join(tmpdir(), 'smail-chat-')) : undefined;
    this.#cleanUp = () => folder !== undefined && rmSync(folder, { recursive: true, force: true });
    const path = folder === undefined ? file : join(folder, `${randomUUID()}.sqlite`);
    this.#database = openIndex(path);
    this.#search = new PassageSearch(this.#database);
    this.#thread = new IndexThread(path);
    if (embedder) this.#vectors = new Vectors(this.#search, this.#thread, embedder, onEmbeddingFailure);
  }

  version(chatbotId: string): string {
    return this.#chatbot(chatbotId)?.version ?? '';
  }

  async search(chatbotId: string, question: string, limit: number): Promise<SearchResult> {
    const vector = await this.#vectors?.ofQuestion(chatbotId, question);
    // One state of the index for all that is read.
    return inTransaction(this.#database, 'DEFERRED', () => {
      const chatbot = this.#chatbot(chatbotId);
      if (chatbot === undefined) return NOTHING;
      const found = this.#search.find(chatbot, question);
      const near = vector && this.#vectors?.nearest(chatbot, vector);
      return this.#result(chatbot, near ? this.#search.merge(chatbot, found, near) : found, limit);
    });
  }

  async fingerprints(chatbotId: string, source: string): Promise<ReadonlyMap<string, string>> {
    const rows = this.#search
      .statement(
        `SELECT d.id, d.fingerprint FROM documents d JOIN chatbots c ON c.key = d.chatbot WHERE c.id = ? AND d.source = ?`,
      )
      .all(chatbotId, source);
    return new Map(rows.map(({ id, fingerprint }) => [String(id), String(fingerprint)]));
  }

  async sources(chatbotId: string): Promise<readonly string[]> {
    const rows = this.#search
      .statement(
        'SELECT DISTINCT d.source FROM documents d JOIN chatbots c ON c.key = d.chatbot WHERE c.id = ? ORDER BY d.source',
      )
      .all(chatbotId);
    return rows.map(({ source }) => String(source));
  }

  async replace(
    chatbotId: string,
    source: string,
    entries: AsyncIterable<IndexEntry>,
    signal: AbortSignal,
  ): Promise<IndexSummary> {
    return this.#afterLast(JSON.stringify([chatbotId, source]), () =>
      this.#thread.use(async () => {
        const summary = await this.#run(chatbotId, source, entries, signal);
        await this.#vectors?.complete(chatbotId, signal);
        return summary;
      }),
    );
  }

  async retain(chatbotId: string, sources: readonly string[]): Promise<number> {
    return this.#thread.use(async () => Number(await this.#thread.ask({ type: 'retain', chatbotId, sources })));
  }

  /** After the last run: one that is still going on fails. */
  [Symbol.dispose](): void {
    this.#database.close();
    this.#cleanUp();
  }

  async #run(
    chatbotId: string,
    source: string,
    entries: AsyncIterable<IndexEntry>,
    signal: AbortSignal,
  ): Promise<IndexSummary> {
    signal.throwIfAborted();
    const run = ++this.#runCount;
    await this.#thread.ask({ type: 'begin', run, chatbotId, source });
    try {
      // One batch is analysed while the next one is read.
      let taken: Promise<unknown> = Promise.resolve();
      for await (const batch of inBatches(entries, signal)) {
        await taken;
        taken = this.#thread.ask({ type: 'take', run, entries: batch });
        // It is looked at when the next batch is there.
        taken.catch(() => undefined);
      }
      await taken;
      signal.throwIfAborted();
      return (await this.#thread.ask({ type: 'finish', run })) as IndexSummary;
    } finally {
      await this.#thread.ask({ type: 'abandon', run });
    }
  }

  /** Runs of one source go one after the other; a failed one holds nobody up. */
  async #afterLast<T>(key: string, work: () => Promise<T>): Promise<T> {
    const run = (this.#runs.get(key) ?? Promise.resolve()).then(work, work);
    this.#runs.set(key, run);
    try {
      return await run;
    } finally {
      if (this.#runs.get(key) === run) this.#runs.delete(key);
    }
  }

  #chatbot(id: string): ChatbotRow | undefined {
    const sql = 'SELECT key, version, passages, mean_length, languages FROM chatbots WHERE id = ?';
    return this.#search.statement(sql).get(id) as unknown as ChatbotRow | undefined;
  }

  #result({ key }: ChatbotRow, { concepts, ranked, similarity }: Findings, limit: number): SearchResult {
    const signals = signalsOf(concepts, ranked);
    const grounded = ranked.length === 0 ? 'none' : groundedOf(signals, similarity);
    const closest = this.#closest(ranked);
    const quality = { coverage: round(signals.coverage), best_score: round(signals.score), grounded } as const;
    if (grounded === 'none') return { passages: [], nearby: [], closest, quality: { ...quality, passages: 0 } };
    const ceiling = (ranked[0]?.score ?? 1) / (signals.score || 1);
    const chosen = ranked.slice(0, limit);
    const passages = chosen.map(({ candidate, score }): FoundPassage => {
      return Object.assign(this.#passage(candidate.key), {
        score: Math.max(0.001, round(Math.min(1, score / ceiling))),
      });
    });
    const nearby = this.#nearby(key, ranked, limit);
    return { passages, nearby, closest, quality: { ...quality, passages: passages.length } };
  }

  #passage(key: number): Passage {
    const row = this.#search
      .statement(
        `SELECT p.id, d.id AS document, d.title, p.headings, p.url, p.text
         FROM passages p JOIN documents d ON d.key = p.document WHERE p.key = ?`,
      )
      .get(key) as unknown as Omit<Passage, 'headings'> & { readonly headings: string };
    const { id, document, title, url, text } = row;
    return { id, document, title, headings: JSON.parse(row.headings) as string[], url, text };
  }

  #nearby(chatbot: number, ranked: readonly Ranked[], limit: number): Passage[] {
    const best = ranked[0];
    if (best === undefined) return [];
    const { key, document } = best.candidate;
    const beside = this.#search
      .statement(
        `SELECT key FROM passages
         WHERE document = ?1 AND chatbot = ?2 AND key BETWEEN ?3 - ${NEARBY_BY_PLACE} AND ?3 + ${NEARBY_BY_PLACE} AND key <> ?3
         ORDER BY abs(key - ?3), key`,
      )
      .all(document, chatbot, key)
      .map((row) => Number(row['key']));
    const fitting = ranked
      .slice(limit, limit + NEARBY_BY_RANK)
      .filter(({ score }) => score >= best.score * NEARBY_SHARE)
      .map(({ candidate }) => candidate.key);
    const found = new Set(ranked.slice(0, limit).map(({ candidate }) => candidate.key));
    return [...new Set([...beside, ...fitting])].filter((key) => !found.has(key)).map((key) => this.#passage(key));
  }

  #closest(ranked: readonly Ranked[]): DocumentLink[] {
    const documents = [...new Set(ranked.map(({ candidate }) => candidate.document))].slice(0, CLOSEST_MAX);
    const statement = this.#search.statement('SELECT title, url FROM documents WHERE key = ?');
    return documents.map((key) => {
      const { title, url } = statement.get(key) as unknown as DocumentLink;
      return { title, url };
    });
  }
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
