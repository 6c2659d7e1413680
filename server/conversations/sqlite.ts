import { createHash } from 'node:crypto';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Source } from '../../protocol/chat-event.ts';
import {
  isTriedAgain,
  type AnswerRecord,
  type AnswerState,
  type Conversations,
  type Message,
  type Turn,
} from './conversations.ts';
import { MIGRATIONS } from './sqlite-migrations.ts';

/** How long a statement waits for another process's lock, in milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

interface Row {
  readonly id: string;
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly created_at: number;
  readonly state: AnswerState;
  readonly sources: string;
}

/**
 * Conversations in an SQLite file. What was acknowledged survives the end of the process, however it comes (WAL: a commit is in the
 * journal before it returns). Sessions are stored as hashes: whoever reads the file can't go on with anybody's.
 */
export class SqliteConversations implements Conversations, Disposable {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #delete: StatementSync;
  readonly #recent: StatementSync;
  readonly #recover: StatementSync;

  /** @param file - a path, or `:memory:`. Brings an older file up to date. */
  constructor(file: string) {
    this.#database = open(file);
    this.#insert = this.#database.prepare(
      `INSERT INTO messages (session, id, role, content, created_at, state) VALUES (?, ?, ?, ?, ?, ?)`,
    );
    this.#update = this.#database.prepare(
      'UPDATE messages SET content = ?, state = ?, sources = ? WHERE id = ? AND session = ?',
    );
    this.#delete = this.#database.prepare('DELETE FROM messages WHERE id = ? AND session = ?');
    this.#recent = this.#database.prepare(
      `SELECT id, role, content, created_at, state, sources FROM messages WHERE session = ?
       ORDER BY position DESC LIMIT ?`,
    );
    this.#recover = this.#database.prepare(`UPDATE messages SET state = 'partial' WHERE state = 'generating'`);
  }

  async begin(sessionId: string, { questionId, question, answerId }: Turn): Promise<void> {
    const session = sessionKey(sessionId);
    const now = Date.now();
    inTransaction(this.#database, () => {
      const last = (this.#recent.all(session, 2) as unknown as Row[]).toReversed();
      if (isTriedAgain(question, last)) for (const { id } of last) this.#delete.run(id, session);
      this.#insert.run(session, questionId, 'user', question, now, 'complete');
      this.#insert.run(session, answerId, 'assistant', '', now, 'generating');
    });
  }

  async update(sessionId: string, answerId: string, { content, state, sources = [] }: AnswerRecord): Promise<void> {
    this.#update.run(content, state, JSON.stringify(sources), answerId, sessionKey(sessionId));
  }

  async recent(sessionId: string, limit: number): Promise<readonly Message[]> {
    const rows = this.#recent.all(sessionKey(sessionId), Math.max(0, limit)) as unknown as Row[];
    return rows.toReversed().map(toMessage);
  }

  async recover(): Promise<number> {
    return Number(this.#recover.run().changes);
  }

  /** Folds the journal into the file and closes it. */
  [Symbol.dispose](): void {
    this.#database.close();
  }
}

function toMessage({ id, role, content, created_at: createdAt, state, sources }: Row): Message {
  return { id, role, content, createdAt: new Date(createdAt), state, sources: JSON.parse(sources) as Source[] };
}

function open(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    // The version is read under the lock: another process may be bringing the same file up to date.
    inTransaction(database, () => migrate(database));
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function migrate(database: DatabaseSync): void {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > MIGRATIONS.length) {
    throw new Error(`the database is of a newer version (${version}) than this server knows (${MIGRATIONS.length})`);
  }
  for (const statements of MIGRATIONS.slice(version)) database.exec(statements);
  database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
}

function inTransaction(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function sessionKey(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('base64url');
}
