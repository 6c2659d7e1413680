import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { emptyJournal, whenFree, writeTransaction } from './sqlite-file.ts';

const DAY_MS = 86_400_000;

interface Row {
  /** How many times something was deleted; the first one stands for what an older version may have left in the file. */
  readonly deletions: number;
  /** Of how many of them, in their order, no trace is left. */
  readonly without_trace: number;
  readonly removed_at: number;
}

/**
 * What deletions leave behind in the file. SQLite overwrites what it deletes, but not the copies that it left behind when it moved rows
 * from page to page before: only a file that is written anew has none. That holds up the process for about 13 ms a megabyte that is
 * kept, so one run serves all who wait for one, and runs take no more than a quarter of the time. The file itself knows what is still
 * to be done, for when the process is killed before.
 */
export class SqliteTraces {
  readonly #database: DatabaseSync;
  readonly #read: StatementSync;
  readonly #count: StatementSync;
  readonly #note: StatementSync;
  #next: Promise<void> | undefined;
  #notBefore = 0;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#read = database.prepare('SELECT deletions, without_trace, removed_at FROM traces');
    this.#count = database.prepare('UPDATE traces SET deletions = deletions + 1');
    this.#note = database.prepare('UPDATE traces SET without_trace = max(without_trace, ?), removed_at = ?');
  }

  /** Notes, in the transaction that deletes, that traces of it are to be removed. */
  count(): void {
    this.#count.run();
  }

  /**
   * Resolves when nothing that was deleted before is left in the file or in its journal.
   * @throws {Error} if another process uses them all the while.
   */
  async remove(now: Date): Promise<void> {
    const { deletions, without_trace } = this.#state();
    if (deletions === without_trace) return;
    this.#next ??= this.#run();
    await this.#next;
    await writeTransaction(this.#database, () => this.#note.run(deletions, now.getTime()));
  }

  /** The same, unless it was done less than a day before. */
  async removeDaily(now: Date): Promise<void> {
    if (now.getTime() - this.#state().removed_at >= DAY_MS) await this.remove(now);
  }

  async #run(): Promise<void> {
    await setTimeout(Math.max(0, this.#notBefore - performance.now()));
    this.#next = undefined;
    const began = performance.now();
    await whenFree(() => this.#database.exec('VACUUM'));
    await emptyJournal(this.#database);
    const now = performance.now();
    this.#notBefore = now + 3 * (now - began);
  }

  #state(): Row {
    return this.#read.get() as unknown as Row;
  }
}
