import { DatabaseSync } from 'node:sqlite';

export interface MigratedDatabase {
  /**
   * What brings a file up to date, in order: it is at the version that is the number of entries it has seen. Append only: an entry that was
   * released is never changed.
   */
  readonly migrations: readonly string[];
  /** How long the lock of another process is waited for, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Opens an SQLite file in which what was acknowledged outlives the process and what is deleted is overwritten, and brings it up to date.
 * @param file - a path, or `:memory:`.
 * @throws {Error} if it is of a newer version than these migrations know.
 */
export function openMigrated(file: string, { migrations, timeoutMs }: MigratedDatabase): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: timeoutMs });
  try {
    // What is deleted is overwritten with zeros: in a file that is only told to forget, it could still be read.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;');
    // The version is read under the lock: another process may be bringing the same file up to date.
    inTransaction(database, () => migrate(database, migrations));
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** @returns what `work` does, all of which is undone when it throws. */
export function inTransaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk has rolled it back already.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function migrate(database: DatabaseSync, migrations: readonly string[]): void {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > migrations.length) {
    throw new Error(`the database is of a newer version (${version}) than this server knows (${migrations.length})`);
  }
  for (const statements of migrations.slice(version)) database.exec(statements);
  database.exec(`PRAGMA user_version = ${migrations.length}`);
}
