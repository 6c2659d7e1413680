import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATHS, type ChatResponse, type MessagesResponse, type SessionResponse } from '../../protocol/requests.ts';
import { numberedText, type ModelServer } from '../stand-ins/model-server.ts';
import { startOllamaServer } from '../stand-ins/ollama-server.ts';
import { ask, askAll, resume, startOf, textOf, type ReceivedEvent } from './ask.ts';
import { startServer, type RunningServer } from './running-server.ts';

const QUESTION = 'When are you open?';

describe('an answer that has begun', () => {
  let model: ModelServer;
  let server: RunningServer;

  beforeAll(async () => {
    model = await startOllamaServer({ behaviour: { type: 'answer', tokens: 20, intervalMs: 5 } });
    server = await startServer({ SMAIL_MODEL: 'ollama', OLLAMA_HOST: model.url });
  });

  afterAll(async () => {
    await server?.stop();
    await model?.close();
  });

  it('is read on from any event after the connection was lost, each event exactly once', async () => {
    for (const lastId of [1, 2, 3, 5, 10, 20]) {
      const before = await readUntil(ask(server.url, { message: QUESTION }), lastId);
      const after = await Array.fromAsync(resume(server.url, { ...startOf(before), afterId: lastId }));
      const events = [...before, ...after];
      expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
      expect(textOf(events)).toBe(numberedText(20));
      expect(events.at(-1)?.event).toMatchObject({ type: 'complete', content: numberedText(20) });
    }
  });

  it('is not read by another session, nor without one, nor under another name', async () => {
    const { streamId, sessionId } = startOf(await askAll(server.url, { message: QUESTION }));
    const other = startOf(await askAll(server.url, { message: QUESTION }));
    for (const wrong of [
      { streamId, sessionId: other.sessionId },
      { streamId, sessionId: '' },
      { streamId: 'x', sessionId },
    ]) {
      await expect(Array.fromAsync(resume(server.url, wrong))).rejects.toThrow('404');
    }
  });

  it('is read in 16 places at once, and in no more', async () => {
    model.behaviour = { type: 'hang-mid-answer' };
    const readers: AsyncGenerator<ReceivedEvent, void>[] = [];
    for await (const { event } of ask(server.url, { message: QUESTION, client_message_id: 'crowd' })) {
      if (event.type !== 'start') continue;
      const ids = { streamId: event.stream_id, sessionId: event.session_id };
      while (readers.length < 15) {
        const reader = resume(server.url, ids);
        await reader.next();
        readers.push(reader);
      }
      await expect(resume(server.url, ids).next()).rejects.toThrow('429');
      await cancel(server.url, { session_id: event.session_id, stream_id: event.stream_id });
    }
    for (const reader of readers) await reader.return();
    model.behaviour = { type: 'answer', tokens: 20, intervalMs: 5 };
  });

  it('ends at once for a reader that has seen everything, and is read as a whole by one that has seen nothing', async () => {
    const events = await askAll(server.url, { message: QUESTION });
    const ids = startOf(events);
    expect(await Array.fromAsync(resume(server.url, { ...ids, afterId: events.length }))).toEqual([]);
    const again = await Array.fromAsync(resume(server.url, ids));
    expect(again.map(({ event }) => event)).toEqual(events.map(({ event }) => event));
  });

  it('is joined by the same message sent again, also the first of a session, and the model is asked once', async () => {
    const session_id = await openSession(server.url);
    const body = { message: QUESTION, session_id, client_message_id: randomUUID() };
    const asked = model.requests.length;
    const lost = await readUntil(ask(server.url, body), 3);
    const [whole, joined] = await Promise.all([askAll(server.url, body), askWhole(server.url, body)]);
    expect(startOf(whole)).toEqual(startOf(lost));
    expect(textOf(whole)).toBe(numberedText(20));
    expect(joined).toMatchObject({ content: numberedText(20), session_id });
    expect(model.requests.length).toBe(asked + 1);
  });

  it('keeps another question of its session waiting while somebody reads it', async () => {
    const session_id = await openSession(server.url);
    for await (const { event } of ask(server.url, { message: QUESTION, session_id })) {
      if (event.type !== 'token') continue;
      const response = await fetch(server.url + PATHS.chatStream, post({ message: 'And on Mondays?', session_id }));
      expect(response.status).toBe(429);
      expect(response.headers.get('retry-after')).toBe('1');
      expect(await response.json()).toMatchObject({ code: 'rate_limited' });
      break;
    }
  });

  it('gives way to another question once its reader has gone', async () => {
    model.behaviour = { type: 'hang-mid-answer' };
    const session_id = await openSession(server.url);
    const requested = model.nextRequest();
    await readUntil(ask(server.url, { message: QUESTION, session_id }), 5);
    model.behaviour = { type: 'answer', tokens: 3 };
    const events = await untilTaken(() => askAll(server.url, { message: 'And on Mondays?', session_id }));
    expect(textOf(events)).toBe(numberedText(3));
    await (
      await requested
    ).abandoned;
    model.behaviour = { type: 'answer', tokens: 20, intervalMs: 5 };
  });

  it('is found by a second tab through its session', async () => {
    const session_id = await openSession(server.url);
    await askAll(server.url, { message: QUESTION, session_id });
    for await (const { event } of ask(server.url, { message: 'And on Mondays?', session_id })) {
      if (event.type !== 'token') continue;
      const { messages, running } = await readMessages(server.url, session_id);
      expect(messages.map(({ role, content }) => [role, content])).toEqual([
        ['user', QUESTION],
        ['assistant', numberedText(20)],
        ['user', 'And on Mondays?'],
      ]);
      const followed = resume(server.url, { streamId: running?.stream_id ?? '', sessionId: session_id });
      expect(textOf(await Array.fromAsync(followed))).toBe(numberedText(20));
      break;
    }
    expect((await readMessages(server.url, session_id)).running).toBeUndefined();
  });

  it('is stopped from a second tab, by a cancellation that came before its message, and by its stream id', async () => {
    const session_id = await openSession(server.url);
    const early = { session_id, client_message_id: randomUUID() };
    expect(await cancel(server.url, early)).toEqual({ status: 'not_found' });
    const stopped = await askAll(server.url, { message: QUESTION, ...early });
    expect(stopped.at(-1)?.event).toEqual({ type: 'cancelled', content: '', done: true });

    model.behaviour = { type: 'hang-mid-answer' };
    const requested = model.nextRequest();
    const events: ReceivedEvent[] = [];
    for await (const received of ask(server.url, { message: QUESTION, session_id })) {
      events.push(received);
      if (received.event.type !== 'token' || events.filter(({ event }) => event.type === 'token').length < 2) continue;
      const { running } = await readMessages(server.url, session_id);
      expect(await cancel(server.url, { session_id, stream_id: running?.stream_id })).toEqual({ status: 'cancelled' });
    }
    expect(events.at(-1)?.event).toEqual({ type: 'cancelled', content: textOf(events), done: true });
    await (
      await requested
    ).abandoned;
    model.behaviour = { type: 'answer', tokens: 20, intervalMs: 5 };
    expect((await readMessages(server.url, session_id)).messages.at(-1)).toMatchObject({
      content: textOf(events),
      partial: true,
    });
  });

  it('can be had whole, without streaming; one that fails is a problem document', async () => {
    expect(await askWhole(server.url, { message: QUESTION })).toMatchObject({
      content: numberedText(20),
      finish_reason: 'stop',
    });
    model.behaviour = { type: 'half-line' };
    const response = await fetch(server.url + PATHS.chat, post({ message: QUESTION }));
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ code: 'llm_error' });
    model.behaviour = { type: 'answer', tokens: 20, intervalMs: 5 };
  });
});

