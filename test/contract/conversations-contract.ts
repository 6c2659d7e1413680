import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Conversations, Message } from '../../server/conversations/conversations.ts';

/** What every place for conversations keeps to. */
export function describeConversations(name: string, create: () => Conversations | Promise<Conversations>): void {
  describe(`${name}, as a place for conversations`, () => {
    let conversations: Conversations;
    let session: string;
    beforeEach(async () => {
      conversations = await create();
      session = randomUUID();
    });

    it('gives the messages in the order in which they were said', async () => {
      const messages = numbered(5);
      for (const message of messages) await conversations.append(session, message);
      expect(await conversations.recent(session, 5)).toEqual(messages);
    });

    it('gives the last ones where there are more than asked for, and all where there are fewer', async () => {
      const messages = numbered(5);
      for (const message of messages) await conversations.append(session, message);
      expect(await conversations.recent(session, 2)).toEqual(messages.slice(3));
      expect(await conversations.recent(session, 1)).toEqual(messages.slice(4));
      expect(await conversations.recent(session, 100)).toEqual(messages);
      expect(await conversations.recent(session, 0)).toEqual([]);
    });

    it('gives nothing for a session that is not known', async () => {
      expect(await conversations.recent(session, 10)).toEqual([]);
    });

    it('keeps sessions apart', async () => {
      const other = randomUUID();
      const [mine, theirs] = numbered(2) as [Message, Message];
      await conversations.append(session, mine);
      await conversations.append(other, theirs);
      expect(await conversations.recent(session, 10)).toEqual([mine]);
      expect(await conversations.recent(other, 10)).toEqual([theirs]);
    });

    it('keeps all that there is of a message: its time, its sources, and that it is partial', async () => {
      const answer: Message = {
        ...question(1),
        role: 'assistant',
        content: 'Grüße 👋🏽\n\u0000\u2028"„`',
        createdAt: new Date('2026-11-03T23:59:59.123Z'),
        sources: [
          { id: 'a', title: 'Opening hours', url: '/visit.html', snippet: 'From 10 …' },
          { id: 'b', title: 'Tickets', url: '', snippet: '' },
        ],
      };
      const stopped: Message = { ...question(2), role: 'assistant', partial: true };
      await conversations.append(session, answer);
      await conversations.append(session, stopped);
      const [first, second] = await conversations.recent(session, 2);
      expect(first).toStrictEqual(answer);
      expect(second).toStrictEqual(stopped);
    });

    it('gives a list that what is said later does not change', async () => {
      const [first, second] = numbered(2) as [Message, Message];
      await conversations.append(session, first);
      const before = await conversations.recent(session, 10);
      await conversations.append(session, second);
      expect(before).toEqual([first]);
    });

    it('keeps the order of messages that are appended without waiting', async () => {
      const messages = numbered(20);
      await Promise.all(messages.map((message) => conversations.append(session, message)));
      expect(await conversations.recent(session, 20)).toEqual(messages);
    });
  });
}

function question(number: number): Message {
  return { id: randomUUID(), role: 'user', content: `question ${number}`, createdAt: new Date(number * 1_000) };
}

function numbered(count: number): Message[] {
  return Array.from({ length: count }, (_, index) => question(index + 1));
}
