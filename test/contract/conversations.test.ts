import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { MemoryConversations } from '../../server/conversations/memory.ts';
import { SqliteConversations } from '../../server/conversations/sqlite.ts';
import { describeConversationChanges } from './conversation-changes-contract.ts';
import { describeConversations } from './conversations-contract.ts';
import { describeSessions } from './sessions-contract.ts';

let used: AsyncDisposableStack;
beforeEach(() => {
  used = new AsyncDisposableStack();
});
afterEach(() => used[Symbol.asyncDispose]());

describeConversations('MemoryConversations', () => new MemoryConversations(), { recovers: false });
describeConversationChanges('MemoryConversations', () => new MemoryConversations());
describeSessions('MemoryConversations', () => new MemoryConversations());

for (const describeAll of [describeConversations, describeConversationChanges, describeSessions]) {
  describeAll('SqliteConversations in memory', () => used.use(new SqliteConversations(':memory:')));

  describeAll('SqliteConversations in a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'smail-conversations-'));
    used.defer(() => rm(folder, { recursive: true }));
    return used.use(new SqliteConversations(join(folder, 'conversations.db')));
  });
}
