import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import type { Source } from '../../protocol/chat-event.ts';
import type { Feedback } from '../../protocol/requests.ts';
import {
  failedAttempts,
  MAX_ATTEMPTS,
  type AnswerRecord,
  type AnswerState,
  type Conversations,
  type Message,
  type Outcome,
  type Session,
  type Turn,
} from './conversations.ts';
import { openDatabase, writeTransaction } from './sqlite-file.ts';
import { sessionKey, SqliteSessions } from './sqlite-sessions.ts';
import { SqliteTraces } from './sqlite-traces.ts';

interface Row {
  readonly id: string;
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly created_at: number;
  readonly state: AnswerState;
  readonly sources: string;
  readonly outcome: string | null;
  readonly client_message_id: string | null;
  readonly feedback: string | null;
}

/** Text that is added to an answer. */
interface Piece {
  readonly session: string;
  readonly answerId: string;
  readonly text: string;
}

/** How many messages are read at a time where all of a session are. */
const PAGE = 20;

const COLUMNS = 'id, role, content, created_at, state, sources, outcome, client_message_id, feedback';

/**
 * Conversations in an SQLite file. What was acknowledged survives the end of the process, however it comes (WAL: a commit is in the
 * journal before it returns). Sessions are stored as hashes: whoever reads the file can't go on with anybody's.
 */
export class SqliteConversations implements Conversations, Disposable {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #unname: StatementSync;
  readonly #deleteFrom: StatementSync;
  readonly #extend: StatementSync;
  readonly #update: StatementSync;
  readonly #clear: StatementSync;
  readonly #delete: StatementSync;
  readonly #rate: StatementSync;
  readonly #erase: StatementSync;
  readonly #upTo: StatementSync;
  readonly #recent: StatementSync;
  readonly #find: StatementSync;
  readonly #recover: StatementSync;
  readonly #clearAll: StatementSync;
  readonly #page: StatementSync;
  readonly #sessions: SqliteSessions;
  readonly #traces: SqliteTraces;
  /** What is added to answers in this turn of the event loop, and when it is stored. */
  #batch: { readonly pieces: Piece[]; readonly stored: Promise<void> } | undefined;

