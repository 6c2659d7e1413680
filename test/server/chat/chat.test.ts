import { beforeEach, describe, expect, it, vi } from 'vitest';

// Before lru-cache is imported: it keeps the clock that it finds. Nothing here is slow: only the clock is told to be.
vi.hoisted(() => vi.useFakeTimers());

import { pino } from 'pino';
import { isTerminal, type ChatEvent, type StoredEvent } from '../../../protocol/chat-event.ts';
import type { ChatRequest } from '../../../protocol/requests.ts';
import { Chat, type Asked, type ChatOptions } from '../../../server/chat/chat.ts';
import { Refusal } from '../../../server/chat/refusal.ts';
import { SessionTokens } from '../../../server/chat/session-tokens.ts';
import type { Chatbot } from '../../../server/config/chatbot-config.ts';
import { MemoryConversations } from '../../../server/conversations/memory.ts';
import { StreamNotFoundError, type LiveStreams } from '../../../server/live-streams/live-streams.ts';
import { MemoryLiveStreams } from '../../../server/live-streams/memory.ts';
import { ModelError } from '../../../server/models/model.ts';
import { ScriptedModel } from '../../stand-ins/scripted-model.ts';
import { BAKERY, createKnowledge, MUSEUM, QUESTION } from './museum.ts';
import { ADMITTED, NO_LIMITS } from '../limits/no-limits.ts';

const GRACE_MS = 30_000;

/** One finished log with a short answer, and not two: in bytes. */
const ROOM_FOR_ONE = 8_000;

let model: ScriptedModel;
let sessions: SessionTokens;
let conversations: MemoryConversations;
let chat: Chat;
let logged: string;

beforeEach(async () => {
  model = new ScriptedModel();
  sessions = new SessionTokens();
  conversations = new MemoryConversations();
  logged = '';
  chat = createChat(new MemoryLiveStreams());
  await vi.advanceTimersByTimeAsync(1);
});

function createChat(streams: LiveStreams, options: Partial<ChatOptions> = {}): Chat {
  return new Chat({
    conversations,
    knowledge: createKnowledge(),
    model,
    streams,
    sessions,
    limits: NO_LIMITS,
    log: pino({ level: 'info' }, { write: (line: string) => void (logged += line) }),
    orphanGraceMs: GRACE_MS,
    ...options,
  });
}

async function ask(request: Partial<ChatRequest> = {}, chatbot: Chatbot = MUSEUM): Promise<Asked> {
  const { streamId, sessionId } = await chat.ask(chatbot, { message: QUESTION, chatbot_id: chatbot.id, ...request });
  return { streamId, sessionId };
}

async function openSession(): Promise<string> {
  return (await chat.openSession(MUSEUM)) ?? '';
}

interface Listener {
  /** All events, once the stream has ended or the listener has left. */
  readonly events: Promise<ChatEvent[]>;
  /** Leaves as a connection does that closes. */
  leave(): Promise<void>;
}

function listen(asked: Asked, afterId = 0): Listener {
  const controller = new AbortController();
  const stored: Promise<StoredEvent[]> = Array.fromAsync(chat.listen(asked, afterId, controller.signal));
  const events = stored.then((list) => list.map(({ event }) => event));
  return {
    events,
    leave: async () => {
      controller.abort();
      await events;
    },
  };
}

async function firstEvent(asked: Asked): Promise<Extract<ChatEvent, { type: 'start' }>> {
  for await (const { event } of chat.listen(asked, 0, new AbortController().signal)) {
    if (event.type === 'start') return event;
  }
  throw new Error('the stream has no start event');
}

/** Asks, has the model answer, and resolves when the answer is complete. */
async function askAndAnswer(text: string, request: Partial<ChatRequest> = {}, chatbot = MUSEUM): Promise<ChatEvent[]> {
  const { events } = listen(await ask(request, chatbot));
  const answer = await model.nextAnswer();
  answer.write(text);
  answer.end();
  return events;
}

/** Has the model answer, and resolves when the answer is complete. */
async function finishNextAnswer(asked: Asked): Promise<void> {
  const { events } = listen(asked);
  const answer = await model.nextAnswer();
  answer.write('From 10.');
  answer.end();
  await events;
}

/** The words of a session, oldest first. */
async function saidIn({ sessionId }: Asked): Promise<string[] | undefined> {
  return (await chat.transcript(sessionId))?.messages.map(({ content }) => content);
}

function sessionOf(events: readonly ChatEvent[]): string {
  const [start] = events;
  if (start?.type !== 'start') throw new Error('the stream does not begin with a start event');
  return start.session_id;
}

/** Closes the chat, and lets the grace pass. */
async function close(graceMs = 0): Promise<void> {
  const closing = chat.close(graceMs);
  await vi.advanceTimersByTimeAsync(graceMs + 1);
  await closing;
}

/** @returns why a question is not taken. */
async function refusalOf(asking: Promise<Asked>): Promise<Refusal> {
  const error: unknown = await asking.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof Refusal)) throw new Error('the question was taken', { cause: error });
  expect(error.message).toMatch(/^[A-Z].*\.$/);
  expect(error.retryAfter).toBeGreaterThan(0);
  return error;
}

/** Whether the model still works on an answer. */
function works(index = 0): boolean {
  const answer = model.answers[index];
  return answer !== undefined && !answer.signal.aborted;
}

