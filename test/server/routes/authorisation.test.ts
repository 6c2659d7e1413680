import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { StoredEvent } from '../../../protocol/chat-event.ts';
import { PATHS, type MessagesResponse } from '../../../protocol/requests.ts';
import { SessionTokens } from '../../../server/chat/session-tokens.ts';
import type { Conversations } from '../../../server/conversations/conversations.ts';
import { MemoryConversations } from '../../../server/conversations/memory.ts';
import { SqliteConversations } from '../../../server/conversations/sqlite.ts';
import type { ScriptedAnswer } from '../../stand-ins/scripted-model.ts';
import { BAKERY, MUSEUM, QUESTION } from '../chat/museum.ts';
import { startApp, type Reply, type RunningApp } from '../running-app.ts';

/** It stands in all that somebody else has said, was told, and thinks. */
const MARKER = 'MARKER-7f3a';

const HOUR_MS = 3_600_000;

/** Tokens that are no session, or none any more. What they were once for has the marker in it. */
const DEAD = ['absent', 'garbage', 'expired', 'idle', 'forged', 'of another server', 'erased'] as const;
/** Good ones, of somebody else. */
const FOREIGN = ['of another chatbot', 'of another session'] as const;

type Kind = (typeof DEAD)[number] | (typeof FOREIGN)[number];

const STORES: readonly (readonly [string, () => Conversations])[] = [
  ['memory', () => new MemoryConversations()],
  ['SQLite', () => new SqliteConversations(':memory:')],
];

