import type { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { inTransaction, openMigrated } from '../sqlite/migrated-database.ts';
import { MIGRATIONS } from './sqlite-migrations.ts';

/** How long the file's opening waits for another process's lock, in milliseconds: nobody is being served yet. */
const OPEN_TIMEOUT_MS = 5_000;

/** Later a lock is waited for outside of SQLite, which would hold up the whole process: so often, at this distance. */
const BUSY_ATTEMPTS = 50;
const BUSY_PAUSE_MS = 100;

/** https://sqlite.org/rescode.html#busy; its extended codes have it in their low byte. */
const SQLITE_BUSY = 5;

/**
 * Opens a database and brings it up to date.
 * @param file - a path, or `:memory:`.
 */
export function openDatabase(file: string): DatabaseSync {
  const database = openMigrated(file, { migrations: MIGRATIONS, timeoutMs: OPEN_TIMEOUT_MS });
  database.exec('PRAGMA busy_timeout = 0');
  return database;
}

/** Waits while another process holds the lock, at most `BUSY_ATTEMPTS * BUSY_PAUSE_MS`, and lets this one go on meanwhile. */
export async function writeTransaction(database: DatabaseSync, work: () => void): Promise<void> {
  await whenFree(() => inTransaction(database, work));
}

/** Folds the journal into the file, and leaves no byte in it. */
export async function emptyJournal(database: DatabaseSync): Promise<void> {
  const checkpoint = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)');
  for (let attempt = 1; attempt <= BUSY_ATTEMPTS; attempt++) {
    if (checkpoint.get()?.['busy'] === 0) return;
    await setTimeout(BUSY_PAUSE_MS);
  }
  throw new Error('the journal is in use, and could not be emptied');
}

/** Does synchronous work that needs the lock, as soon as no other process holds it. */
export async function whenFree(work: () => void): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      work();
      return;
    } catch (error) {
      if (attempt === BUSY_ATTEMPTS || !isBusy(error)) throw error;
      await setTimeout(BUSY_PAUSE_MS);
    }
  }
}

function isBusy(error: unknown): boolean {
  const { errcode } = error as { readonly errcode?: unknown };
  return typeof errcode === 'number' && (errcode & 0xff) === SQLITE_BUSY;
}