  /** @param file - a path, or `:memory:`. Brings an older file up to date. */
  constructor(file: string) {
    this.#database = openDatabase(file);
    this.#sessions = new SqliteSessions(this.#database);
    this.#traces = new SqliteTraces(this.#database);
    this.#insert = this.#database.prepare(
      'INSERT INTO messages (session, id, role, content, created_at, state, client_message_id) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.#unname = this.#database.prepare(
      'UPDATE messages SET client_message_id = NULL WHERE session = ? AND client_message_id = ?',
    );
    this.#deleteFrom = this.#database.prepare(
      `DELETE FROM messages WHERE session = ?1 AND position >=
         (SELECT max(position) FROM messages WHERE session = ?1 AND role = 'user' AND (id = ?2 OR client_message_id = ?2))`,
    );
    this.#extend = this.#database.prepare(
      `INSERT INTO pieces SELECT position, (SELECT coalesce(max(number), 0) + 1 FROM pieces WHERE answer = position), ?3
       FROM messages WHERE id = ?1 AND session = ?2 AND state = 'generating'`,
    );
    this.#update = this.#database.prepare(
      'UPDATE messages SET content = ?, state = ?, sources = ?, outcome = ? WHERE id = ? AND session = ?',
    );
    this.#clear = this.#database.prepare(
      'DELETE FROM pieces WHERE answer = (SELECT position FROM messages WHERE id = ? AND session = ?)',
    );
    this.#delete = this.#database.prepare('DELETE FROM messages WHERE id = ? AND session = ?');
    this.#rate = this.#database.prepare(
      "UPDATE messages SET feedback = ? WHERE id = ? AND session = ? AND role = 'assistant'",
    );
    this.#erase = this.#database.prepare('DELETE FROM messages WHERE session = ?');
    this.#upTo = this.#database.prepare(
      `SELECT ${COLUMNS} FROM transcript WHERE session = ?1 AND position <=
         (SELECT position FROM messages WHERE id = ?2 AND session = ?1) ORDER BY position DESC LIMIT ?3`,
    );
    this.#recent = this.#database.prepare(
      `SELECT ${COLUMNS} FROM
         (SELECT *, sum(length(content)) OVER (ORDER BY position DESC) AS total
          FROM (SELECT * FROM transcript WHERE session = ? ORDER BY position DESC LIMIT ?))
       WHERE total <= ? ORDER BY position`,
    );
    this.#page = this.#database.prepare(
      `SELECT position, ${COLUMNS} FROM transcript WHERE session = ? AND position > ? ORDER BY position LIMIT ${PAGE}`,
    );
    this.#find = this.#database.prepare(
      `SELECT ${COLUMNS} FROM transcript WHERE session = ?1 AND position >
         (SELECT position FROM messages WHERE session = ?1 AND client_message_id = ?2) ORDER BY position LIMIT 1`,
    );
    this.#recover = this.#database.prepare(
      `UPDATE messages SET state = 'partial', content = transcript.content FROM transcript
       WHERE messages.state = 'generating' AND transcript.position = messages.position`,
    );
    this.#clearAll = this.#database.prepare('DELETE FROM pieces');
  }

  visit(session: Session, now: Date): Promise<Date | undefined> {
    return this.#sessions.visit(session, now);
  }

  record(session: Session, now: Date): Promise<boolean> {
    return this.#sessions.record(session, now);
  }

  async begin(sessionId: string, { questionId, question, clientMessageId, answerId, replaces }: Turn): Promise<void> {
    const session = sessionKey(sessionId);
    const now = new Date();
    await writeTransaction(this.#database, () => {
      this.#sessions.speak(session, now);
      if (replaces !== undefined && Number(this.#deleteFrom.run(session, replaces).changes) > 0) this.#traces.count();
      if (clientMessageId !== undefined) this.#unname.run(session, clientMessageId);
      this.#insert.run(session, questionId, 'user', question, now.getTime(), 'complete', clientMessageId ?? null);
      this.#insert.run(session, answerId, 'assistant', '', now.getTime(), 'generating', null);
    });
  }

  /** One transaction for all that comes in one turn of the event loop: alone it would cost five times as much. */
  extend(sessionId: string, answerId: string, text: string): Promise<void> {
    this.#batch ??= { pieces: [], stored: setImmediate().then(() => this.#storeBatch()) };
    this.#batch.pieces.push({ session: sessionKey(sessionId), answerId, text });
    return this.#batch.stored;
  }

  async update(
    sessionId: string,
    answerId: string,
    { content, state, sources = [], outcome }: AnswerRecord,
  ): Promise<void> {
    const session = sessionKey(sessionId);
    const details = outcome === undefined ? null : JSON.stringify(outcome);
    await writeTransaction(this.#database, () => {
      this.#clear.run(answerId, session);
      this.#update.run(content, state, JSON.stringify(sources), details, answerId, session);
      if (state !== 'complete') return;
      const last = this.#upTo.all(session, answerId, 2 + 2 * MAX_ATTEMPTS) as unknown as Row[];
      const attempts = failedAttempts(last.toReversed());
      for (const id of attempts) this.#delete.run(id, session);
      if (attempts.length > 0) this.#traces.count();
    });
  }

  async recent(sessionId: string, limit: number, maxLength = Infinity): Promise<readonly Message[]> {
    const bound = Math.min(maxLength, Number.MAX_SAFE_INTEGER);
    return (this.#recent.all(sessionKey(sessionId), Math.max(0, limit), bound) as unknown as Row[]).map(toMessage);
  }

  async findAnswer(sessionId: string, clientMessageId: string): Promise<Message | undefined> {
    const row = this.#find.get(sessionKey(sessionId), clientMessageId) as unknown as Row | undefined;
    return row && toMessage(row);
  }

  async rate(sessionId: string, answerId: string, feedback: Feedback | undefined): Promise<boolean> {
    const value = feedback === undefined ? null : JSON.stringify(feedback);
    let rated = false;
    await writeTransaction(this.#database, () => {
      rated = Number(this.#rate.run(value, answerId, sessionKey(sessionId)).changes) > 0;
    });
    return rated;
  }

  async *messages(sessionId: string): AsyncGenerator<Message, void> {
    const session = sessionKey(sessionId);
    let rows: (Row & { readonly position: number })[] = [];
    do {
      rows = this.#page.all(session, rows.at(-1)?.position ?? -1) as unknown as typeof rows;
      yield* rows.map(toMessage);
    } while (rows.length === PAGE);
  }

  async erase(session: Session, now: Date): Promise<boolean> {
    const key = sessionKey(session.id);
    let isErasing = false;
    await writeTransaction(this.#database, () => {
      isErasing = this.#sessions.close(key, session, now);
      if (isErasing && Number(this.#erase.run(key).changes) > 0) this.#traces.count();
    });
    if (!isErasing) return false;
    await this.#traces.remove(now);
    await this.#sessions.finish(key);
    return true;
  }

  async expire(daysOf: (chatbotId: string) => number, now: Date, limit: number): Promise<number> {
    let changed = 0;
    await writeTransaction(this.#database, () => {
      const keys = this.#sessions.silent(daysOf, now, limit);
      for (const key of keys) {
        this.#erase.run(key);
        this.#sessions.empty(key);
      }
      if (keys.length > 0) this.#traces.count();
      changed = keys.length + this.#sessions.forget(now, limit - keys.length);
    });
    if (changed < limit) await this.#traces.removeDaily(now);
    return changed;
  }

  async recover(): Promise<number> {
    let answers = 0;
    await writeTransaction(this.#database, () => {
      answers = Number(this.#recover.run().changes);
      this.#clearAll.run();
    });
    return answers;
  }

  /** Folds the journal into the file and closes it. */
  [Symbol.dispose](): void {
    this.#database.close();
  }

  async #storeBatch(): Promise<void> {
    const { pieces = [] } = this.#batch ?? {};
    this.#batch = undefined;
    await writeTransaction(this.#database, () => {
      for (const { session, answerId, text } of pieces) this.#extend.run(answerId, session, text);
    });
  }
}

function toMessage(row: Row): Message {
  return {
    id: row.id,
    role: row.role,
    content: row.content,
    createdAt: new Date(row.created_at),
    state: row.state,
    sources: JSON.parse(row.sources) as Source[],
    outcome: row.outcome === null ? undefined : (JSON.parse(row.outcome) as Outcome),
    clientMessageId: row.client_message_id ?? undefined,
    feedback: row.feedback === null ? undefined : (JSON.parse(row.feedback) as Feedback),
  };
}