describe('asking and listening', () => {
  it('gives the events of the answer, with ids from 1, to whoever listens', async () => {
    const asked = await ask();
    const listening = Array.fromAsync(chat.listen(asked, 0, new AbortController().signal));
    const answer = await model.nextAnswer();
    answer.write('From ', '10.');
    answer.end();
    const events = await listening;
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    expect(events[0]?.event).toMatchObject({ type: 'start', stream_id: asked.streamId, session_id: asked.sessionId });
    expect(events.at(-1)?.event).toMatchObject({ type: 'complete', content: 'From 10.' });
  });

  it('goes on from any id, as often as one likes, after the end too', async () => {
    const asked = await ask();
    const answer = await model.nextAnswer();
    answer.write('From ', '10.');
    answer.end();
    const all = await listen(asked).events;
    expect(await listen(asked).events).toEqual(all);
    expect(await listen(asked, 4).events).toEqual(all.slice(4));
    expect(await listen(asked, all.length).events).toEqual([]);
  });

  it('gives two listeners the same', async () => {
    const asked = await ask();
    const both = [listen(asked), listen(asked)];
    const answer = await model.nextAnswer();
    answer.write('From 10.');
    answer.end();
    const [first, second] = await Promise.all(both.map(({ events }) => events));
    expect(first).toEqual(second);
    expect(model.answers).toHaveLength(1);
  });

  it('tells that a stream is not known', async () => {
    await expect(listen({ streamId: 'none', sessionId: sessions.issue(MUSEUM.id) }).events).rejects.toThrow(
      StreamNotFoundError,
    );
  });

  it('answers questions at the same time', async () => {
    const streams = [listen(await ask()), listen(await ask())];
    const [first, second] = [await model.nextAnswer(), await model.nextAnswer()];
    second.write('second');
    second.end();
    expect((await streams[1]?.events)?.at(-1)).toMatchObject({ type: 'complete', content: 'second' });
    first.write('first');
    first.end();
    expect((await streams[0]?.events)?.at(-1)).toMatchObject({ type: 'complete', content: 'first' });
  });

  it('asks each chatbot with its own prompt and documents', async () => {
    await askAndAnswer('At 6.', {}, BAKERY);
    expect(model.answers[0]?.prompt.messages[0]?.content).toContain(BAKERY.systemPrompt);
    expect(model.answers[0]?.prompt.passages.map(({ title }) => title)).toEqual(['Bread']);
  });

  it('logs why an answer failed, and nothing of what was asked or answered', async () => {
    const { events } = listen(await ask({ message: 'When is the secret party?' }));
    const answer = await model.nextAnswer();
    answer.write('At midnight');
    answer.fail(new ModelError('llm_error', 'CUDA out of memory'));
    await events;
    await vi.advanceTimersByTimeAsync(0);
    expect(logged).toContain('CUDA out of memory');
    expect(logged).toContain('"outcome":"error"');
    expect(logged).not.toMatch(/secret party|midnight/);
  });
});

describe('the session of a question', () => {
  it('is a new one where none came', async () => {
    const first = await firstEvent(await ask());
    const second = await firstEvent(await ask());
    expect(sessions.verify(first.session_id)?.chatbotId).toBe(MUSEUM.id);
    expect(sessions.verify(second.session_id)?.chatbotId).toBe(MUSEUM.id);
    expect(first.session_id).not.toBe(second.session_id);
  });

  it.each([
    ['made up', () => 'test-session'],
    ['empty', () => ''],
    ['from another server', () => new SessionTokens().issue(MUSEUM.id)],
    ['for another chatbot', () => sessions.issue(BAKERY.id)],
    ['changed', () => sessions.issue(MUSEUM.id).slice(0, -1)],
  ])('is a new one where the one that came is %s', async (_, sessionId) => {
    const foreign = sessionId();
    const { session_id: issued } = await firstEvent(await ask({ session_id: foreign }));
    expect(issued).not.toBe(foreign);
    expect(sessions.verify(issued)?.chatbotId).toBe(MUSEUM.id);
    await model.nextAnswer();
    expect(await conversations.recent(foreign, 10)).toEqual([]);
    expect(await conversations.recent(issued, 10)).toMatchObject([
      { role: 'user', content: QUESTION },
      { role: 'assistant', state: 'generating' },
    ]);
  });

  it('is the one that came where it was issued for this chatbot, and its conversation goes on', async () => {
    const first = await askAndAnswer('From 10.');
    const second = await askAndAnswer('On Mondays.', { session_id: sessionOf(first), message: 'When are you closed?' });
    expect(sessionOf(second)).toBe(sessionOf(first));
    expect(model.answers[1]?.prompt.messages.slice(1)).toEqual([
      { role: 'user', content: QUESTION },
      { role: 'assistant', content: 'From 10.' },
      { role: 'user', content: 'When are you closed?' },
    ]);
  });

  it('brings nothing of another session into the prompt', async () => {
    await askAndAnswer('From 10.');
    await askAndAnswer('On Mondays.', { message: 'When are you closed?' });
    expect(model.answers[1]?.prompt.messages.slice(1)).toEqual([{ role: 'user', content: 'When are you closed?' }]);
  });
});

