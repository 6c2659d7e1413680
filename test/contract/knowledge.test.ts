import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { SqliteKnowledge } from '../../server/knowledge/sqlite.ts';
import { describeKnowledge } from './knowledge-contract.ts';

let used: AsyncDisposableStack;
beforeEach(() => {
  used = new AsyncDisposableStack();
});
afterEach(() => used[Symbol.asyncDispose]());

describeKnowledge('SqliteKnowledge in memory', () => used.use(new SqliteKnowledge(':memory:')));

describeKnowledge('SqliteKnowledge in a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'smail-knowledge-'));
  used.defer(() => rm(folder, { recursive: true }));
  return used.use(new SqliteKnowledge(join(folder, 'knowledge.sqlite')));
});
