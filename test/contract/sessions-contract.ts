import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  SESSION_IDLE_MS,
  VISIT_NOTED_EVERY_MS,
  type Conversations,
  type Session,
} from '../../server/conversations/conversations.ts';
import { sessionOf } from './session-of.ts';

const DAY_MS = 86_400_000;

/** What every place for conversations keeps to of its sessions: how long they are good, and when they are forgotten. */
export function describeSessions(name: string, create: () => Conversations | Promise<Conversations>): void {
  describe(`${name}, as a place for sessions`, () => {
    let conversations: Conversations;
    let session: Session;
    const start = new Date('2026-03-01T12:00:00Z');
    const after = (ms: number): Date => new Date(start.getTime() + ms);
    beforeEach(async () => {
      conversations = await create();
      session = sessionOf(randomUUID(), { createdAt: start });
    });
    afterEach(() => void vi.useRealTimers());

    /** Asks and answers once, at this moment. */
    const ask = async (sessionId: string, question = 'When?'): Promise<void> => {
      const answerId = randomUUID();
      await conversations.begin(sessionId, { questionId: randomUUID(), question, answerId });
      await conversations.update(sessionId, answerId, { content: `${question}!`, state: 'complete' });
    };
    /** Of chatbot `chatbotId`, in which something was asked just now. */
    const asked = async (chatbotId: string): Promise<Session> => {
      const session = sessionOf(randomUUID(), { chatbotId });
      await conversations.record(session, new Date());
      await ask(session.id);
      return session;
    };
    const said = async (sessionId: string): Promise<number> => (await conversations.recent(sessionId, 10)).length;

    describe('a session in which nothing was asked', () => {
      it('was used last when it was issued, and is good until it is idle', async () => {
        expect(await conversations.visit(session, after(SESSION_IDLE_MS - 1))).toEqual(start);
        expect(await conversations.visit(session, after(SESSION_IDLE_MS))).toBeUndefined();
      });

      it('is not kept by being looked at', async () => {
        await conversations.visit(session, after(SESSION_IDLE_MS - 1));
        expect(await conversations.visit(session, after(SESSION_IDLE_MS))).toBeUndefined();
      });
    });

    describe('a session in which something is asked', () => {
      it('is good from then on until it is idle', async () => {
        const asked = after(SESSION_IDLE_MS - 1);
        expect(await conversations.record(session, asked)).toBe(true);
        expect(await conversations.visit(session, after(SESSION_IDLE_MS + 1))).toEqual(asked);
        const last = new Date(asked.getTime() + SESSION_IDLE_MS);
        expect(await conversations.record(session, new Date(last.getTime() - 1))).toBe(true);
        expect(await conversations.record(session, new Date(last.getTime() + SESSION_IDLE_MS))).toBe(false);
      });

      it('is noted as used when it is looked at, but not more often than once in a while', async () => {
        await conversations.record(session, start);
        expect(await conversations.visit(session, after(VISIT_NOTED_EVERY_MS - 1))).toEqual(start);
        expect(await conversations.visit(session, after(VISIT_NOTED_EVERY_MS))).toEqual(start);
        expect(await conversations.visit(session, after(VISIT_NOTED_EVERY_MS + 1))).toEqual(
          after(VISIT_NOTED_EVERY_MS),
        );
      });

      it('is not good any more once it is idle, whatever is done with it', async () => {
        await conversations.record(session, start);
        const idle = after(SESSION_IDLE_MS);
        expect(await conversations.visit(session, idle)).toBeUndefined();
        expect(await conversations.record(session, idle)).toBe(false);
        expect(await conversations.erase(session, idle)).toBe(false);
        expect(await conversations.visit(session, idle)).toBeUndefined();
      });

      it('can not begin when it is idle', async () => {
        expect(await conversations.record(session, after(SESSION_IDLE_MS))).toBe(false);
      });

      it('is one of many: the others have times of their own', async () => {
        const other = sessionOf(randomUUID(), { createdAt: start });
        await conversations.record(session, after(SESSION_IDLE_MS - 1));
        expect(await conversations.visit(other, after(SESSION_IDLE_MS))).toBeUndefined();
        expect(await conversations.visit(session, after(SESSION_IDLE_MS))).toBeDefined();
      });
    });

    describe('all that was said', () => {
      it('comes in order, every message of the session and none of another, as they are', async () => {
        const other = randomUUID();
        for (let number = 1; number <= 50; number++) {
          await ask(session.id, `question ${number}`);
          if (number % 10 === 0) await ask(other, 'theirs');
        }
        const all = await Array.fromAsync(conversations.messages(session.id));
        expect(all).toHaveLength(100);
        expect(all).toStrictEqual(await conversations.recent(session.id, 200));
      });

      it('is nothing where nothing was said', async () => {
        expect(await Array.fromAsync(conversations.messages(session.id))).toEqual([]);
      });
    });

    describe('what is too old', () => {
      it('is forgotten, for each chatbot in its time', async () => {
        const [short, long] = [await asked('short'), await asked('long')];
        const daysOf = days({ short: 7, long: 60 });
        expect(await conversations.expire(daysOf, inDays(6), 100)).toBe(0);
        expect([await said(short.id), await said(long.id)]).toEqual([2, 2]);
        expect(await conversations.expire(daysOf, inDays(8), 100)).toBeGreaterThan(0);
        expect([await said(short.id), await said(long.id)]).toEqual([0, 2]);
        await conversations.expire(daysOf, inDays(61), 100);
        expect(await said(long.id)).toBe(0);
      });

      it('counts from the last question of the session', async () => {
        const session = await asked('museum');
        const last = Date.now() + DAY_MS / 2;
        vi.setSystemTime(last);
        await ask(session.id, 'And then?');
        await conversations.expire(() => 1, new Date(last + DAY_MS - 1), 100);
        expect(await said(session.id)).toBe(4);
        await conversations.expire(() => 1, new Date(last + DAY_MS), 100);
        expect(await said(session.id)).toBe(0);
      });

      it('is all of it where it is kept for 0 days; the session stays good', async () => {
        const session = await asked('museum');
        await conversations.expire(() => 0, new Date(), 100);
        expect(await said(session.id)).toBe(0);
        expect(await conversations.visit(session, new Date())).toBeDefined();
      });

      it('is what was said in a session that nobody knows of, too: its chatbot is empty', async () => {
        const unknown = randomUUID();
        await ask(unknown);
        await conversations.expire(days({ '': 400, museum: 1 }), inDays(399), 100);
        expect(await said(unknown)).toBe(2);
        await conversations.expire(days({ '': 400, museum: 1 }), inDays(401), 100);
        expect(await said(unknown)).toBe(0);
      });

      it('goes so many sessions at a time, until nothing is left to be done', async () => {
        const sessions = await Promise.all(Array.from({ length: 5 }, () => asked('museum')));
        const left = async (): Promise<number> =>
          (await Promise.all(sessions.map(({ id }) => said(id)))).filter((count) => count > 0).length;
        expect(await conversations.expire(() => 1, inDays(2), 2)).toBe(2);
        expect(await left()).toBeGreaterThanOrEqual(3);
        for (let step = 0; step < 10; step++) await conversations.expire(() => 1, inDays(2), 2);
        expect(await left()).toBe(0);
        expect(await conversations.expire(() => 1, inDays(2), 2)).toBe(0);
      });

      it('is not what a session is that was erased a moment ago: its token stays good for nothing', async () => {
        const session = sessionOf(randomUUID());
        await conversations.erase(session, new Date());
        await conversations.expire(() => 0, new Date(), 100);
        expect(await conversations.record(session, new Date())).toBe(false);
        // By the time that it is forgotten, its token is idle.
        const later = new Date(Date.now() + SESSION_IDLE_MS);
        expect(await conversations.expire(() => 0, later, 100)).toBe(1);
        expect(await conversations.record(session, later)).toBe(false);
      });
    });
  });
}

/** Of each chatbot; 30 where nothing is said. */
function days(kept: Readonly<Record<string, number>>): (chatbotId: string) => number {
  return (chatbotId) => kept[chatbotId] ?? 30;
}

function inDays(count: number): Date {
  return new Date(Date.now() + count * DAY_MS + 1_000);
}
