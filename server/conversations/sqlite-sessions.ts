import { createHash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { SESSION_IDLE_MS, SessionErasedError, VISIT_NOTED_EVERY_MS, type Session } from './conversations.ts';
import { writeTransaction } from './sqlite-file.ts';

const DAY_MS = 86_400_000;

/**
 * `erasing`: its messages are deleted, but their traces may still be in the file. Only once they are not is it `erased`: until then its
 * visitor may come again to have it done.
 */
type State = 'open' | 'erasing' | 'erased';

interface Row {
  readonly state: State;
  readonly used_at: number;
}

/** The sessions of an SQLite file. They are stored as hashes: whoever reads the file can't go on with anybody's. */
export class SqliteSessions {
  readonly #database: DatabaseSync;
  readonly #find: StatementSync;
  readonly #use: StatementSync;
  readonly #make: StatementSync;
  readonly #speak: StatementSync;
  readonly #close: StatementSync;
  readonly #erased: StatementSync;
  readonly #chatbots: StatementSync;
  readonly #silent: StatementSync;
  readonly #empty: StatementSync;
  readonly #forget: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#find = database.prepare('SELECT state, used_at FROM sessions WHERE key = ?');
    this.#use = database.prepare(
      "UPDATE sessions SET used_at = ?2, chatbot = ?3, visitor = ?4 WHERE key = ?1 AND state = 'open' AND used_at > ?5",
    );
    this.#make = database.prepare(
      'INSERT INTO sessions (key, chatbot, visitor, created_at, used_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    );
    this.#speak = database.prepare(
      `INSERT INTO sessions (key, chatbot, created_at, used_at, asked_at) VALUES (?1, '', ?2, ?2, ?2)
       ON CONFLICT DO UPDATE SET asked_at = excluded.asked_at WHERE state = 'open'`,
    );
    this.#close = database.prepare(
      `INSERT INTO sessions (key, chatbot, created_at, used_at, state) VALUES (?1, '', ?2, ?2, 'erasing')
       ON CONFLICT DO UPDATE SET chatbot = '', visitor = NULL, created_at = ?2, used_at = ?2, asked_at = NULL, state = 'erasing'`,
    );
    this.#erased = database.prepare("UPDATE sessions SET state = 'erased' WHERE key = ?");
    this.#chatbots = database.prepare('SELECT DISTINCT chatbot FROM sessions WHERE asked_at IS NOT NULL');
    this.#silent = database.prepare('SELECT key FROM sessions WHERE chatbot = ? AND asked_at <= ? LIMIT ?');
    this.#empty = database.prepare('UPDATE sessions SET asked_at = NULL WHERE key = ?');
    this.#forget = database.prepare(
      'DELETE FROM sessions WHERE key IN (SELECT key FROM sessions WHERE asked_at IS NULL AND used_at <= ? LIMIT ?)',
    );
  }

  /** See `Conversations.visit`. */
  async visit(session: Session, now: Date): Promise<Date | undefined> {
    const key = sessionKey(session.id);
    const row = this.#row(key);
    const usedAt = row?.used_at ?? session.createdAt.getTime();
    if ((row && row.state !== 'open') || usedAt <= idleSince(now)) return undefined;
    if (row && now.getTime() - usedAt >= VISIT_NOTED_EVERY_MS) {
      await writeTransaction(this.#database, () => this.#noteUse(key, session, now));
    }
    return new Date(usedAt);
  }

  /** See `Conversations.record`. */
  async record(session: Session, now: Date): Promise<boolean> {
    const key = sessionKey(session.id);
    let isUsable = false;
    await writeTransaction(this.#database, () => {
      isUsable = this.#noteUse(key, session, now) || this.#begin(key, session, now);
    });
    return isUsable;
  }

  /**
   * Notes, in the transaction that stores it, that there is a question.
   * @throws {SessionErasedError} where the session was erased.
   */
  speak(key: string, now: Date): void {
    const { changes } = this.#speak.run(key, now.getTime());
    if (Number(changes) === 0) throw new SessionErasedError('nothing can be said in a session that was erased');
  }

  /**
   * Notes, in the transaction that deletes its messages, that a session is being erased.
   * @returns whether it is: not where it was erased already, or is idle.
   */
  close(key: string, session: Session, now: Date): boolean {
    const row = this.#row(key);
    const usedAt = row?.used_at ?? session.createdAt.getTime();
    if (row?.state === 'erased' || usedAt <= idleSince(now)) return false;
    this.#close.run(key, now.getTime());
    return true;
  }

  /** No trace of what was said in it is left. */
  async finish(key: string): Promise<void> {
    await writeTransaction(this.#database, () => this.#erased.run(key));
  }

  /** @returns the keys of at most `limit` sessions whose last question is too old. */
  silent(daysOf: (chatbotId: string) => number, now: Date, limit: number): string[] {
    const keys: string[] = [];
    for (const { chatbot } of this.#chatbots.all() as unknown as { readonly chatbot: string }[]) {
      const upTo = now.getTime() - daysOf(chatbot) * DAY_MS;
      const found = this.#silent.all(chatbot, upTo, limit - keys.length) as unknown as { readonly key: string }[];
      keys.push(...found.map(({ key }) => key));
    }
    return keys;
  }

  /** Nothing is left of what was said in a session. */
  empty(key: string): void {
    this.#empty.run(key);
  }

  /** Deletes records that are idle and empty; returns how many. */
  forget(now: Date, limit: number): number {
    return Number(this.#forget.run(idleSince(now), limit).changes);
  }

  #row(key: string): Row | undefined {
    return this.#find.get(key) as unknown as Row | undefined;
  }

  /** @returns whether there is a record, and the session may be used. */
  #noteUse(key: string, { chatbotId, visitor }: Session, now: Date): boolean {
    const { changes } = this.#use.run(key, now.getTime(), chatbotId, visitor ?? null, idleSince(now));
    return Number(changes) > 0;
  }

  /** @returns whether there was no record, and the session may be used. */
  #begin(key: string, { chatbotId, visitor, createdAt }: Session, now: Date): boolean {
    if (createdAt.getTime() <= idleSince(now)) return false;
    const { changes } = this.#make.run(key, chatbotId, visitor ?? null, createdAt.getTime(), now.getTime());
    return Number(changes) > 0;
  }
}

/** A session's name in the file. The token names its chatbot and its visitor, so one key is of one of each. */
export function sessionKey(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('base64url');
}

function idleSince(now: Date): number {
  return now.getTime() - SESSION_IDLE_MS;
}