describe.each(STORES)('with conversations in %s', (_, createConversations) => {
  let app: RunningApp;
  /** Whose data it is. */
  let victim: string;
  let streams: readonly string[];
  let messageId: string;
  let running: { readonly events: AsyncGenerator<StoredEvent, void>; readonly answer: ScriptedAnswer };
  const tokens = new Map<Kind, string>();

  beforeAll(async () => {
    app = await startApp({ conversations: createConversations() });
    victim = app.sessions.issue(MUSEUM.id);
    const first = await begin(victim, 'v1');
    const { answer } = first;
    answer.write(`${MARKER} from 10.`);
    answer.end();
    const rest = await Array.fromAsync(first.events);
    const last = rest.at(-1)?.event;
    if (last?.type !== 'complete') throw new Error('the answer is not complete');
    messageId = last.message_id;
    await app.post(PATHS.feedback(messageId), { rating: 'up', comment: MARKER }, bearer(victim));
    const second = await begin(victim, 'v2');
    second.answer.write(`${MARKER} on `);
    running = second;
    streams = [first.streamId, second.streamId];

    tokens.set('garbage', 'test-session');
    tokens.set('expired', await spokenIn(31 * 24, 0));
    tokens.set('idle', await spokenIn(48, 25));
    tokens.set('forged', victim.slice(0, -1) + (victim.endsWith('A') ? 'B' : 'A'));
    tokens.set('of another server', new SessionTokens().issue(MUSEUM.id));
    const erased = await spokenIn(1, 0);
    expect((await app.call('DELETE', PATHS.sessions, { headers: bearer(erased) })).status).toBe(204);
    tokens.set('erased', erased);
  });
  afterAll(async () => {
    await running.events.return();
    await app[Symbol.asyncDispose]();
  });

  /** A token; a fresh one where it is somebody else's. */
  function token(kind: Kind): string | undefined {
    if (kind === 'of another chatbot') return app.sessions.issue(BAKERY.id);
    return kind === 'of another session' ? app.sessions.issue(MUSEUM.id) : tokens.get(kind);
  }

  /** A session with something in it, that was issued and used so many hours ago. */
  async function spokenIn(issued: number, used: number): Promise<string> {
    const id = app.sessions.issue(MUSEUM.id, undefined, Date.now() - issued * HOUR_MS);
    const session = {
      id,
      chatbotId: MUSEUM.id,
      createdAt: new Date(Date.now() - issued * HOUR_MS),
      visitor: undefined,
    };
    // As time has gone by: a session that is used again and again stays good.
    for (let hours = issued; hours > used; hours -= 12) await app.conversations.record(session, hoursAgo(hours));
    await app.conversations.record(session, hoursAgo(used));
    const answerId = randomUUID();
    await app.conversations.begin(id, { questionId: randomUUID(), question: MARKER, answerId });
    await app.conversations.update(id, answerId, { content: MARKER, state: 'complete' });
    return id;
  }

  async function begin(session: string, id: string) {
    const message = `${QUESTION} ${MARKER}`;
    const events = await app.ask({ message, session_id: session, client_message_id: id });
    const { value: start } = await events.next();
    if (start?.event.type !== 'start') throw new Error('the stream does not begin with a start event');
    return { events, answer: await app.model.nextAnswer(), streamId: start.event.stream_id };
  }

  /** Every request that needs a session and names what is somebody else's, where it names anything. */
  const requests: Readonly<Record<string, (as: string | undefined) => Promise<Reply>>> = {
    'GET messages': (as) => app.call('GET', PATHS.messages, { headers: bearer(as) }),
    'GET export': (as) => app.call('GET', PATHS.export, { headers: bearer(as) }),
    'DELETE sessions': (as) => app.call('DELETE', PATHS.sessions, { headers: bearer(as) }),
    'GET stream that has ended': (as) => app.call('GET', PATHS.stream(streams[0] ?? ''), { headers: bearer(as) }),
    'GET stream that is being written': (as) =>
      app.call('GET', PATHS.stream(streams[1] ?? ''), { headers: bearer(as) }),
    'POST feedback': (as) => app.post(PATHS.feedback(messageId), { rating: 'down' }, bearer(as)),
    'POST cancel by stream': (as) => app.post(PATHS.cancel, { stream_id: streams[1], session_id: as ?? '' }),
    'POST cancel by message': (as) => app.post(PATHS.cancel, { client_message_id: 'v2', session_id: as ?? '' }),
  };
  /** Of one's own session, whichever it is. */
  const OWN = new Set(['GET messages', 'GET export', 'DELETE sessions']);

  describe.each(Object.keys(requests))('%s', (name) => {
    const send = async (kind: Kind): Promise<Reply> => {
      const reply = await requests[name]?.(token(kind));
      if (reply === undefined) throw new Error(`no such request: ${name}`);
      return reply;
    };

    it.each(DEAD)('is answered with a token that is %s as without any: nothing is there', async (kind) => {
      const [reply, missing] = [await send(kind), await send('absent')];
      expect(shape(reply)).toEqual(shape(missing));
      expect(name.startsWith('POST cancel') ? [200, '{"status":"not_found"}'] : [404, missing.text]).toEqual([
        reply.status,
        reply.text,
      ]);
      expect(shape(reply)).not.toContain(MARKER);
    });

    it.each(FOREIGN)('has nothing of another’s for a token %s', async (kind) => {
      const reply = await send(kind);
      expect(shape(reply)).not.toContain(MARKER);
      if (OWN.has(name)) expect(reply.status).toBe(name.startsWith('DELETE') ? 204 : 200);
      else expect(shape(reply)).toEqual(shape(await send('absent')));
    });
  });

  describe.each([PATHS.chatStream, PATHS.chat])('POST %s', (path) => {
    it.each([...DEAD, ...FOREIGN])('goes on with nothing of another’s for a token that is %s', async (kind) => {
      const given = token(kind);
      const before = app.model.answers.length;
      // The ids of somebody else's messages name nothing here.
      const body = { message: QUESTION, chatbot_id: MUSEUM.id, client_message_id: 'v1', replaces: 'v1' };
      const asking = app.post(path, { ...body, ...(given !== undefined && { session_id: given }) });
      const answer = await app.model.nextAnswer();
      answer.write('From 10.');
      answer.end();
      const reply = await asking;
      expect([reply.status, app.model.answers.length - before]).toEqual([200, 1]);
      expect(shape(reply)).not.toContain(MARKER);
      expect(JSON.stringify(answer.prompt)).not.toContain(MARKER);
      const [, used = ''] = /"session_id":"([^"]+)"/.exec(reply.text) ?? [];
      expect(app.sessions.verify(used)?.chatbotId).toBe(MUSEUM.id);
      // Only a good one for this chatbot is taken up.
      expect(used === given).toBe(kind === 'of another session');
    });
  });

  it('and after all this, what was somebody else’s is as it was', async () => {
    const reply = await app.call('GET', PATHS.messages, { headers: bearer(victim) });
    const { messages, running: still } = reply.json() as MessagesResponse;
    expect(messages.map(({ content }) => content)).toEqual([
      `${QUESTION} ${MARKER}`,
      `${MARKER} from 10.`,
      `${QUESTION} ${MARKER}`,
    ]);
    expect(messages[1]?.feedback).toEqual({ rating: 'up', comment: MARKER });
    expect(still?.stream_id).toBe(streams[1]);
    expect(running.answer.signal.aborted).toBe(false);
    expect(app.log()).not.toContain(MARKER);
    for (const id of [victim, ...tokens.values()]) expect(app.log()).not.toContain(id);
  });
});

