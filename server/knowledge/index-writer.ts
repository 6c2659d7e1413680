import { randomUUID } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { AnalysedDocument, AnalysedEntry } from './analysis.ts';
import { SKIPPED_NAMED_MAX, type IndexSummary, type SkippedDocument } from './document-index.ts';
import { createTermsTable, termsTable } from './schema.ts';
import { describeVocabulary } from './vocabulary.ts';
import type { PassageVector } from './writer-requests.ts';

/** Writes one reading of one source into the index, within a transaction that its caller keeps. */
export class SourceWriter {
  readonly #database: DatabaseSync;
  readonly #source: string;
  readonly #chatbot: number;
  /** What is indexed and was not named yet: keys by id. */
  readonly #known: Map<string, number>;
  /** What this reading brought. */
  readonly #added = new Map<string, number>();
  readonly #insertDocument: StatementSync;
  readonly #insertPassage: StatementSync;
  readonly #insertTerms: StatementSync;
  readonly #skipped: SkippedDocument[] = [];
  #documents = 0;
  #passages = 0;
  #unchanged = 0;
  #skippedCount = 0;
  #replaced = 0;

  constructor(database: DatabaseSync, chatbotId: string, source: string) {
    this.#database = database;
    this.#source = source;
    this.#chatbot = chatbotKey(database, chatbotId);
    const known = database
      .prepare('SELECT id, key FROM documents WHERE chatbot = ? AND source = ?')
      .all(this.#chatbot, source) as unknown as { id: string; key: number }[];
    this.#known = new Map(known.map(({ id, key }) => [id, key]));
    this.#insertDocument = database.prepare('INSERT INTO documents VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#insertPassage = database.prepare('INSERT INTO passages VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#insertTerms = database.prepare(
      `INSERT INTO ${termsTable(this.#chatbot)} (rowid, title, headings, body) VALUES (?, ?, ?, ?)`,
    );
  }

