import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  SESSION_IDLE_MS,
  SessionErasedError,
  type Conversations,
  type Turn,
} from '../../server/conversations/conversations.ts';
import { sessionOf } from './session-of.ts';

/** What every place for conversations keeps to when its visitors change their minds: ratings, questions that replace others, erasure. */
export function describeConversationChanges(name: string, create: () => Conversations | Promise<Conversations>): void {
  describe(`${name}, as a place for conversations that change`, () => {
    let conversations: Conversations;
    let session: string;
    beforeEach(async () => {
      conversations = await create();
      session = randomUUID();
    });

    const ask = async (question: string, turn: Partial<Turn> = {}, sessionId = session): Promise<Turn> => {
      const asked = { questionId: randomUUID(), answerId: randomUUID(), question, ...turn };
      await conversations.begin(sessionId, asked);
      await conversations.update(sessionId, asked.answerId, { content: `${question}!`, state: 'complete' });
      return asked;
    };
    const said = async (sessionId = session): Promise<string[]> =>
      (await conversations.recent(sessionId, 100)).map(({ content }) => content);
    const erase = (sessionId = session): Promise<boolean> => conversations.erase(sessionOf(sessionId), new Date());
    const feedback = async (): Promise<unknown[]> =>
      (await conversations.recent(session, 100)).map((message) => message.feedback);

    describe('what a visitor thinks of an answer', () => {
      it('is kept with it, and with no other message', async () => {
        const [first] = [await ask('first'), await ask('second')];
        expect(await conversations.rate(session, first.answerId, { rating: 'up', comment: 'Thanks 👋' })).toBe(true);
        expect(await feedback()).toEqual([undefined, { rating: 'up', comment: 'Thanks 👋' }, undefined, undefined]);
      });

      it('is what they said last, and nothing once they have taken it back', async () => {
        const { answerId } = await ask('first');
        await conversations.rate(session, answerId, { rating: 'up', comment: 'Thanks' });
        await conversations.rate(session, answerId, { rating: 'down' });
        expect(await feedback()).toStrictEqual([undefined, { rating: 'down' }]);
        expect(await conversations.rate(session, answerId, undefined)).toBe(true);
        expect(await feedback()).toStrictEqual([undefined, undefined]);
      });

      it('stays while the answer is written on', async () => {
        const turn = { questionId: randomUUID(), question: 'first', answerId: randomUUID(), clientMessageId: 'c1' };
        await conversations.begin(session, turn);
        await conversations.rate(session, turn.answerId, { rating: 'up' });
        await conversations.extend(session, turn.answerId, 'From ');
        await conversations.update(session, turn.answerId, { content: 'From 10.', state: 'complete' });
        expect(await feedback()).toEqual([undefined, { rating: 'up' }]);
        expect(await conversations.findAnswer(session, 'c1')).toMatchObject({ feedback: { rating: 'up' } });
      });

      it('is of an answer of their own: a question, another’s answer and none at all are alike', async () => {
        const mine = await ask('mine');
        const theirs = await ask('theirs', {}, randomUUID());
        for (const id of [mine.questionId, theirs.answerId, randomUUID(), '', '%']) {
          expect(await conversations.rate(session, id, { rating: 'up' })).toBe(false);
        }
        expect(await conversations.rate(randomUUID(), mine.answerId, { rating: 'up' })).toBe(false);
        expect(await feedback()).toEqual([undefined, undefined]);
      });
    });

    describe('a question that replaces another', () => {
      it.each(['its id', 'the id of its client'])(
        'takes its place, and that of all that came after it: by %s',
        async (by) => {
          await ask('first');
          const second = await ask('second', { clientMessageId: 'c2' });
          await ask('third', { clientMessageId: 'c3' });
          await ask('new', { replaces: by === 'its id' ? second.questionId : 'c2', clientMessageId: 'c4' });
          expect(await said()).toEqual(['first', 'first!', 'new', 'new!']);
          expect(await conversations.findAnswer(session, 'c2')).toBeUndefined();
          expect(await conversations.findAnswer(session, 'c3')).toBeUndefined();
          expect(await conversations.findAnswer(session, 'c4')).toMatchObject({ content: 'new!' });
        },
      );

      it('may come with the id that the other had', async () => {
        await ask('first', { clientMessageId: 'c1' });
        await ask('again', { clientMessageId: 'c1', replaces: 'c1' });
        expect(await said()).toEqual(['again', 'again!']);
        expect(await conversations.findAnswer(session, 'c1')).toMatchObject({ content: 'again!' });
      });

      it('takes one that is still being written; nothing that is said of that one comes back', async () => {
        const running = { questionId: randomUUID(), question: 'first', answerId: randomUUID() };
        await conversations.begin(session, running);
        await conversations.extend(session, running.answerId, 'From ');
        await ask('new', { replaces: running.questionId });
        await conversations.extend(session, running.answerId, '10.');
        await conversations.update(session, running.answerId, { content: 'late', state: 'complete' });
        expect(await said()).toEqual(['new', 'new!']);
      });

      it('replaces nothing where there is no such question: none known, an answer, one of another session', async () => {
        const other = randomUUID();
        const theirs = await ask('theirs', { clientMessageId: 'c9' }, other);
        const mine = await ask('mine');
        for (const replaces of [randomUUID(), mine.answerId, theirs.questionId, 'c9', '']) {
          await ask('next', { replaces });
        }
        expect(await said()).toEqual(['mine', 'mine!', ...Array.from({ length: 5 }, () => ['next', 'next!']).flat()]);
        expect(await said(other)).toEqual(['theirs', 'theirs!']);
      });
    });

    describe('a session that is erased', () => {
      it('has said nothing, and the others what they said', async () => {
        const other = randomUUID();
        await ask('mine', { clientMessageId: 'c1' });
        await ask('theirs', { clientMessageId: 'c1' }, other);
        expect(await erase()).toBe(true);
        expect(await said()).toEqual([]);
        expect(await conversations.findAnswer(session, 'c1')).toBeUndefined();
        expect(await Array.fromAsync(conversations.messages(session))).toEqual([]);
        expect(await said(other)).toEqual(['theirs', 'theirs!']);
      });

      it('stays empty, whatever is still said of what was in it', async () => {
        const running = { questionId: randomUUID(), question: 'first', answerId: randomUUID() };
        await conversations.begin(session, running);
        const extending = conversations.extend(session, running.answerId, 'From ');
        await erase();
        await extending;
        await conversations.extend(session, running.answerId, '10.');
        await conversations.update(session, running.answerId, { content: 'late', state: 'complete' });
        expect(await conversations.rate(session, running.answerId, { rating: 'up' })).toBe(false);
        expect(await said()).toEqual([]);
      });

      it('may not be used any more: nothing is said in it, and nothing is replaced', async () => {
        await ask('before', { clientMessageId: 'c1' });
        await erase();
        expect(await conversations.visit(sessionOf(session), new Date())).toBeUndefined();
        expect(await conversations.record(sessionOf(session), new Date())).toBe(false);
        await expect(ask('after', { replaces: 'c1' })).rejects.toThrow(SessionErasedError);
        expect(await said()).toEqual([]);
      });

      it('is erased once; one in which nothing was said may be too', async () => {
        await ask('before');
        expect([await erase(), await erase()]).toEqual([true, false]);
        const silent = randomUUID();
        expect([await erase(silent), await erase(silent)]).toEqual([true, false]);
        expect(await conversations.record(sessionOf(silent), new Date())).toBe(false);
      });

      it('is none that is idle', async () => {
        const idle = sessionOf(session, { createdAt: new Date(Date.now() - SESSION_IDLE_MS) });
        expect(await conversations.erase(idle, new Date())).toBe(false);
      });
    });
  });
}
