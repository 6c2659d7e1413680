import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChatEvent, StoredEvent } from '../../../protocol/chat-event.ts';
import { BODY_MAX_BYTES, ID_MAX_LENGTH, SESSION_ID_MAX_LENGTH } from '../../../protocol/limits.ts';
import { PATHS } from '../../../protocol/requests.ts';
import type { ScriptedAnswer } from '../../stand-ins/scripted-model.ts';
import { MUSEUM, QUESTION } from '../chat/museum.ts';
import { startApp, type RunningApp } from '../running-app.ts';

let app: RunningApp;
let session: string;
beforeEach(async () => {
  app = await startApp();
  session = app.sessions.issue(MUSEUM.id);
});
afterEach(() => app[Symbol.asyncDispose]());

interface Running {
  readonly streamId: string;
  readonly answer: ScriptedAnswer;
  /** The events after `start`. */
  readonly rest: AsyncGenerator<StoredEvent, void>;
}

/** Asks, and resolves when the model is at it. */
async function ask(): Promise<Running> {
  const events = await app.ask({ message: QUESTION, session_id: session, client_message_id: 'm1' });
  const { value: start } = await events.next();
  if (start?.event.type !== 'start') throw new Error('the stream does not begin with a start event');
  return { streamId: start.event.stream_id, answer: await app.model.nextAnswer(), rest: events };
}

async function cancel(body: Readonly<Record<string, unknown>>): Promise<[status: number, body: unknown]> {
  const { status, json } = await app.post(PATHS.cancel, body);
  return [status, json()];
}

describe('a page that may not use the chatbot', () => {
  it('can neither stop an answer nor read it, though it knows the session', async () => {
    const { streamId, answer, rest } = await ask();
    const Origin = 'https://evil.example';
    const stopped = await app.post(PATHS.cancel, { stream_id: streamId, session_id: session }, { Origin });
    expect([stopped.status, stopped.json()]).toEqual([403, expect.objectContaining({ code: 'forbidden_origin' })]);
    const headers = { Origin, Authorization: `Bearer ${session}` };
    const read = await app.call('GET', PATHS.stream(streamId), { headers });
    expect([read.status, read.json()]).toEqual([403, expect.objectContaining({ code: 'forbidden_origin' })]);
    answer.write('From 10.');
    answer.end();
    expect((await Array.fromAsync(rest)).at(-1)?.event.type).toBe('complete');
  });
});

describe('cancelling', () => {
  it.each([
    ['stream_id', ({ streamId }: Running) => ({ stream_id: streamId })],
    ['client_message_id', () => ({ client_message_id: 'm1' })],
  ])('by %s stops the answer, down to the model; the stream says so and ends', async (_, name) => {
    const running = await ask();
    running.answer.write('From ');
    let last: ChatEvent | undefined;
    for await (const { event } of running.rest) {
      last = event;
      if (event.type !== 'token') continue;
      expect(await cancel({ ...name(running), session_id: session })).toEqual([200, { status: 'cancelled' }]);
    }
    expect(last).toEqual({ type: 'cancelled', content: 'From ', done: true });
    await running.answer.aborted;
    await running.answer.over;
  });

  it('a second time finds nothing', async () => {
    const { streamId, answer, rest } = await ask();
    await cancel({ stream_id: streamId, session_id: session });
    await answer.over;
    await Array.fromAsync(rest);
    expect(await cancel({ stream_id: streamId, session_id: session })).toEqual([200, { status: 'not_found' }]);
  });

  it('what is not known, and what is somebody else’s, look alike', async () => {
    const { streamId, answer } = await ask();
    const other = app.sessions.issue(MUSEUM.id);
    const notFound = [200, { status: 'not_found' }];
    expect(await cancel({ stream_id: 'none', session_id: session })).toEqual(notFound);
    expect(await cancel({ stream_id: streamId, session_id: other })).toEqual(notFound);
    expect(await cancel({ stream_id: streamId, session_id: 'test-session' })).toEqual(notFound);
    expect(await cancel({ client_message_id: 'm1', session_id: other })).toEqual(notFound);
    expect(answer.signal.aborted).toBe(false);
  });

  it('a message before it came holds for it', async () => {
    expect(await cancel({ client_message_id: 'm1', session_id: session })).toEqual([200, { status: 'not_found' }]);
    const events = await Array.fromAsync(
      await app.ask({ message: QUESTION, session_id: session, client_message_id: 'm1' }),
    );
    expect(events.map(({ event }) => event.type)).toEqual(['start', 'cancelled']);
    expect(app.model.answers).toEqual([]);
  });
});

describe('a request that cancels nothing is refused', () => {
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['with no id', { session_id: 's' }],
    ['with both ids', { session_id: 's', stream_id: 'a', client_message_id: 'b' }],
    ['without a session', { stream_id: 'a' }],
    ['with a wrong session', { stream_id: 'a', session_id: 1 }],
    ['with a session that is too long', { stream_id: 'a', session_id: 'x'.repeat(SESSION_ID_MAX_LENGTH + 1) }],
    ['with a wrong stream_id', { stream_id: ['a'], session_id: 's' }],
    ['with a stream_id that is too long', { stream_id: 'x'.repeat(ID_MAX_LENGTH + 1), session_id: 's' }],
    [
      'with a client_message_id that is too long',
      { client_message_id: 'x'.repeat(ID_MAX_LENGTH + 1), session_id: 's' },
    ],
    ['with a key that nobody knows', { stream_id: 'a', session_id: 's', all: true }],
  ])('%s: 400', async (_, body) => {
    const [status, problem] = await cancel(body);
    expect(status).toBe(400);
    expect(problem).toMatchObject({ code: 'invalid_request', errors: [expect.anything()] });
  });

  it('that is not JSON, or too large', async () => {
    const headers = { 'Content-Type': 'text/plain' };
    expect((await app.call('POST', PATHS.cancel, { headers, body: '{}' })).status).toBe(415);
    expect(
      (await app.call('POST', PATHS.cancel, { headers: { 'Content-Type': 'application/json' }, body: '{' })).status,
    ).toBe(400);
    expect((await app.post(PATHS.cancel, { stream_id: 'x'.repeat(BODY_MAX_BYTES), session_id: 's' })).status).toBe(413);
  });

  it('by another method: 404', async () => {
    expect((await app.call('GET', PATHS.cancel)).status).toBe(404);
  });
});