  /** An id that comes twice counts as it came last. */
  take(entry: AnalysedEntry): void {
    switch (entry.type) {
      case 'document':
        this.#remove(entry.document.id);
        this.#add(entry.document, entry.fingerprint);
        break;
      case 'unchanged':
        if (this.#known.delete(entry.id)) this.#unchanged += 1;
        else this.#skip(entry.id, 'is not in the index any more, and is read again the next time');
        break;
      case 'skipped':
        this.#remove(entry.id);
        this.#skip(entry.id, entry.reason);
        break;
      default:
        entry satisfies never;
    }
  }

  /** Removes what was not named, and makes what the search needs to know of the whole. */
  finish(): IndexSummary {
    const removed = this.#known.size;
    for (const id of this.#known.keys()) this.#remove(id);
    if (this.#documents + this.#replaced > 0) describeChatbot(this.#database, this.#chatbot);
    return {
      documents: this.#documents,
      passages: this.#passages,
      unchanged: this.#unchanged,
      removed,
      skipped: this.#skipped,
      skippedCount: this.#skippedCount,
    };
  }

  #add(document: AnalysedDocument, fingerprint: string): void {
    const { id, title, url, language, titleTerms, passages } = document;
    const { lastInsertRowid: key } = this.#insertDocument.run(
      this.#chatbot,
      this.#source,
      id,
      fingerprint,
      title,
      url,
      language,
      titleTerms,
    );
    for (const { id, headings, url, text, headingTerms, terms, length } of passages) {
      const values = [
        this.#chatbot,
        key,
        id,
        JSON.stringify(headings),
        url,
        text,
        headingTerms,
        terms,
        length,
      ] as const;
      const { lastInsertRowid: passage } = this.#insertPassage.run(...values);
      this.#insertTerms.run(passage, titleTerms, headingTerms, terms);
      this.#passages += 1;
    }
    this.#documents += 1;
    this.#added.set(id, Number(key));
  }

  #remove(id: string): void {
    const before = this.#known.get(id);
    const now = this.#added.get(id);
    this.#known.delete(id);
    this.#added.delete(id);
    if (now !== undefined) {
      this.#documents -= 1;
      this.#passages -= removeDocument(this.#database, this.#chatbot, now);
    }
    if (before === undefined) return;
    removeDocument(this.#database, this.#chatbot, before);
    this.#replaced += 1;
  }

  #skip(id: string, reason: string): void {
    this.#skippedCount += 1;
    if (this.#skipped.length < SKIPPED_NAMED_MAX) this.#skipped.push({ id, reason });
  }
}

/** Removes the documents of every source but these. @returns how many. */
export function retainSources(database: DatabaseSync, chatbotId: string, sources: readonly string[]): number {
  const chatbot = chatbotKey(database, chatbotId);
  const gone = database
    .prepare('SELECT key FROM documents WHERE chatbot = ? AND source NOT IN (SELECT value FROM json_each(?))')
    .all(chatbot, JSON.stringify(sources)) as unknown as { key: number }[];
  for (const { key } of gone) removeDocument(database, chatbot, key);
  if (gone.length > 0) describeChatbot(database, chatbot);
  return gone.length;
}

/** Of passages that are not in the index any more nothing is kept. */
export function storeVectors(
  database: DatabaseSync,
  chatbotId: string,
  model: string,
  vectors: readonly PassageVector[],
): void {
  const chatbot = chatbotKey(database, chatbotId);
  const insert = database.prepare(
    `INSERT OR REPLACE INTO vectors SELECT ?1, ?2, ?3, ?4
     WHERE EXISTS (SELECT 1 FROM passages WHERE chatbot = ?1 AND id = ?2)`,
  );
  for (const { passage, vector } of vectors) insert.run(chatbot, passage, model, vector);
  // The same question may find something else now.
  database.prepare('UPDATE chatbots SET version = ? WHERE key = ?').run(randomUUID(), chatbot);
}

/** The languages of a chatbot's documents, the most frequent first. */
export function languagesOf(database: DatabaseSync, chatbotId: string): readonly string[] {
  const row = database.prepare('SELECT languages FROM chatbots WHERE id = ?').get(chatbotId);
  return row === undefined ? [] : (JSON.parse(String(row['languages'])) as string[]);
}

function chatbotKey(database: DatabaseSync, chatbotId: string): number {
  const found = database.prepare('SELECT key FROM chatbots WHERE id = ?').get(chatbotId);
  if (found !== undefined) return Number(found['key']);
  const { lastInsertRowid } = database
    .prepare('INSERT INTO chatbots (id, version) VALUES (?, ?)')
    .run(chatbotId, randomUUID());
  createTermsTable(database, Number(lastInsertRowid));
  return Number(lastInsertRowid);
}

/** @returns how many passages it had. */
function removeDocument(database: DatabaseSync, chatbot: number, document: number): number {
  database
    .prepare(`DELETE FROM ${termsTable(chatbot)} WHERE rowid IN (SELECT key FROM passages WHERE document = ?)`)
    .run(document);
  const { changes } = database.prepare('DELETE FROM passages WHERE document = ?').run(document);
  database.prepare('DELETE FROM documents WHERE key = ?').run(document);
  return Number(changes);
}

/** What is true of all the chatbot's passages together. */
function describeChatbot(database: DatabaseSync, chatbot: number): void {
  const languages = database
    .prepare('SELECT language FROM documents WHERE chatbot = ? GROUP BY language ORDER BY count(*) DESC, language')
    .all(chatbot) as unknown as { language: string }[];
  const codes = languages.map(({ language }) => language);
  database
    .prepare(
      `UPDATE chatbots SET version = ?2, languages = ?3,
         passages = (SELECT count(*) FROM passages WHERE chatbot = ?1),
         mean_length = (SELECT coalesce(avg(length), 0) FROM passages WHERE chatbot = ?1)
       WHERE key = ?1`,
    )
    .run(chatbot, randomUUID(), JSON.stringify(codes));
  database
    .prepare('DELETE FROM vectors WHERE chatbot = ?1 AND passage NOT IN (SELECT id FROM passages WHERE chatbot = ?1)')
    .run(chatbot);
  describeVocabulary(database, chatbot, codes);
}