describe('a message that comes again', () => {
  let session: string;
  beforeEach(() => {
    session = sessions.issue(MUSEUM.id);
  });

  it('joins its stream while that runs', async () => {
    const asked = await ask({ session_id: session, client_message_id: 'm1' });
    const answer = await model.nextAnswer();
    expect(await ask({ session_id: session, client_message_id: 'm1' })).toEqual(asked);
    answer.write('From 10.');
    answer.end();
    expect((await listen(asked).events).at(-1)).toMatchObject({ type: 'complete' });
    expect(model.answers).toHaveLength(1);
    expect(await conversations.recent(session, 10)).toHaveLength(2);
  });

  it('joins its stream after its end', async () => {
    const events = await askAndAnswer('From 10.', { session_id: session, client_message_id: 'm1' });
    const again = await ask({ session_id: session, client_message_id: 'm1' });
    expect(await listen(again).events).toEqual(events);
    expect(model.answers).toHaveLength(1);
  });

  it('joins its stream when it comes twice at the same moment', async () => {
    const request = { session_id: session, client_message_id: 'm1' };
    const [first, second] = await Promise.all([ask(request), ask(request)]);
    expect(first).toEqual(second);
    expect(await firstEvent(first)).toMatchObject({ session_id: session });
  });

  it('joins its stream when it comes twice while that is being opened', async () => {
    const opened = Promise.withResolvers<void>();
    class SlowStreams extends MemoryLiveStreams {
      override async open(...args: Parameters<MemoryLiveStreams['open']>): Promise<void> {
        await opened.promise;
        await super.open(...args);
      }
    }
    chat = createChat(new SlowStreams());
    const request = { session_id: session, client_message_id: 'm1' };
    const both = Promise.all([ask(request), ask(request)]);
    opened.resolve();
    const [first, second] = await both;
    expect(first).toEqual(second);
    await model.nextAnswer();
    await vi.advanceTimersByTimeAsync(0);
    expect(model.answers).toHaveLength(1);
  });

  it('is answered anew where nobody waited for the answer until it was given up', async () => {
    const request = { session_id: session, client_message_id: 'm1' };
    const gone = await ask(request);
    await model.nextAnswer();
    await vi.advanceTimersByTimeAsync(GRACE_MS);
    expect(works()).toBe(false);
    const asked = await ask(request);
    expect(asked.streamId).not.toBe(gone.streamId);
    await finishNextAnswer(asked);
    expect(await ask(request)).toEqual(asked);
  });

  it('is another message in another session, or without one that verifies', async () => {
    const streams = [
      await ask({ session_id: session, client_message_id: 'm1' }),
      await ask({ session_id: sessions.issue(MUSEUM.id), client_message_id: 'm1' }),
      await ask({ session_id: `${session}x`, client_message_id: 'm1' }),
      await ask({ client_message_id: 'm1' }),
    ];
    expect(new Set(streams.map(({ streamId }) => streamId)).size).toBe(4);
    expect(new Set(streams.map(({ sessionId }) => sessionId)).size).toBe(4);
  });

  it('is another message under another id, or without one', async () => {
    const streams = new Set<string>();
    for (const named of [{ client_message_id: 'm1' }, { client_message_id: 'm2' }, {}, {}]) {
      const asked = await ask({ session_id: session, ...named });
      await finishNextAnswer(asked);
      streams.add(asked.streamId);
    }
    expect(streams.size).toBe(4);
    expect(model.answers).toHaveLength(4);
  });

  it('gets the stored answer when its stream is forgotten, and the model is not asked again', async () => {
    const request = { session_id: session, client_message_id: 'm1' };
    const [, ...before] = await askAndAnswer('From 10.', request);
    await vi.advanceTimersByTimeAsync(600_000);
    const asked = await ask(request);
    const events = await listen(asked).events;
    expect(events.map(({ type }) => type)).toEqual(['start', 'token', 'complete']);
    expect(events.at(-1)).toEqual(before.at(-1));
    expect(model.answers).toHaveLength(1);
  });

  it('is asked anew when its stream had to go before its time', async () => {
    chat = createChat(new MemoryLiveStreams({ maxFinishedBytes: ROOM_FOR_ONE }));
    const request = { session_id: session, client_message_id: 'm1' };
    const gone = await ask(request);
    await finishNextAnswer(gone);
    await finishNextAnswer(await ask());
    await expect(listen(gone).events).rejects.toThrow(StreamNotFoundError);

    const asked = await ask(request);
    expect(asked.streamId).not.toBe(gone.streamId);
    expect(await firstEvent(asked)).toMatchObject({ session_id: session });
  });

  it('is asked anew when its stream could not be opened', async () => {
    class FailsAtFirst extends MemoryLiveStreams {
      #opened = 0;
      override async open(...args: Parameters<MemoryLiveStreams['open']>): Promise<void> {
        if (this.#opened++ === 0) throw new Error('no connection');
        await super.open(...args);
      }
    }
    chat = createChat(new FailsAtFirst());
    const request = { session_id: session, client_message_id: 'm1' };
    await expect(ask(request)).rejects.toThrow('no connection');
    expect(await firstEvent(await ask(request))).toMatchObject({ session_id: session });
  });
});

describe('cancelling', () => {
  let session: string;
  beforeEach(() => {
    session = sessions.issue(MUSEUM.id);
  });

  it.each([
    ['stream_id', ({ streamId }: Asked) => ({ stream_id: streamId })],
    ['client_message_id', () => ({ client_message_id: 'm1' })],
  ])('by %s stops the answer, down to the model; what was written stays', async (_, name) => {
    const asked = await ask({ session_id: session, client_message_id: 'm1' });
    const { events } = listen(asked);
    const answer = await model.nextAnswer();
    answer.write('From ');
    await vi.advanceTimersByTimeAsync(0);
    expect(await chat.cancel({ ...name(asked), session_id: session })).toBe(true);
    await answer.aborted;
    await answer.over;
    const all = await events;
    expect(all.filter(isTerminal)).toEqual([{ type: 'cancelled', content: 'From ', done: true }]);
    expect(await conversations.recent(session, 1)).toMatchObject([{ content: 'From ', state: 'cancelled' }]);
  });

  it('a second time, once the answer has ended, changes nothing', async () => {
    const asked = await ask({ session_id: session, client_message_id: 'm1' });
    const { events } = listen(asked);
    await model.nextAnswer();
    expect(await chat.cancel({ stream_id: asked.streamId, session_id: session })).toBe(true);
    const all = await events;
    await vi.advanceTimersByTimeAsync(0);
    expect(await chat.cancel({ stream_id: asked.streamId, session_id: session })).toBe(false);
    expect(await chat.cancel({ client_message_id: 'm1', session_id: session })).toBe(false);
    expect(await listen(asked).events).toEqual(all);
    expect(all.filter(isTerminal)).toHaveLength(1);
  });

  it('twice at once gives one terminal event', async () => {
    const asked = await ask({ session_id: session });
    const { events } = listen(asked);
    await model.nextAnswer();
    await chat.cancel({ stream_id: asked.streamId, session_id: session });
    await chat.cancel({ stream_id: asked.streamId, session_id: session });
    expect((await events).filter(isTerminal)).toHaveLength(1);
  });

  it.each([
    ['another session', () => sessions.issue(MUSEUM.id)],
    ['a session that nobody issued', () => 'test-session'],
    ['no session', () => ''],
  ])('from %s does nothing: the answer goes on', async (_, foreign) => {
    const asked = await ask({ session_id: session, client_message_id: 'm1' });
    const { events } = listen(asked);
    const answer = await model.nextAnswer();
    expect(await chat.cancel({ stream_id: asked.streamId, session_id: foreign() })).toBe(false);
    expect(await chat.cancel({ client_message_id: 'm1', session_id: foreign() })).toBe(false);
    expect(works()).toBe(true);
    answer.write('From 10.');
    answer.end();
    expect((await events).at(-1)).toMatchObject({ type: 'complete' });
  });

  it('what is not known does nothing', async () => {
    expect(await chat.cancel({ stream_id: 'none', session_id: session })).toBe(false);
    expect(await chat.cancel({ session_id: session })).toBe(false);
  });

  it('stops one answer and no other', async () => {
    const asked = await ask({ session_id: session });
    const first = await model.nextAnswer();
    const other = await ask();
    const second = await model.nextAnswer();
    expect(await chat.cancel({ stream_id: other.streamId, session_id: session })).toBe(false);
    expect(await chat.cancel({ stream_id: asked.streamId, session_id: session })).toBe(true);
    await first.over;
    expect(second.signal.aborted).toBe(false);
  });

  it('an answer that has ended leaves the next one of the session alone', async () => {
    const before = await ask({ session_id: session, client_message_id: 'm1' });
    await finishNextAnswer(before);
    await ask({ session_id: session, client_message_id: 'm2' });
    const answer = await model.nextAnswer();
    expect(await chat.cancel({ stream_id: before.streamId, session_id: session })).toBe(false);
    expect(await chat.cancel({ client_message_id: 'm1', session_id: session })).toBe(false);
    expect(answer.signal.aborted).toBe(false);
  });

  describe('a message that has not come yet', () => {
    it('holds for it when it comes: the model is not asked', async () => {
      expect(await chat.cancel({ client_message_id: 'm1', session_id: session })).toBe(false);
      await vi.advanceTimersByTimeAsync(29_000);
      const events = await listen(await ask({ session_id: session, client_message_id: 'm1' })).events;
      expect(events.map(({ type }) => type)).toEqual(['start', 'cancelled']);
      expect(model.answers).toEqual([]);
    });

    it('holds for no other message of the session', async () => {
      await chat.cancel({ client_message_id: 'm1', session_id: session });
      const events = await askAndAnswer('From 10.', { session_id: session, client_message_id: 'm2' });
      expect(events.at(-1)).toMatchObject({ type: 'complete' });
    });

    it('holds for no message of another session', async () => {
      await chat.cancel({ client_message_id: 'm1', session_id: session });
      const other = sessions.issue(MUSEUM.id);
      const events = await askAndAnswer('From 10.', { session_id: other, client_message_id: 'm1' });
      expect(events.at(-1)).toMatchObject({ type: 'complete' });
    });

    it('can not be done for a session that nobody issued', async () => {
      await chat.cancel({ client_message_id: 'm1', session_id: 'test-session' });
      const events = await askAndAnswer('From 10.', { session_id: 'test-session', client_message_id: 'm1' });
      expect(events.at(-1)).toMatchObject({ type: 'complete' });
    });

    it('is not forgotten for all that is cancelled in sessions that nobody issued', async () => {
      await chat.cancel({ client_message_id: 'm1', session_id: session });
      for (let number = 0; number < 10_000; number++) {
        await chat.cancel({ client_message_id: `m${number}`, session_id: 'test-session' });
      }
      const { events } = listen(await ask({ session_id: session, client_message_id: 'm1' }));
      expect((await events).at(-1)).toMatchObject({ type: 'cancelled' });
    });

    it('holds for 30 s and no longer', async () => {
      await chat.cancel({ client_message_id: 'm1', session_id: session });
      await vi.advanceTimersByTimeAsync(31_000);
      const { events } = listen(await ask({ session_id: session, client_message_id: 'm1' }));
      await vi.advanceTimersByTimeAsync(0);
      expect(model.answers).toHaveLength(1);
      model.answers[0]?.write('From 10.');
      model.answers[0]?.end();
      expect((await events).at(-1)).toMatchObject({ type: 'complete' });
    });
  });
});

describe('an answer that nobody listens to', () => {
  it('goes on for the grace period, then the model is stopped', async () => {
    const asked = await ask();
    await model.nextAnswer();
    await vi.advanceTimersByTimeAsync(GRACE_MS - 2);
    expect(works()).toBe(true);
    await vi.advanceTimersByTimeAsync(2);
    expect(works()).toBe(false);
    expect((await listen(asked).events).filter(isTerminal)).toEqual([
      { type: 'error', error: expect.any(String), code: 'interrupted', retryable: true, done: true },
    ]);
  });

  it('is not stopped by a disconnect alone', async () => {
    const asked = await ask();
    const listener = listen(asked);
    const answer = await model.nextAnswer();
    answer.write('From ');
    await listener.leave();
    expect(works()).toBe(true);
    answer.write('10.');
    answer.end();
    await answer.over;
    expect((await listen(asked).events).at(-1)).toMatchObject({ type: 'complete', content: 'From 10.' });
  });

  it('is stopped when its listener has been gone for the grace period', async () => {
    const listener = listen(await ask());
    await model.nextAnswer();
    await vi.advanceTimersByTimeAsync(10 * GRACE_MS);
    expect(works()).toBe(true);
    await listener.leave();
    await vi.advanceTimersByTimeAsync(GRACE_MS - 1);
    expect(works()).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(works()).toBe(false);
  });

  it('goes on when a listener comes back in time, and the next absence is counted anew', async () => {
    const asked = await ask();
    await model.nextAnswer();
    for (let time = 1; time <= 3; time++) {
      await vi.advanceTimersByTimeAsync(GRACE_MS - 1_000);
      const listener = listen(asked);
      await vi.advanceTimersByTimeAsync(2 * GRACE_MS);
      expect(works(), `after ${time} absences`).toBe(true);
      await listener.leave();
    }
    await vi.advanceTimersByTimeAsync(GRACE_MS);
    expect(works()).toBe(false);
  });

  it('goes on for as long as one of two listeners stays', async () => {
    const asked = await ask();
    const [first, second] = [listen(asked), listen(asked)];
    await model.nextAnswer();
    await first.leave();
    await vi.advanceTimersByTimeAsync(10 * GRACE_MS);
    expect(works()).toBe(true);
    await second.leave();
    await vi.advanceTimersByTimeAsync(GRACE_MS);
    expect(works()).toBe(false);
  });

  it('has nothing left that runs once it has ended', async () => {
    const asked = await ask();
    const listener = listen(asked);
    const answer = await model.nextAnswer();
    answer.write('From 10.');
    answer.end();
    await listener.events;
    await vi.advanceTimersByTimeAsync(10 * GRACE_MS);
    expect(answer.signal.aborted).toBe(false);
    await close();
  });
});

describe('a session has one answer at a time', () => {
  let session: string;
  beforeEach(() => {
    session = sessions.issue(MUSEUM.id);
  });

  it('another question is refused while one is read, and taken when that has ended', async () => {
    const asked = await ask({ session_id: session });
    const { events } = listen(asked);
    const answer = await model.nextAnswer();
    expect(await refusalOf(ask({ session_id: session, client_message_id: 'm2' }))).toMatchObject({
      code: 'rate_limited',
    });
    expect(answer.signal.aborted).toBe(false);
    answer.write('From 10.');
    answer.end();
    expect((await events).at(-1)).toMatchObject({ type: 'complete' });
    await askAndAnswer('On Mondays.', { session_id: session, client_message_id: 'm2' });
    expect(model.answers).toHaveLength(2);
  });

  it('is refused however often it is asked, and nothing of it is kept', async () => {
    await ask({ session_id: session });
    await model.nextAnswer();
    for (let time = 1; time <= 3; time++) {
      await refusalOf(ask({ session_id: session, client_message_id: 'm2', message: 'Again?' }));
    }
    expect(await conversations.recent(session, 10)).toHaveLength(2);
    expect(await chat.cancel({ session_id: session, client_message_id: 'm2' })).toBe(false);
  });

  it('the message that is being answered is not another one: it joins', async () => {
    const asked = await ask({ session_id: session, client_message_id: 'm1' });
    listen(asked);
    await model.nextAnswer();
    expect(await ask({ session_id: session, client_message_id: 'm1' })).toEqual(asked);
  });

  it('one that nobody has listened to yet is on its way to its reader: it does not give way', async () => {
    await ask({ session_id: session });
    const answer = await model.nextAnswer();
    await vi.advanceTimersByTimeAsync(GRACE_MS - 1_000);
    expect(await refusalOf(ask({ session_id: session }))).toMatchObject({ code: 'rate_limited' });
    expect(answer.signal.aborted).toBe(false);
  });

  it('one that somebody has left gives way at once: its model is stopped, and its text is in the history', async () => {
    const abandoned = await ask({ session_id: session });
    const listener = listen(abandoned);
    const answer = await model.nextAnswer();
    answer.write('From ');
    await vi.advanceTimersByTimeAsync(0);
    await listener.leave();
    expect(answer.signal.aborted).toBe(false);

    const asked = await ask({ session_id: session, message: 'When are you closed?' });
    expect(asked.streamId).not.toBe(abandoned.streamId);
    await answer.aborted;
    await answer.over;
    const next = await model.nextAnswer();
    expect(next.prompt.messages.slice(1)).toEqual([
      { role: 'user', content: QUESTION },
      { role: 'assistant', content: 'From ' },
      { role: 'user', content: 'When are you closed?' },
    ]);
    expect((await listen(abandoned).events).filter(isTerminal)).toHaveLength(1);
    next.write('On Mondays.');
    next.end();
    expect((await listen(asked).events).at(-1)).toMatchObject({ type: 'complete', content: 'On Mondays.' });
    expect((await conversations.recent(session, 10)).map(({ content }) => content)).toEqual([
      QUESTION,
      'From ',
      'When are you closed?',
      'On Mondays.',
    ]);
  });

  it('one that somebody has left and another still reads does not give way', async () => {
    const asked = await ask({ session_id: session });
    const [first] = [listen(asked), listen(asked)];
    const answer = await model.nextAnswer();
    await first.leave();
    expect(await refusalOf(ask({ session_id: session }))).toMatchObject({ code: 'rate_limited' });
    expect(answer.signal.aborted).toBe(false);
  });

  it('of two questions at the same moment exactly one is taken', async () => {
    const opened = Promise.withResolvers<void>();
    class SlowStreams extends MemoryLiveStreams {
      override async open(...args: Parameters<MemoryLiveStreams['open']>): Promise<void> {
        await opened.promise;
        await super.open(...args);
      }
    }
    chat = createChat(new SlowStreams());
    const asking = ['m1', 'm2'].map((id) => ask({ session_id: session, client_message_id: id }));
    const settled = Promise.allSettled(asking);
    opened.resolve();
    const results = await settled;
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const rejected = results.find((result) => result.status === 'rejected');
    expect(rejected?.reason).toMatchObject({ name: 'Refusal', code: 'rate_limited' });
    await model.nextAnswer();
    await vi.advanceTimersByTimeAsync(0);
    expect(model.answers).toHaveLength(1);
    expect(await conversations.recent(session, 10)).toHaveLength(2);
  });

  it('of two questions at the same moment exactly one takes the place of an answer that was left', async () => {
    const listener = listen(await ask({ session_id: session }));
    await model.nextAnswer();
    await listener.leave();
    const results = await Promise.allSettled(
      ['m1', 'm2'].map((id) => ask({ session_id: session, client_message_id: id })),
    );
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await model.nextAnswer();
    await vi.advanceTimersByTimeAsync(0);
    expect(model.answers.filter(({ signal }) => !signal.aborted)).toHaveLength(1);
  });

  it('and is free again when the stream of its question could not be opened', async () => {
    class FailsAtFirst extends MemoryLiveStreams {
      #opened = 0;
      override async open(...args: Parameters<MemoryLiveStreams['open']>): Promise<void> {
        if (this.#opened++ === 0) throw new Error('no connection');
        await super.open(...args);
      }
    }
    chat = createChat(new FailsAtFirst());
    await expect(ask({ session_id: session })).rejects.toThrow('no connection');
    await askAndAnswer('From 10.', { session_id: session });
    await close();
  });

  it('which is still the one before where the stream of the next can not be opened', async () => {
    class FailsLater extends MemoryLiveStreams {
      #opened = 0;
      override async open(...args: Parameters<MemoryLiveStreams['open']>): Promise<void> {
        if (this.#opened++ > 0) throw new Error('no connection');
        await super.open(...args);
      }
    }
    chat = createChat(new FailsLater());
    const asked = await ask({ session_id: session });
    const listener = listen(asked);
    const answer = await model.nextAnswer();
    await listener.leave();
    await expect(ask({ session_id: session })).rejects.toThrow('no connection');
    expect(answer.signal.aborted).toBe(false);
    expect((await chat.transcript(session))?.running?.streamId).toBe(asked.streamId);
    expect(await chat.cancel({ stream_id: asked.streamId, session_id: session })).toBe(true);
    await answer.over;
  });
});

describe('a question that could not be taken, and can not be withdrawn from the limits either', () => {
  it('leaves its session free, and the reason in the log', async () => {
    const streams = new MemoryLiveStreams();
    vi.spyOn(streams, 'open').mockRejectedValueOnce(new Error('no room for the stream'));
    const withdraw = vi.fn<() => Promise<void>>().mockRejectedValueOnce(new Error('the disk is full'));
    const limits = { ...NO_LIMITS, question: async () => ({ ...ADMITTED, withdraw }) };
    chat = createChat(streams, { limits });
    const sessionId = await openSession();
    await expect(ask({ session_id: sessionId })).rejects.toThrow('no room for the stream');
    expect(logged).toContain('the disk is full');
    const asked = await ask({ session_id: sessionId });
    const { events } = listen(asked);
    (await model.nextAnswer()).end();
    expect((await events).filter(isTerminal)).toHaveLength(1);
    // It waits for every answer that has not ended.
    await chat.close(0);
  });
});

describe('a server that writes as many answers as it may', () => {
  it('refuses one more, takes the same again, and takes another when one has ended', async () => {
    chat = createChat(new MemoryLiveStreams(), { maxRunning: 2 });
    const session = sessions.issue(MUSEUM.id);
    const asked = await ask({ session_id: session, client_message_id: 'm1' });
    const first = await model.nextAnswer();
    await ask();
    expect(await refusalOf(ask())).toMatchObject({ code: 'overloaded' });
    expect(await ask({ session_id: session, client_message_id: 'm1' })).toEqual(asked);

    const { events } = listen(asked);
    first.write('From 10.');
    first.end();
    await events;
    await vi.advanceTimersByTimeAsync(0);
    await ask();
    expect(await refusalOf(ask())).toMatchObject({ code: 'overloaded' });
  });

  it('keeps nothing of a question that it refuses', async () => {
    chat = createChat(new MemoryLiveStreams(), { maxRunning: 1 });
    const session = sessions.issue(MUSEUM.id);
    await ask();
    await refusalOf(ask({ session_id: session, client_message_id: 'm1' }));
    expect(await conversations.recent(session, 10)).toEqual([]);
    const transcript = await chat.transcript(session);
    expect(transcript).toEqual({ messages: [], running: undefined });
    expect(await chat.cancel({ session_id: session, client_message_id: 'm1' })).toBe(false);
  });
});

describe('who may listen', () => {
  it('is the session that asked, before the end and after it', async () => {
    const asked = await ask();
    const foreign = { ...asked, sessionId: sessions.issue(MUSEUM.id) };
    const check = async (): Promise<void> => {
      expect(await chat.mayListen(asked)).toBe(true);
      expect(await chat.mayListen(foreign)).toBe(false);
      expect(await chat.mayListen({ ...asked, sessionId: '' })).toBe(false);
      expect(await chat.mayListen({ ...asked, streamId: 'none' })).toBe(false);
      await expect(listen(foreign).events).rejects.toThrow(StreamNotFoundError);
    };
    await model.nextAnswer();
    await check();
    model.answers[0]?.write('From 10.');
    model.answers[0]?.end();
    await listen(asked).events;
    await check();
  });

  it('and who tries without being it keeps no answer going', async () => {
    const asked = await ask();
    const listener = listen(asked);
    await model.nextAnswer();
    await listener.leave();
    await vi.advanceTimersByTimeAsync(GRACE_MS - 1);
    await expect(listen({ ...asked, sessionId: sessions.issue(MUSEUM.id) }).events).rejects.toThrow();
    await vi.advanceTimersByTimeAsync(1);
    expect(works()).toBe(false);
  });

  it('is nobody of a session that was opened and has not asked', async () => {
    const session = await openSession();
    expect(sessions.verify(session)?.chatbotId).toBe(MUSEUM.id);
    expect(await openSession()).not.toBe(session);
    const { sessionId } = await ask({ session_id: session });
    expect(sessionId).toBe(session);
  });
});

describe('what was said in a session', () => {
  it('is nothing at first, and nothing at all of a session that nobody issued', async () => {
    expect(await chat.transcript(await openSession())).toEqual({ messages: [], running: undefined });
    for (const session of ['', 'test-session', `${sessions.issue(MUSEUM.id)}x`, new SessionTokens().issue(MUSEUM.id)]) {
      expect(await chat.transcript(session), session).toBeUndefined();
    }
  });

  it('is the questions and the answers that have ended; the one that is being written is named apart', async () => {
    const asked = await ask();
    const running = await firstEvent(asked);
    await model.nextAnswer();
    model.answers[0]?.write('From ');
    await vi.advanceTimersByTimeAsync(0);
    const during = await chat.transcript(asked.sessionId);
    expect(during?.messages).toMatchObject([{ role: 'user', content: QUESTION, state: 'complete' }]);
    expect(during?.running).toMatchObject({ streamId: asked.streamId, messageId: running.message_id });

    model.answers[0]?.end();
    await listen(asked).events;
    await vi.advanceTimersByTimeAsync(0);
    const after = await chat.transcript(asked.sessionId);
    expect(after?.running).toBeUndefined();
    expect(after?.messages).toMatchObject([
      { role: 'user', content: QUESTION, state: 'complete' },
      { id: running.message_id, role: 'assistant', content: 'From ', state: 'complete', sources: [{}] },
    ]);
  });

  it.each([
    ['cancelled', (asked: Asked) => chat.cancel({ stream_id: asked.streamId, session_id: asked.sessionId })],
    ['failed', () => model.answers[0]?.fail(new ModelError('llm_error', 'enough'))],
  ] as const)('says of an answer that it was %s', async (state, stop) => {
    const asked = await ask();
    const { events } = listen(asked);
    const answer = await model.nextAnswer();
    answer.write('From ');
    await vi.advanceTimersByTimeAsync(0);
    await stop(asked);
    await events;
    await vi.advanceTimersByTimeAsync(0);
    expect((await chat.transcript(asked.sessionId))?.messages[1]).toMatchObject({
      content: 'From ',
      state,
      sources: [],
    });
  });

  it('is what was said in it and in no other', async () => {
    const [first, second] = [await ask(), await ask({ message: 'When are you closed?' })];
    await finishNextAnswer(first);
    await finishNextAnswer(second);
    expect(await saidIn(first)).toEqual([QUESTION, 'From 10.']);
    expect(await saidIn(second)).toEqual(['When are you closed?', 'From 10.']);
  });
});

describe('closing', () => {
  it('ends every answer that takes longer with an error event, stops the model, and waits for both', async () => {
    const streams = [await ask(), await ask()];
    const answers = [await model.nextAnswer(), await model.nextAnswer()];
    const listeners = streams.map((asked) => listen(asked));
    for (const answer of answers) answer.write('From ');
    await vi.advanceTimersByTimeAsync(0);
    await close();
    await Promise.all(answers.map(({ over }) => over));
    for (const { events } of listeners) {
      expect((await events).filter(isTerminal)).toEqual([
        { type: 'error', error: expect.any(String), code: 'interrupted', retryable: true, done: true },
      ]);
    }
  });

  it('lets answers end for as long as the grace, and stops the rest then', async () => {
    const [quick, slow] = [await ask(), await ask()];
    const [first, second] = [await model.nextAnswer(), await model.nextAnswer()];
    const listeners = [listen(quick), listen(slow)] as const;
    second.write('On ');
    let isClosed = false;
    const closing = chat.close(5_000).then(() => (isClosed = true));
    await vi.advanceTimersByTimeAsync(4_000);
    expect([first.signal.aborted, second.signal.aborted]).toEqual([false, false]);
    first.write('From 10.');
    first.end();
    expect((await listeners[0].events).at(-1)).toMatchObject({ type: 'complete', content: 'From 10.' });
    await vi.advanceTimersByTimeAsync(999);
    expect([second.signal.aborted, isClosed]).toEqual([false, false]);
    await vi.advanceTimersByTimeAsync(1);
    await closing;
    await second.over;
    expect((await listeners[1].events).at(-1)).toMatchObject({ type: 'error', code: 'interrupted' });
    expect(await conversations.recent(slow.sessionId, 1)).toMatchObject([{ content: 'On ', state: 'failed' }]);
    expect(await conversations.recent(quick.sessionId, 1)).toMatchObject([{ content: 'From 10.', state: 'complete' }]);
  });

  it('is done as soon as the last answer has ended, and leaves no timer', async () => {
    const asked = await ask();
    const answer = await model.nextAnswer();
    const { events } = listen(asked);
    const timers = vi.getTimerCount();
    const closing = chat.close(3_600_000);
    answer.write('From 10.');
    answer.end();
    await events;
    await closing;
    expect(vi.getTimerCount()).toBeLessThanOrEqual(timers + 1); // the retention of the finished log
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(answer.signal.aborted).toBe(false);
  });

  it('takes no more questions from then on; who comes back for an answer is let in', async () => {
    const session = sessions.issue(MUSEUM.id);
    const asked = await ask({ session_id: session, client_message_id: 'm1' });
    const answer = await model.nextAnswer();
    const closing = chat.close(5_000);
    expect(await refusalOf(ask())).toMatchObject({ code: 'overloaded' });
    expect(await refusalOf(ask({ session_id: session, client_message_id: 'm2' }))).toMatchObject({
      code: 'overloaded',
    });
    expect(await ask({ session_id: session, client_message_id: 'm1' })).toEqual(asked);
    expect(await chat.mayListen(asked)).toBe(true);
    const { events } = listen(asked);
    answer.write('From 10.');
    answer.end();
    expect((await events).at(-1)).toMatchObject({ type: 'complete' });
    await closing;
    expect(await refusalOf(ask())).toMatchObject({ code: 'overloaded' });
    expect((await chat.transcript(session))?.messages).toHaveLength(2);
  });

  it('waits for a question that was taken a moment before', async () => {
    const opened = Promise.withResolvers<void>();
    class SlowStreams extends MemoryLiveStreams {
      override async open(...args: Parameters<MemoryLiveStreams['open']>): Promise<void> {
        await opened.promise;
        await super.open(...args);
      }
    }
    chat = createChat(new SlowStreams());
    const asking = ask();
    let isClosed = false;
    const closing = chat.close(1_000).then(() => (isClosed = true));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(isClosed).toBe(false);
    opened.resolve();
    const asked = await asking;
    await closing;
    expect((await listen(asked).events).at(-1)).toMatchObject({ type: 'error', code: 'interrupted' });
  });

  it('is not done before what was written is kept', async () => {
    const kept = Promise.withResolvers<void>();
    class SlowConversations extends MemoryConversations {
      override async update(...args: Parameters<MemoryConversations['update']>): Promise<void> {
        await kept.promise;
        await super.update(...args);
      }
    }
    conversations = new SlowConversations();
    chat = createChat(new MemoryLiveStreams());
    const session = sessions.issue(MUSEUM.id);
    await ask({ session_id: session });
    (await model.nextAnswer()).write('From ');
    await vi.advanceTimersByTimeAsync(0);
    let isClosed = false;
    const closing = chat.close(0).then(() => (isClosed = true));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(isClosed).toBe(false);
    kept.resolve();
    await closing;
    expect(await conversations.recent(session, 1)).toMatchObject([{ content: 'From ', state: 'failed' }]);
  });

  it('is done at once where nothing runs', async () => {
    await askAndAnswer('From 10.');
    await vi.advanceTimersByTimeAsync(0);
    await chat.close(3_600_000);
  });

  it('keeps to the reason of an answer that was being cancelled', async () => {
    const session = sessions.issue(MUSEUM.id);
    const asked = await ask({ session_id: session });
    const { events } = listen(asked);
    await model.nextAnswer();
    await chat.cancel({ stream_id: asked.streamId, session_id: session });
    await close();
    expect((await events).at(-1)).toMatchObject({ type: 'cancelled' });
  });
});
