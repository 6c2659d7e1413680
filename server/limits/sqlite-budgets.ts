import { createHmac, randomBytes } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { inTransaction, openMigrated } from '../sqlite/migrated-database.ts';
import {
  dayOf,
  FREE,
  secondsToNextDay,
  unused,
  type Budgeted,
  type Budgets,
  type Exhausted,
  type Reservation,
} from './budgets.ts';

/** How long the lock of another process is waited for, in milliseconds. It holds it for a few rows, never longer. */
const BUSY_TIMEOUT_MS = 1_000;

/** Append only, as those of the conversations. An account's address is empty where it is the chatbot's own. */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE spent (
     day INTEGER NOT NULL,
     chatbot TEXT NOT NULL,
     address TEXT NOT NULL,
     tokens INTEGER NOT NULL,
     PRIMARY KEY (day, chatbot, address)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE salts (day INTEGER PRIMARY KEY, salt BLOB NOT NULL) STRICT`,
];

interface Account {
  readonly whose: Exhausted['exhausted'];
  /** A hash, or empty for the chatbot's own. */
  readonly address: string;
  readonly cap: number;
}

/**
 * Budgets in an SQLite file of their own, which several processes may share. A reservation is in the file before it is given. Of an
 * address there is a hash with a salt of the day; when the day is over, the salt and all that it was used for are overwritten at the next
 * reservation, or the next start.
 */
export class SqliteBudgets implements Budgets, Disposable {
  readonly #database: DatabaseSync;
  readonly #now: () => number;
  readonly #spend: StatementSync;
  readonly #giveBack: StatementSync;
  readonly #salt: StatementSync;
  #day = 0;

  /** @param file - a path, or `:memory:`. */
  constructor(file: string, now: () => number = Date.now) {
    this.#now = now;
    this.#database = openMigrated(file, { migrations: MIGRATIONS, timeoutMs: BUSY_TIMEOUT_MS });
    try {
      this.#spend = this.#database.prepare(
        `INSERT INTO spent (day, chatbot, address, tokens) SELECT ?1, ?2, ?3, ?4 WHERE ?4 <= ?5
         ON CONFLICT DO UPDATE SET tokens = tokens + ?4 WHERE tokens + ?4 <= ?5`,
      );
      this.#giveBack = this.#database.prepare(
        'UPDATE spent SET tokens = tokens - ? WHERE day = ? AND chatbot = ? AND address = ?',
      );
      // The first of several processes makes it; all others read it.
      this.#salt = this.#database.prepare(
        'INSERT INTO salts (day, salt) VALUES (?, ?) ON CONFLICT DO UPDATE SET salt = salt RETURNING salt',
      );
      this.#begin(dayOf(now()));
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  async reserve(chatbot: Budgeted, address: string, tokens: number): Promise<Reservation | Exhausted> {
    const { tokensPerDay, tokensPerDayPerAddress } = chatbot.budget;
    if (tokensPerDay === undefined && tokensPerDayPerAddress === undefined) return FREE;
    const now = this.#now();
    const day = dayOf(now);
    if (day !== this.#day) this.#begin(day);
    const accounts: Account[] = [];
    if (tokensPerDay !== undefined) accounts.push({ whose: 'chatbot', address: '', cap: tokensPerDay });
    if (tokensPerDayPerAddress !== undefined) {
      accounts.push({ whose: 'address', address: this.#hash(address, day), cap: tokensPerDayPerAddress });
    }
    const refused = inTransaction(this.#database, () => this.#spendFrom(accounts, chatbot.id, day, tokens));
    if (refused) return { exhausted: refused.whose, retryAfter: secondsToNextDay(now) };
    let left = tokens;
    return {
      settle: async (needed) => {
        const back = unused(left, needed);
        if (back === 0) return;
        inTransaction(this.#database, () => {
          for (const account of accounts) this.#giveBack.run(back, day, chatbot.id, account.address);
        });
        left -= back;
      },
    };
  }

  [Symbol.dispose](): void {
    if (this.#database.isOpen) this.#database.close();
  }

  /** @returns the account that has not enough left; then nothing is spent from any. */
  #spendFrom(accounts: readonly Account[], chatbot: string, day: number, tokens: number): Account | undefined {
    const spent: Account[] = [];
    for (const account of accounts) {
      if (this.#spend.run(day, chatbot, account.address, tokens, account.cap).changes === 0) {
        for (const { address } of spent) this.#giveBack.run(tokens, day, chatbot, address);
        return account;
      }
      spent.push(account);
    }
    return undefined;
  }

  #hash(address: string, day: number): string {
    const { salt } = this.#salt.get(day, randomBytes(32)) as { readonly salt: Uint8Array };
    return createHmac('sha256', salt).update(address).digest('base64url');
  }

  /** Forgets what was before. */
  #begin(day: number): void {
    inTransaction(this.#database, () => {
      this.#database.prepare('DELETE FROM spent WHERE day < ?').run(day);
      this.#database.prepare('DELETE FROM salts WHERE day < ?').run(day);
    });
    // What the journal still holds of it goes as well, unless another process reads it at this moment: then tomorrow.
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    this.#day = day;
  }
}
