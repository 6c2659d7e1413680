import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { MemoryBudgets } from '../../server/limits/memory-budgets.ts';
import { SqliteBudgets } from '../../server/limits/sqlite-budgets.ts';
import { describeBudgets } from './budgets-contract.ts';

let used: AsyncDisposableStack;
beforeEach(() => {
  used = new AsyncDisposableStack();
});
afterEach(() => used[Symbol.asyncDispose]());

describeBudgets('MemoryBudgets', (clock) => new MemoryBudgets(() => clock.now));

describeBudgets('SqliteBudgets in memory', (clock) => used.use(new SqliteBudgets(':memory:', () => clock.now)));

describeBudgets('SqliteBudgets in a file', async (clock) => {
  const folder = await mkdtemp(join(tmpdir(), 'smail-budgets-'));
  used.defer(() => rm(folder, { recursive: true }));
  return used.use(new SqliteBudgets(join(folder, 'limits.sqlite'), () => clock.now));
});
