import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Document } from '../../../server/knowledge/document.ts';
import type { IndexEntry } from '../../../server/knowledge/document-index.ts';
import type { ChatbotRow } from '../../../server/knowledge/lexicon.ts';
import { openIndex } from '../../../server/knowledge/schema.ts';
import { PassageSearch, type Findings } from '../../../server/knowledge/search.ts';
import { SqliteKnowledge } from '../../../server/knowledge/sqlite.ts';
import { LANGUAGES, readDataset, type Dataset } from './dataset.ts';

/** The evaluation's chatbots, indexed by the real adapter; and the same index seen from within. */
export interface IndexedDatasets extends AsyncDisposable {
  readonly datasets: readonly Dataset[];
  readonly knowledge: SqliteKnowledge;
  readonly database: DatabaseSync;
  /** What is found before anything is refused. */
  find(language: string, question: string): Findings;
  /** The ids of the documents that were found, each once, best first. */
  documentsOf(findings: Findings): readonly string[];
}

export async function indexDatasets(): Promise<IndexedDatasets> {
  const folder = await mkdtemp(join(tmpdir(), 'smail-evaluation-'));
  const file = join(folder, 'knowledge.sqlite');
  const knowledge = new SqliteKnowledge(file);
  const datasets = await Promise.all(LANGUAGES.map(readDataset));
  const { signal } = new AbortController();
  for (const { language, documents } of datasets) {
    await knowledge.replace(language, 'documents', entriesOf(documents), signal);
  }
  const database = openIndex(file);
  const search = new PassageSearch(database);
  const chatbots = new Map(
    (database.prepare('SELECT * FROM chatbots').all() as unknown as (ChatbotRow & { id: string })[]).map((row) => [
      row.id,
      row,
    ]),
  );
  const ids = new Map(
    database
      .prepare('SELECT key, id FROM documents')
      .all()
      .map(({ key, id }) => [Number(key), String(id)]),
  );
  return {
    datasets,
    knowledge,
    database,
    find(language, question) {
      const chatbot = chatbots.get(language);
      if (chatbot === undefined) throw new Error(`there is no chatbot ${language}`);
      return search.find(chatbot, question);
    },
    documentsOf({ ranked }) {
      return [...new Set(ranked.map(({ candidate }) => ids.get(candidate.document) ?? ''))];
    },
    async [Symbol.asyncDispose]() {
      database.close();
      knowledge[Symbol.dispose]();
      await rm(folder, { recursive: true });
    },
  };
}

async function* entriesOf(documents: readonly Document[]): AsyncGenerator<IndexEntry, void, undefined> {
  for (const document of documents) yield { type: 'document', document, fingerprint: '1' };
}
