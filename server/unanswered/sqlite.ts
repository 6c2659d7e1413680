import { createHash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { inTransaction, openMigrated } from '../sqlite/migrated-database.ts';
import { UNANSWERED_DAYS, UNANSWERED_MAX, type Unanswered, type UnansweredQuestion } from './unanswered.ts';

/** How long the lock of another process is waited for, in milliseconds. It holds it for a few rows. */
const BUSY_TIMEOUT_MS = 1_000;

const DAY_MS = 86_400_000;

/** More of a question is not kept, in characters. */
const QUESTION_MAX_LENGTH = 500;

/** Append only. `place` rises with every question that comes. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE unanswered (
     chatbot TEXT NOT NULL,
     comparable TEXT NOT NULL,
     question TEXT NOT NULL,
     count INTEGER NOT NULL,
     first_day INTEGER NOT NULL,
     last_day INTEGER NOT NULL,
     place INTEGER NOT NULL,
     PRIMARY KEY (chatbot, comparable)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX unanswered_place ON unanswered (chatbot, place)`,
  // The hash of the only session in which it was asked; NULL where there was another.
  `ALTER TABLE unanswered ADD COLUMN session TEXT;
   CREATE INDEX unanswered_session ON unanswered (session)`,
];

export interface SqliteUnansweredOptions {
  /** Takes personal data out of a text. */
  readonly mask: (text: string) => { readonly text: string };
  /** In milliseconds. @default Date.now */
  readonly now?: () => number;
}

interface Row {
  readonly question: string;
  readonly count: number;
  readonly first_day: number;
  readonly last_day: number;
}

/** Unanswered questions in an SQLite file, which several processes may share. What is forgotten is overwritten. */
export class SqliteUnanswered implements Unanswered, Disposable {
  readonly #database: DatabaseSync;
  readonly #mask: SqliteUnansweredOptions['mask'];
  readonly #now: () => number;
  readonly #add: StatementSync;
  readonly #trim: StatementSync;
  readonly #expire: StatementSync;
  readonly #forget: StatementSync;
  readonly #list: StatementSync;

  /** @param file - a path, or `:memory:`. */
  constructor(file: string, { mask, now = Date.now }: SqliteUnansweredOptions) {
    this.#mask = mask;
    this.#now = now;
    this.#database = openMigrated(file, { migrations: MIGRATIONS, timeoutMs: BUSY_TIMEOUT_MS });
    try {
      this.#add = this.#database.prepare(
        `INSERT INTO unanswered (chatbot, comparable, question, count, first_day, last_day, session, place)
         VALUES (?1, ?2, ?3, 1, ?4, ?4, ?5, (SELECT coalesce(max(place), 0) + 1 FROM unanswered WHERE chatbot = ?1))
         ON CONFLICT DO UPDATE SET count = count + 1, question = excluded.question, last_day = excluded.last_day, place = excluded.place,
           session = CASE WHEN session = excluded.session THEN session END`,
      );
      this.#trim = this.#database.prepare(
        `DELETE FROM unanswered WHERE chatbot = ?1 AND place <=
           (SELECT place FROM unanswered WHERE chatbot = ?1 ORDER BY place DESC LIMIT 1 OFFSET ${UNANSWERED_MAX})`,
      );
      this.#expire = this.#database.prepare('DELETE FROM unanswered WHERE last_day < ?');
      this.#forget = this.#database.prepare('DELETE FROM unanswered WHERE session = ?');
      this.#list = this.#database.prepare(
        `SELECT question, count, first_day, last_day FROM unanswered WHERE chatbot = ? AND last_day >= ?
         ORDER BY place DESC LIMIT ?`,
      );
      this.#expire.run(this.#oldest());
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  async add(chatbotId: string, question: string, sessionId: string): Promise<void> {
    const text = printable(this.#mask(question).text).slice(0, QUESTION_MAX_LENGTH).toWellFormed();
    const comparable = text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
      .trim();
    if (comparable === '') return;
    inTransaction(this.#database, () => {
      this.#expire.run(this.#oldest());
      this.#add.run(chatbotId, comparable, text, this.#today(), sessionKey(sessionId));
      this.#trim.run(chatbotId);
    });
  }

  async forget(sessionId: string): Promise<void> {
    const { changes } = this.#forget.run(sessionKey(sessionId));
    // SQLite leaves copies where it moved rows from page to page. The file is small: a thousand questions a chatbot.
    if (Number(changes) > 0) this.#database.exec('VACUUM');
    // Also where nothing was taken out: an attempt before may have come to here and no further.
    const checkpoint = this.#database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
    if (checkpoint?.['busy'] !== 0) throw new Error('the journal is in use, and could not be emptied');
  }

  async list(chatbotId: string, limit: number): Promise<readonly UnansweredQuestion[]> {
    const rows = this.#list.all(chatbotId, this.#oldest(), limit) as unknown as Row[];
    return rows.map(({ question, count, first_day, last_day }) => ({
      question,
      count,
      firstAsked: new Date(first_day * DAY_MS),
      lastAsked: new Date(last_day * DAY_MS),
    }));
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  #today(): number {
    return Math.floor(this.#now() / DAY_MS);
  }

  /** The first day whose questions are still kept. */
  #oldest(): number {
    return this.#today() - UNANSWERED_DAYS;
  }
}

function sessionKey(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('base64url');
}

/** On one line, and without what a terminal would obey. */
function printable(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();
}