async function readUntil(events: AsyncIterable<ReceivedEvent>, lastId: number): Promise<ReceivedEvent[]> {
  const read: ReceivedEvent[] = [];
  for await (const received of events) {
    read.push(received);
    if (received.id === lastId) break;
  }
  return read;
}

/** The server learns a moment later than we that a reader has gone; until then it refuses with 429. */
async function untilTaken<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!String(error).includes('429')) throw error;
    }
  }
}

function post(body: Readonly<Record<string, unknown>>): RequestInit {
  return {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ chatbot_id: 'demo', ...body }),
  };
}

async function openSession(url: string): Promise<string> {
  const response = await fetch(url + PATHS.sessions, post({}));
  expect(response.status).toBe(201);
  return ((await response.json()) as SessionResponse).session_id;
}

async function askWhole(url: string, body: Readonly<Record<string, unknown>>): Promise<ChatResponse> {
  const response = await fetch(url + PATHS.chat, post(body));
  expect(response.status).toBe(200);
  return (await response.json()) as ChatResponse;
}

async function readMessages(url: string, sessionId: string): Promise<MessagesResponse> {
  const response = await fetch(url + PATHS.messages, { headers: { Authorization: `Bearer ${sessionId}` } });
  expect(response.status).toBe(200);
  return (await response.json()) as MessagesResponse;
}

async function cancel(url: string, body: Readonly<Record<string, unknown>>): Promise<unknown> {
  const headers = { 'Content-Type': 'application/json' };
  return (await fetch(url + PATHS.cancel, { method: 'POST', headers, body: JSON.stringify(body) })).json();
}
