import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Source } from '../../protocol/chat-event.ts';
import type {
  AnswerRecord,
  AnswerState,
  Conversations,
  Message,
  Turn,
} from '../../server/conversations/conversations.ts';

const SOURCES: readonly Source[] = [
  { id: 'a', title: 'Opening hours', url: '/visit.html', snippet: 'From 10 …' },
  { id: 'b', title: 'Tickets', url: '', snippet: '' },
];

const ENDS: readonly AnswerRecord['state'][] = ['complete', 'cancelled', 'failed', 'partial'];

export interface ConversationsTraits {
  /** Whether what it holds can outlive the process that was writing it. @default true */
  readonly recovers?: boolean;
}

/** What every place for conversations keeps to. */
export function describeConversations(
  name: string,
  create: () => Conversations | Promise<Conversations>,
  { recovers = true }: ConversationsTraits = {},
): void {
  describe(`${name}, as a place for conversations`, () => {
    let conversations: Conversations;
    let session: string;
    beforeEach(async () => {
      conversations = await create();
      session = randomUUID();
    });

    /** Begins so many turns, one after the other. */
    const begin = async (count: number, sessionId = session): Promise<Turn[]> => {
      const turns = Array.from({ length: count }, (_, index) => turn(`question ${index + 1}`));
      for (const turn of turns) await conversations.begin(sessionId, turn);
      return turns;
    };
    const ids = async (limit: number, sessionId = session): Promise<string[]> =>
      (await conversations.recent(sessionId, limit)).map(({ id }) => id);
    const said = async (): Promise<[string, AnswerState][]> =>
      (await conversations.recent(session, 10)).map(({ content, state }) => [content, state]);
    /** Asks, and has the answer end so. */
    const ask = async (question: string, state: AnswerState, sessionId = session): Promise<Turn> => {
      const asked = turn(question);
      await conversations.begin(sessionId, asked);
      if (state !== 'generating') await conversations.update(sessionId, asked.answerId, { content: state, state });
      return asked;
    };

    describe('a turn that begins', () => {
      it('is the question and an empty answer that is generating, in this order', async () => {
        const earliest = Date.now();
        const [begun] = await begin(1);
        const latest = Date.now();
        const messages = await conversations.recent(session, 10);
        expect(messages).toStrictEqual([
          {
            id: begun?.questionId,
            role: 'user',
            content: 'question 1',
            createdAt: expect.any(Date),
            state: 'complete',
            sources: [],
            outcome: undefined,
            clientMessageId: undefined,
            feedback: undefined,
          },
          {
            id: begun?.answerId,
            role: 'assistant',
            content: '',
            createdAt: expect.any(Date),
            state: 'generating',
            sources: [],
            outcome: undefined,
            clientMessageId: undefined,
            feedback: undefined,
          },
        ]);
        for (const { createdAt } of messages) {
          expect(createdAt.getTime()).toBeGreaterThanOrEqual(earliest);
          expect(createdAt.getTime()).toBeLessThanOrEqual(latest);
        }
      });

      it('keeps the question as it was written', async () => {
        await conversations.begin(session, turn(ODD_TEXT));
        expect(await conversations.recent(session, 10)).toMatchObject([{ content: ODD_TEXT }, { content: '' }]);
      });

      it('leaves the answers before it as they are', async () => {
        const [first] = await begin(1);
        await conversations.update(session, first?.answerId ?? '', { content: 'From 10.', state: 'complete' });
        const before = await conversations.recent(session, 10);
        await begin(1);
        expect((await conversations.recent(session, 10)).slice(0, 2)).toStrictEqual(before);
      });
    });

    describe('a question that is tried again', () => {
      it.each(['failed', 'partial'] as const)('takes the place of itself where its answer is %s', async (state) => {
        await ask('first', 'complete');
        const before = await ask('again', state);
        const after = await ask('again', 'complete');
        expect(await said()).toEqual([
          ['first', 'complete'],
          ['complete', 'complete'],
          ['again', 'complete'],
          ['complete', 'complete'],
        ]);
        expect((await ids(2)).toSorted()).toEqual([after.questionId, after.answerId].toSorted());
        // Whatever is still said of the answer that had to go, it does not come back.
        await conversations.update(session, before.answerId, { content: 'late', state: 'complete' });
        expect(await ids(10)).toHaveLength(4);
      });

      it('keeps what there is of each attempt until one is whole', async () => {
        for (let time = 1; time <= 3; time++) await ask('again', 'failed');
        expect(await ids(10)).toHaveLength(6);
        const whole = await ask('again', 'complete');
        expect((await ids(10)).toSorted()).toEqual([whole.questionId, whole.answerId].toSorted());
      });

      it.each(['complete', 'cancelled', 'generating'] as const)(
        'stands beside itself where that is %s',
        async (state) => {
          await ask('again', state);
          await ask('again', 'complete');
          expect(await ids(10)).toHaveLength(4);
        },
      );

      it('is the last one, word for word, of this session: no other has to go', async () => {
        const other = randomUUID();
        await ask('again', 'failed', other);
        await ask('again', 'failed');
        await ask('another', 'failed');
        await ask('again', 'failed');
        await ask('again ', 'complete');
        expect((await said()).map(([content]) => content)).toEqual([
          'again',
          'failed',
          'another',
          'failed',
          'again',
          'failed',
          'again ',
          'complete',
        ]);
        expect(await ids(10, other)).toHaveLength(2);
      });
    });

    describe('a question that came with an id of its client', () => {
      const outcome = {
        finish_reason: 'stop',
        context_quality: { coverage: 1, best_score: 0.5, passages: 1, grounded: 'good' },
        usage: {
          prompt_tokens: 1,
          completion_tokens: 2,
          tokens_per_second: 3,
          time_to_first_token_ms: 4,
          cached: false,
        },
      } as const;

      it('leads to its answer, with all that was kept of it, in its own session only', async () => {
        const turn = { questionId: randomUUID(), question: 'When?', clientMessageId: 'c1', answerId: randomUUID() };
        await conversations.begin(session, turn);
        await begin(1);
        const answer = { content: 'From 10.', state: 'complete', sources: SOURCES, outcome } as const;
        await conversations.update(session, turn.answerId, answer);
        expect(await conversations.findAnswer(session, 'c1')).toMatchObject({ id: turn.answerId, ...answer });
        expect(await conversations.findAnswer(session, 'c2')).toBeUndefined();
        expect(await conversations.findAnswer(randomUUID(), 'c1')).toBeUndefined();
        expect(await conversations.recent(session, 10)).toContainEqual(
          expect.objectContaining({ id: turn.questionId, clientMessageId: 'c1' }),
        );
      });

      it('leads to the answer of the last one, where the id was used again', async () => {
        for (const answerId of ['a1', 'a2']) {
          await conversations.begin(session, {
            questionId: randomUUID(),
            question: 'When?',
            clientMessageId: 'c1',
            answerId,
          });
        }
        expect(await conversations.findAnswer(session, 'c1')).toMatchObject({ id: 'a2' });
      });
    });

    describe('the last messages', () => {
      it('are as many as have no more characters together than asked for', async () => {
        for (const question of ['aaaa', 'bbb', 'cc']) {
          const answerId = randomUUID();
          await conversations.begin(session, { questionId: randomUUID(), question, answerId });
          await conversations.update(session, answerId, { content: question, state: 'complete' });
        }
        for (const [maxLength, expected] of [
          [1, []],
          [4, ['cc', 'cc']],
          [9, ['bbb', 'cc', 'cc']],
          [100, ['aaaa', 'aaaa', 'bbb', 'bbb', 'cc', 'cc']],
        ] as const) {
          const messages = await conversations.recent(session, 10, maxLength);
          expect(messages.map(({ content }) => content)).toEqual(expected);
        }
      });
    });

    describe('an answer that is updated', () => {
      it.each(ENDS)('is what it was updated to, as %s', async (state) => {
        const [begun] = await begin(1);
        const [question, before] = (await conversations.recent(session, 10)) as [Message, Message];
        await conversations.update(session, begun?.answerId ?? '', { content: 'From 10.', state });
        expect(await conversations.recent(session, 10)).toStrictEqual([
          question,
          { ...before, content: 'From 10.', state },
        ]);
      });

      it('keeps all that there is of it: its text, its sources, and when it was begun', async () => {
        const [begun] = await begin(1);
        const before = (await conversations.recent(session, 1))[0];
        const answer = { content: ODD_TEXT, state: 'complete', sources: SOURCES } as const;
        await conversations.update(session, begun?.answerId ?? '', answer);
        expect((await conversations.recent(session, 1))[0]).toStrictEqual({ ...before, ...answer });
      });

      it('is replaced by the next update, as a whole', async () => {
        const [begun] = await begin(1);
        const answerId = begun?.answerId ?? '';
        await conversations.extend(session, answerId, 'From 9');
        await conversations.update(session, answerId, { content: 'From 10.', state: 'complete', sources: SOURCES });
        await conversations.update(session, answerId, { content: 'Fr', state: 'cancelled' });
        const [answer] = await conversations.recent(session, 1);
        expect(answer).toMatchObject({ content: 'Fr', state: 'cancelled', sources: [] });
      });

      it('stays in its place, and the others as they are', async () => {
        const turns = await begin(3);
        const before = await conversations.recent(session, 10);
        await conversations.update(session, turns[1]?.answerId ?? '', { content: 'second', state: 'complete' });
        const after = await conversations.recent(session, 10);
        expect(after.map(({ id }) => id)).toEqual(turns.flatMap(({ questionId, answerId }) => [questionId, answerId]));
        expect(after.map(({ content }) => content)).toEqual([
          'question 1',
          '',
          'question 2',
          'second',
          'question 3',
          '',
        ]);
        expect(after.toSpliced(3, 1)).toStrictEqual(before.toSpliced(3, 1));
      });

      it('is none of another session: nothing happens', async () => {
        const other = randomUUID();
        const [mine] = await begin(1);
        await begin(1, other);
        const before = [await conversations.recent(session, 10), await conversations.recent(other, 10)];
        await conversations.update(other, mine?.answerId ?? '', { content: 'mine', state: 'complete' });
        expect([await conversations.recent(session, 10), await conversations.recent(other, 10)]).toStrictEqual(before);
      });

      it('is none that is not known: nothing happens, and none comes to be', async () => {
        const [begun] = await begin(1);
        const before = await conversations.recent(session, 10);
        await conversations.update(session, randomUUID(), { content: 'none', state: 'complete' });
        expect(await conversations.recent(session, 10)).toStrictEqual(before);
        const other = randomUUID();
        await conversations.update(other, begun?.answerId ?? '', { content: 'none', state: 'complete' });
        expect(await conversations.recent(other, 10)).toEqual([]);
      });
    });

    describe('the recent messages', () => {
      it('come in the order in which they were said', async () => {
        const turns = await begin(5);
        const said = turns.flatMap(({ questionId, answerId }) => [questionId, answerId]);
        expect(await ids(10)).toEqual(said);
      });

      it('are the last ones where there are more than asked for, and all where there are fewer', async () => {
        const turns = await begin(5);
        const said = turns.flatMap(({ questionId, answerId }) => [questionId, answerId]);
        expect(await ids(3)).toEqual(said.slice(7));
        expect(await ids(2)).toEqual(said.slice(8));
        expect(await ids(1)).toEqual(said.slice(9));
        expect(await ids(100)).toEqual(said);
      });

      it.each([0, -1, -100])('are none where %i are asked for', async (limit) => {
        await begin(2);
        expect(await ids(limit)).toEqual([]);
      });

      it('are none of a session that is not known', async () => {
        await begin(1);
        expect(await ids(10, randomUUID())).toEqual([]);
        expect(await ids(10, '')).toEqual([]);
        expect(await ids(10, session.slice(0, -1))).toEqual([]);
        expect(await ids(10, session.toUpperCase())).toEqual([]);
        expect(await ids(10, '%')).toEqual([]);
      });

      it('are of one session and of no other', async () => {
        const other = randomUUID();
        const [mine] = await begin(1);
        const [theirs] = await begin(1, other);
        expect(await ids(10)).toEqual([mine?.questionId, mine?.answerId]);
        expect(await ids(10, other)).toEqual([theirs?.questionId, theirs?.answerId]);
      });

      it('are a list that what is said later does not change', async () => {
        const [begun] = await begin(1);
        const before = await conversations.recent(session, 10);
        const copy = structuredClone(before);
        await begin(1);
        await conversations.update(session, begun?.answerId ?? '', { content: 'From 10.', state: 'complete' });
        expect(before).toStrictEqual(copy);
      });

      it('are in order where turns are begun without waiting', async () => {
        const turns = Array.from({ length: 20 }, (_, index) => turn(`question ${index}`));
        await Promise.all(turns.map((turn) => conversations.begin(session, turn)));
        expect(await ids(40)).toEqual(turns.flatMap(({ questionId, answerId }) => [questionId, answerId]));
      });
    });

    describe('an answer that is being written', () => {
      it('is what was added to it, in the order in which it was added', async () => {
        const [before, begun] = await begin(2);
        const answerId = begun?.answerId ?? '';
        for (const text of ['From ', '10', ODD_TEXT, ' to 5']) await conversations.extend(session, answerId, text);
        expect((await said()).slice(2)).toEqual([
          ['question 2', 'complete'],
          [`From 10${ODD_TEXT} to 5`, 'generating'],
        ]);
        await conversations.extend(session, before?.answerId ?? '', 'Another.');
        expect((await said())[1]).toEqual(['Another.', 'generating']);
      });

      it('keeps the order of what is added at once, to it and to others', async () => {
        const turns = await begin(3);
        const numbers = Array.from({ length: 50 }, (_, index) => `${index} `);
        const all = numbers.flatMap((text) =>
          turns.map(({ answerId }) => conversations.extend(session, answerId, text)),
        );
        await Promise.all(all);
        const answers = (await said()).filter(([, state]) => state === 'generating');
        expect(answers).toEqual(turns.map(() => [numbers.join(''), 'generating']));
      });

      it('takes nothing after its end, and nothing for another session', async () => {
        const [begun, running] = await begin(2);
        await conversations.update(session, begun?.answerId ?? '', { content: 'From 10.', state: 'complete' });
        await conversations.extend(session, begun?.answerId ?? '', ' Or 11.');
        await conversations.extend(randomUUID(), running?.answerId ?? '', 'Not yours.');
        await conversations.extend(session, randomUUID(), 'Unknown.');
        const answers = (await said()).filter((_, index) => index % 2 === 1);
        expect(answers).toEqual([
          ['From 10.', 'complete'],
          ['', 'generating'],
        ]);
      });

      it('counts with its text where a conversation is cut to a length, and is found with it', async () => {
        const named = { ...turn('When?'), clientMessageId: 'c1' };
        await conversations.begin(session, named);
        await conversations.extend(session, named.answerId, 'x'.repeat(100));
        expect(await conversations.recent(session, 10, 99)).toEqual([]);
        expect(await conversations.recent(session, 10, 100)).toHaveLength(1);
        expect(await conversations.findAnswer(session, 'c1')).toMatchObject({ content: 'x'.repeat(100) });
      });
    });

    describe('recovering', () => {
      it('is nothing where nothing was said', async () => {
        expect(await conversations.recover()).toBe(0);
      });

      it('leaves everything that is not being written as it is', async () => {
        for (const state of ENDS) {
          const [begun] = await begin(1);
          const answer = { content: `a ${state} answer`, state, sources: SOURCES };
          await conversations.update(session, begun?.answerId ?? '', answer);
        }
        const before = await conversations.recent(session, 100);
        expect(await conversations.recover()).toBe(0);
        expect(await conversations.recent(session, 100)).toStrictEqual(before);
      });

      if (!recovers) return;

      it('marks what is being written as partial, in every session, and says how much', async () => {
        const other = randomUUID();
        const [done, running] = await begin(2);
        await begin(1, other);
        await conversations.update(session, done?.answerId ?? '', { content: 'From 10.', state: 'complete' });
        await conversations.extend(session, running?.answerId ?? '', 'On ');
        await conversations.extend(session, running?.answerId ?? '', 'Mon');
        const before = await conversations.recent(session, 10);
        expect(await conversations.recover()).toBe(2);
        expect(await conversations.recent(session, 10)).toStrictEqual(
          before.with(3, { ...(before[3] as Message), state: 'partial' }),
        );
        expect(await conversations.recent(other, 1)).toMatchObject([{ content: '', state: 'partial' }]);
        expect(await conversations.recover()).toBe(0);
      });
    });
  });
}

/** What a database, a protocol and a page each could stumble over. */
const ODD_TEXT = `Grüße 👋🏽\n\r\t\u0000\u2028"„\`'; DROP TABLE messages; --\\`;

function turn(question: string): Turn {
  return { questionId: randomUUID(), question, answerId: randomUUID() };
}
