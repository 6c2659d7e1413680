import { describe, expect, it } from 'vitest';
import type { Message } from '../../../server/conversations/conversations.ts';
import { MemoryConversations } from '../../../server/conversations/memory.ts';

function message(content: string): Message {
  return { id: content, role: 'user', content, createdAt: new Date(0) };
}

async function contents(conversations: MemoryConversations, session: string): Promise<string[]> {
  return (await conversations.recent(session, 1_000)).map(({ content }) => content);
}

describe('MemoryConversations', () => {
  it('keeps so many messages of a session: the oldest go first', async () => {
    const conversations = new MemoryConversations({ maxMessages: 3 });
    for (const content of ['1', '2', '3', '4', '5']) await conversations.append('a', message(content));
    expect(await contents(conversations, 'a')).toEqual(['3', '4', '5']);
  });

  it('keeps so many sessions: the one that was silent longest goes first', async () => {
    const conversations = new MemoryConversations({ maxSessions: 2 });
    await conversations.append('a', message('a1'));
    await conversations.append('b', message('b1'));
    await conversations.append('a', message('a2'));
    await conversations.append('c', message('c1'));
    expect(await contents(conversations, 'b')).toEqual([]);
    expect(await contents(conversations, 'a')).toEqual(['a1', 'a2']);
    expect(await contents(conversations, 'c')).toEqual(['c1']);
  });

  it('has bounds without being told', async () => {
    const conversations = new MemoryConversations();
    for (let number = 1; number <= 201; number++) await conversations.append('a', message(String(number)));
    expect(await contents(conversations, 'a')).toHaveLength(200);
    expect((await contents(conversations, 'a'))[0]).toBe('2');
  });
});
