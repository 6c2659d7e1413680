import { DatabaseSync } from 'node:sqlite';

/** Of the tables and of the analysis. An index of another version is thrown away: it is made from the documents again. */
const VERSION = 2;

/** How long a connection waits for another one's lock, in milliseconds. */
const LOCK_TIMEOUT_MS = 10_000;

const TABLES = `
  CREATE TABLE chatbots (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    version TEXT NOT NULL,
    passages INTEGER NOT NULL DEFAULT 0,
    mean_length REAL NOT NULL DEFAULT 0,
    languages TEXT NOT NULL DEFAULT '[]'
  );
  CREATE TABLE documents (
    key INTEGER PRIMARY KEY,
    chatbot INTEGER NOT NULL,
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    title TEXT NOT NULL,
    url TEXT NOT NULL,
    language TEXT NOT NULL,
    title_terms TEXT NOT NULL,
    UNIQUE (chatbot, source, id)
  );
  CREATE TABLE passages (
    key INTEGER PRIMARY KEY,
    chatbot INTEGER NOT NULL,
    document INTEGER NOT NULL,
    id TEXT NOT NULL,
    headings TEXT NOT NULL,
    url TEXT NOT NULL,
    text TEXT NOT NULL,
    heading_terms TEXT NOT NULL,
    terms TEXT NOT NULL,
    length INTEGER NOT NULL
  );
  CREATE INDEX passages_by_document ON passages (document);
  CREATE INDEX passages_by_id ON passages (chatbot, id);
  CREATE TABLE vocabulary (
    chatbot INTEGER NOT NULL,
    term TEXT NOT NULL,
    passages INTEGER NOT NULL,
    PRIMARY KEY (chatbot, term)
  ) WITHOUT ROWID;
  CREATE TABLE related (
    chatbot INTEGER NOT NULL,
    term TEXT NOT NULL,
    other TEXT NOT NULL,
    kind TEXT NOT NULL,
    weight REAL NOT NULL,
    PRIMARY KEY (chatbot, term, kind, other)
  ) WITHOUT ROWID;
  CREATE TABLE vectors (
    chatbot INTEGER NOT NULL,
    passage TEXT NOT NULL,
    model TEXT NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (chatbot, passage)
  ) WITHOUT ROWID;
`;

/**
 * Opens a connection to the file of an index, and makes the tables where there are none.
 * @param file - a path.
 */
export function openIndex(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: LOCK_TIMEOUT_MS });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    if (versionOf(database) !== VERSION) recreate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The full-text table of one chatbot: its own, because a word is weighed by how rare it is among the chatbot's passages. */
export function termsTable(chatbot: number): string {
  return `terms_${chatbot}`;
}

export function createTermsTable(database: DatabaseSync, chatbot: number): void {
  // The terms come analysed: SQLite only has to tell them apart at the spaces.
  database.exec(`
    CREATE VIRTUAL TABLE ${termsTable(chatbot)} USING fts5(
      title, headings, body, content = '', contentless_delete = 1, tokenize = "ascii tokenchars '.'"
    );
    CREATE VIRTUAL TABLE ${termsTable(chatbot)}_vocabulary USING fts5vocab('${termsTable(chatbot)}', 'row');
  `);
}

/** Does `work` whole or not at all. */
export function inTransaction<T>(database: DatabaseSync, mode: 'DEFERRED' | 'IMMEDIATE', work: () => T): T {
  database.exec(`BEGIN ${mode}`);
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function versionOf(database: DatabaseSync): number {
  return (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
}

function recreate(database: DatabaseSync): void {
  inTransaction(database, 'IMMEDIATE', () => {
    // Another process may have been first.
    if (versionOf(database) === VERSION) return;
    const tables = database
      .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY sql LIKE 'CREATE VIRTUAL%fts5vocab%' DESC`)
      .all() as unknown as { name: string }[];
    for (const { name } of tables) database.exec(`DROP TABLE IF EXISTS "${name.replaceAll('"', '""')}"`);
    database.exec(`${TABLES} PRAGMA user_version = ${VERSION};`);
  });
}