describe.each([
  ['lay unused for a day', 0, 24],
  ['is 30 days old', 30 * 24 - 1, 1],
] as const)('a session that %s since its last answer', (_, age, later) => {
  let app: RunningApp;
  beforeAll(async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    app = await startApp();
  });
  afterAll(async () => {
    vi.useRealTimers();
    await app[Symbol.asyncDispose]();
  });

  it('has lost what is still there: its stream, its answer, the right to stop and to delete', async () => {
    const session = app.sessions.issue(MUSEUM.id, undefined, Date.now() - age * HOUR_MS);
    const facts = { id: session, chatbotId: MUSEUM.id, createdAt: hoursAgo(age), visitor: undefined };
    for (let hours = age; hours > 0; hours -= 12) await app.conversations.record(facts, hoursAgo(hours));
    const events = await app.ask({ message: `${QUESTION} ${MARKER}`, session_id: session, client_message_id: 'm1' });
    const { value: start } = await events.next();
    if (start?.event.type !== 'start') throw new Error('the stream does not begin with a start event');
    expect(start.event.session_id).toBe(session);
    const { stream_id: streamId, message_id: messageId } = start.event;
    const answer = await app.model.nextAnswer();

    vi.setSystemTime(Date.now() + later * HOUR_MS);
    const cancelled = await app.post(PATHS.cancel, { stream_id: streamId, session_id: session });
    expect([cancelled.text, answer.signal.aborted]).toEqual(['{"status":"not_found"}', false]);
    answer.write(MARKER);
    answer.end();
    await Array.fromAsync(events);

    const headers = bearer(session);
    const replies = [
      await app.call('GET', PATHS.stream(streamId), { headers }),
      await app.post(PATHS.feedback(messageId), { rating: 'up' }, headers),
      await app.call('GET', PATHS.messages, { headers }),
      await app.call('GET', PATHS.export, { headers }),
      await app.call('DELETE', PATHS.sessions, { headers }),
    ];
    for (const reply of replies) {
      expect(reply.status).toBe(404);
      expect(shape(reply)).not.toContain(MARKER);
    }
    expect((await app.conversations.recent(session, 1))[0]).toMatchObject({ content: MARKER, feedback: undefined });
  });
});

describe('what a client may not decide', () => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app[Symbol.asyncDispose]());

  const bodies = {
    [PATHS.chatStream]: { message: QUESTION, chatbot_id: MUSEUM.id },
    [PATHS.chat]: { message: QUESTION, chatbot_id: MUSEUM.id },
    [PATHS.cancel]: { stream_id: 'a', session_id: 's' },
    [PATHS.sessions]: { chatbot_id: MUSEUM.id },
    [PATHS.feedback('a')]: { rating: 'up' },
  };

  describe.each(Object.entries(bodies))('POST %s', (path, body) => {
    it.each(['history', 'messages', 'model', 'system', 'role', 'visitor', '__proto__'])('%s: 400', async (key) => {
      const text = `${JSON.stringify(body).slice(0, -1)},${JSON.stringify(key)}:[]}`;
      const headers = { 'Content-Type': 'application/json', ...bearer(app.sessions.issue(MUSEUM.id)) };
      const reply = await app.call('POST', path, { headers, body: text });
      expect(reply.status).toBe(400);
      expect(reply.json()).toMatchObject({ code: 'invalid_request', errors: [expect.anything()] });
      expect(app.model.answers).toEqual([]);
    });
  });
});

function bearer(token: string | undefined): Readonly<Record<string, string>> {
  return token === undefined ? {} : { Authorization: `Bearer ${token}` };
}

function hoursAgo(hours: number): Date {
  return new Date(Date.now() - hours * HOUR_MS);
}

/** All that a client can see of a reply, but when it came. */
function shape({ status, headers: all, text }: Reply): string {
  const { date: _date, ...headers } = all;
  return JSON.stringify([status, headers, text]);
}
