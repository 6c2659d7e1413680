import { describe, expect, it } from 'vitest';
import { MemoryConversations } from '../../../server/conversations/memory.ts';

/** Asks and answers once: two messages. */
async function turn(conversations: MemoryConversations, session: string, name: string): Promise<void> {
  await conversations.begin(session, { questionId: `${name}?`, question: `${name}?`, answerId: `${name}!` });
  await conversations.update(session, `${name}!`, { content: `${name}!`, state: 'complete' });
}

async function contents(conversations: MemoryConversations, session: string): Promise<string[]> {
  return (await conversations.recent(session, 1_000)).map(({ content }) => content);
}

describe('MemoryConversations', () => {
  it('keeps so many messages of a session: the oldest go first', async () => {
    const conversations = new MemoryConversations({ maxMessages: 3 });
    for (const name of ['1', '2', '3']) await turn(conversations, 'a', name);
    expect(await contents(conversations, 'a')).toEqual(['2!', '3?', '3!']);
  });

  it('does nothing for an answer that had to go', async () => {
    const conversations = new MemoryConversations({ maxMessages: 2 });
    for (const name of ['1', '2']) await turn(conversations, 'a', name);
    await conversations.update('a', '1!', { content: 'late', state: 'complete' });
    expect(await contents(conversations, 'a')).toEqual(['2?', '2!']);
  });

  it('keeps so many sessions: the one that was silent longest goes first', async () => {
    const conversations = new MemoryConversations({ maxSessions: 2 });
    await turn(conversations, 'a', 'a1');
    await turn(conversations, 'b', 'b1');
    await turn(conversations, 'a', 'a2');
    await turn(conversations, 'c', 'c1');
    expect(await contents(conversations, 'b')).toEqual([]);
    expect(await contents(conversations, 'a')).toEqual(['a1?', 'a1!', 'a2?', 'a2!']);
    expect(await contents(conversations, 'c')).toEqual(['c1?', 'c1!']);
  });

  it('has bounds without being told', async () => {
    const conversations = new MemoryConversations();
    for (let number = 1; number <= 101; number++) await turn(conversations, 'a', String(number));
    expect(await contents(conversations, 'a')).toHaveLength(200);
    expect((await contents(conversations, 'a'))[0]).toBe('2?');
  });
});
