import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SqliteBudgets } from '../../../server/limits/sqlite-budgets.ts';

const MUSEUM = { id: 'museum', budget: { tokensPerDay: 3_000, tokensPerDayPerAddress: 3_000, text: 'Come back' } };
const ADDRESS = '203.0.113.7';
const MIDNIGHT = Date.UTC(2026, 10, 21);

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smail-budgets-'));
  file = join(folder, 'limits.sqlite');
});
afterEach(() => rm(folder, { recursive: true }));

/** All bytes that the database has on the disk. */
async function bytes(): Promise<Buffer> {
  const names = await readdir(folder);
  return Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))));
}

function rows(sql: string): Record<string, unknown>[] {
  using database = new DatabaseSync(file, { readOnly: true });
  return database.prepare(sql).all();
}

describe('the file of the budgets', () => {
  it('remembers what is spent when the server comes again', async () => {
    {
      using budgets = new SqliteBudgets(file);
      await budgets.reserve(MUSEUM, ADDRESS, 2_000);
    }
    using budgets = new SqliteBudgets(file);
    expect(await budgets.reserve(MUSEUM, ADDRESS, 2_000)).toMatchObject({ exhausted: 'chatbot' });
    expect(await budgets.reserve(MUSEUM, ADDRESS, 1_000)).toHaveProperty('settle');
  });

  it('is shared: two who have it open together give no more than one', async () => {
    using one = new SqliteBudgets(file);
    using other = new SqliteBudgets(file);
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, index) => (index % 2 ? one : other).reserve(MUSEUM, ADDRESS, 300)),
    );
    expect(results.filter((result) => 'settle' in result)).toHaveLength(10);
  });

  it('has what was kept as spent when the process is killed before it could say what was needed', async () => {
    const script = `
      import { SqliteBudgets } from ${JSON.stringify(new URL('../../../server/limits/sqlite-budgets.ts', import.meta.url).href)};
      const budgets = new SqliteBudgets(${JSON.stringify(file)});
      await budgets.reserve(${JSON.stringify(MUSEUM)}, ${JSON.stringify(ADDRESS)}, 2_000);
      process.kill(process.pid, 'SIGKILL');
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
    using budgets = new SqliteBudgets(file);
    expect(await budgets.reserve(MUSEUM, ADDRESS, 1_001)).toMatchObject({ exhausted: 'chatbot' });
    expect(await budgets.reserve(MUSEUM, ADDRESS, 1_000)).toHaveProperty('settle');
  });

  it('never holds an address, nor a hash of one that can be linked with that of another day', async () => {
    const clock = { now: MIDNIGHT - 1 };
    using budgets = new SqliteBudgets(file, () => clock.now);
    await budgets.reserve(MUSEUM, ADDRESS, 1_000);
    const [before] = rows("SELECT address FROM spent WHERE address <> ''");
    expect((await bytes()).includes(ADDRESS)).toBe(false);
    clock.now = MIDNIGHT;
    await budgets.reserve(MUSEUM, ADDRESS, 1_000);
    const [after] = rows("SELECT address FROM spent WHERE address <> ''");
    expect(after?.['address']).toMatch(/^[\w-]{43}$/);
    expect(after?.['address']).not.toBe(before?.['address']);
  });

  it('holds nothing of a day that is over: neither the rows nor the salt, and no byte of them', async () => {
    const clock = { now: MIDNIGHT - 1 };
    using budgets = new SqliteBudgets(file, () => clock.now);
    await budgets.reserve(MUSEUM, ADDRESS, 1_000);
    const [{ salt } = { salt: undefined }] = rows('SELECT salt FROM salts');
    const [{ address } = { address: undefined }] = rows("SELECT address FROM spent WHERE address <> ''");
    const kept = [Buffer.from(salt as Uint8Array), Buffer.from(String(address))];
    const held = await bytes();
    for (const one of kept) expect(held.includes(one)).toBe(true);

    clock.now = MIDNIGHT;
    await budgets.reserve(MUSEUM, ADDRESS, 1_000);
    expect(rows('SELECT count(*) AS count FROM spent')).toEqual([{ count: 2 }]);
    expect(rows('SELECT count(*) AS count FROM salts')).toEqual([{ count: 1 }]);
    const left = await bytes();
    for (const one of kept) expect(left.includes(one)).toBe(false);
  });

  it('keeps no address where no budget is one for addresses', async () => {
    using budgets = new SqliteBudgets(file);
    const one = { ...MUSEUM, budget: { ...MUSEUM.budget, tokensPerDayPerAddress: undefined } };
    await budgets.reserve(one, ADDRESS, 1_000);
    expect(rows('SELECT address FROM spent')).toEqual([{ address: '' }]);
    expect(rows('SELECT * FROM salts')).toEqual([]);
  });

  it('is not opened where a newer version has made it', () => {
    {
      using database = new DatabaseSync(file);
      database.exec('PRAGMA user_version = 99');
    }
    expect(() => new SqliteBudgets(file)).toThrow(/newer version/);
  });
});
