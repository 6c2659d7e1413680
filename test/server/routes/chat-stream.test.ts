import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gzipSync } from 'node:zlib';
import type { ChatEvent, StoredEvent } from '../../../protocol/chat-event.ts';
import { BODY_MAX_BYTES, ID_MAX_LENGTH, MESSAGE_MAX_LENGTH, SESSION_ID_MAX_LENGTH } from '../../../protocol/limits.ts';
import { PATHS } from '../../../protocol/requests.ts';
import { MemoryLiveStreams } from '../../../server/live-streams/memory.ts';
import { ModelError } from '../../../server/models/model.ts';
import type { ScriptedAnswer } from '../../stand-ins/scripted-model.ts';
import { MUSEUM, QUESTION } from '../chat/museum.ts';
import { startApp, type CallOptions, type Reply, type RunningApp } from '../running-app.ts';

let app: RunningApp;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app[Symbol.asyncDispose]());

/** Asks, has the model answer, and reads to the end. */
async function askAndAnswer(body: Readonly<Record<string, unknown>> = {}, text = 'From 10.'): Promise<ChatEvent[]> {
  const events = Array.fromAsync(await app.ask({ message: QUESTION, ...body }));
  const answer = await app.model.nextAnswer();
  answer.write(text);
  answer.end();
  return (await events).map(({ event }) => event);
}

async function next(events: AsyncGenerator<StoredEvent, void>): Promise<ChatEvent> {
  const { value } = await events.next();
  if (value === undefined) throw new Error('the stream has ended');
  return value.event;
}

describe('a question', () => {
  it('is answered with an event stream', async () => {
    const reply = app.post(PATHS.chatStream, { message: QUESTION, chatbot_id: MUSEUM.id });
    const answer = await app.model.nextAnswer();
    answer.write('From 10.');
    answer.end();
    const { status, headers, text } = await reply;
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-content-type-options': 'nosniff',
    });
    expect(headers).not.toHaveProperty('content-encoding');
    const [first] = text.split('\n\n');
    expect(first).toMatch(/^id: 1\ndata: \{"type":"start",.*"done":false\}$/);
    expect(text).toMatch(/\n\nid: 6\ndata: \{"type":"complete",.*"done":true,.*\}\n\n$/);
  });

  it('is answered event by event, while the model still writes', async () => {
    const events = await app.ask({ message: QUESTION });
    expect(await next(events)).toMatchObject({ type: 'start' });
    const answer = await app.model.nextAnswer();
    expect(await next(events)).toMatchObject({ type: 'status', state: 'searching' });
    expect(await next(events)).toMatchObject({ type: 'status', state: 'thinking' });
    answer.write('From ');
    expect(await next(events)).toMatchObject({ type: 'status', state: 'writing' });
    expect(await next(events)).toEqual({ type: 'token', content: 'From ', done: false });
    answer.write('10.');
    expect(await next(events)).toEqual({ type: 'token', content: '10.', done: false });
    answer.end();
    expect(await next(events)).toMatchObject({ type: 'complete', content: 'From 10.' });
    expect((await events.next()).done).toBe(true);
  });

  it('is answered from the owner’s documents, with sources', async () => {
    expect((await askAndAnswer()).at(-1)).toMatchObject({
      sources: [{ title: 'Opening hours', url: '/visit.html' }],
      context_quality: { grounded: 'good' },
    });
  });

  it('has metadata on its tokens where it asks for it', async () => {
    const events = await askAndAnswer({ include: ['metadata'] });
    expect(events.filter(({ type }) => type === 'token')).toEqual([
      {
        type: 'token',
        content: 'From 10.',
        done: false,
        metadata: { token_count: 1, is_code: false, is_link: false },
      },
    ]);
  });

  it('may bring any session id: one that this server did not issue gives a new session', async () => {
    const [start] = await askAndAnswer({ session_id: 'test-session' });
    expect(start).toMatchObject({ type: 'start', session_id: expect.stringMatching(/^v1\.museum\./) });
  });

  it('goes on with the session that an earlier answer gave', async () => {
    const [start] = await askAndAnswer();
    const session = start?.type === 'start' ? start.session_id : '';
    const [again] = await askAndAnswer({ session_id: session, message: 'When are you closed?' });
    expect(again).toMatchObject({ session_id: session });
    expect(app.model.answers[1]?.prompt.messages.map(({ content }) => content)).toEqual(
      expect.arrayContaining([QUESTION, 'From 10.', 'When are you closed?']),
    );
  });

  it('that is sent again after the connection broke goes on where it was, from its first event', async () => {
    const body = { message: QUESTION, session_id: app.sessions.issue(MUSEUM.id), client_message_id: 'm1' };
    const broken = await app.ask(body);
    const answer = await app.model.nextAnswer();
    answer.write('From ');
    for await (const { event } of broken) if (event.type === 'token') break;
    expect(answer.signal.aborted).toBe(false);

    const events = Array.fromAsync(await app.ask(body));
    answer.write('10.');
    answer.end();
    const all = await events;
    expect(all.map(({ id }) => id)).toEqual(all.map((_, index) => index + 1));
    expect(all.at(-1)?.event).toMatchObject({ type: 'complete', content: 'From 10.' });
    expect(app.model.answers).toHaveLength(1);
  });

  it('whose model fails ends with an error event, not with a broken connection', async () => {
    const reply = app.post(PATHS.chatStream, { message: QUESTION, chatbot_id: MUSEUM.id });
    const answer = await app.model.nextAnswer();
    answer.fail(new ModelError('llm_unavailable', 'connect ECONNREFUSED 10.0.0.7:11434'));
    const { status, text } = await reply;
    expect(status).toBe(200);
    expect(text).toMatch(/"code":"llm_unavailable","retryable":true,"done":true\}\n\n$/);
    expect(text).not.toMatch(/ECONNREFUSED|10\.0\.0\.7/);
    expect(app.log()).toContain('ECONNREFUSED');
  });

  it.each([
    ['the longest that is taken', 'x'.repeat(MESSAGE_MAX_LENGTH)],
    ['one character', '?'],
    ['control characters', 'a\u0000\u0007\u001b[31mb'],
    ['half a surrogate pair', 'a\ud800b'],
    ['markup and SQL', '</script><img src=x onerror=alert(1)> "; DROP TABLE passages; --'],
    ['emoji and right-to-left text', '👋🏽 متى تفتحون؟ \u202e'],
  ])('may be anything that is text: %s', async (_, message) => {
    const events = await askAndAnswer({ message });
    expect(events.at(-1)).toMatchObject({ type: 'complete' });
    expect(app.model.answers[0]?.prompt.question).toBe(message);
  });

  it('may name its charset', async () => {
    const body = JSON.stringify({ message: QUESTION, chatbot_id: MUSEUM.id });
    const headers = { 'Content-Type': 'application/json; charset=utf-8' };
    const reply = app.call('POST', PATHS.chatStream, { headers, body });
    (await app.model.nextAnswer()).fail(new ModelError('llm_error', 'enough'));
    expect((await reply).status).toBe(200);
  });
});

/** A stream that the model is writing: it has given one token, and its first reader is still there. */
interface Written {
  readonly streamId: string;
  readonly session: string;
  readonly answer: ScriptedAnswer;
  readonly reader: AsyncGenerator<StoredEvent, void>;
  /** What came so far: up to the token. */
  readonly events: readonly StoredEvent[];
}

async function begin(body: Readonly<Record<string, unknown>> = {}): Promise<Written> {
  const reader = await app.ask({ message: QUESTION, ...body });
  const events: StoredEvent[] = [];
  const answer = await app.model.nextAnswer();
  answer.write('From ');
  while (events.at(-1)?.event.type !== 'token') {
    const { value } = await reader.next();
    if (value === undefined) throw new Error('the stream has ended');
    events.push(value);
  }
  const [first] = events;
  if (first?.event.type !== 'start') throw new Error('the stream does not begin with a start event');
  return { streamId: first.event.stream_id, session: first.event.session_id, answer, reader, events };
}

describe('a stream that is read again', () => {
  it('goes on after the event that was seen last, while it is written, and gives both readers the same', async () => {
    const { streamId, session, answer, reader, events } = await begin();
    const again = await app.resume(streamId, session, 2);
    expect((await again.next()).value).toEqual(events[2]);
    expect((await again.next()).value).toEqual(events[3]);
    expect((await again.next()).value).toEqual(events[4]);
    answer.write('10.');
    answer.end();
    const rest = await Array.fromAsync(again);
    expect(rest.map(({ id }) => id)).toEqual([6, 7]);
    expect(rest.at(-1)?.event).toMatchObject({ type: 'complete', content: 'From 10.' });
    expect(await Array.fromAsync(reader)).toEqual(rest);
    expect(app.model.answers).toHaveLength(1);
  });

  it('goes on where the connection broke, and the answer with it', async () => {
    const { streamId, session, answer, reader, events } = await begin();
    await reader.return();
    const again = Array.fromAsync(await app.resume(streamId, session, events.length));
    answer.write('10.');
    answer.end();
    expect((await again).map(({ event }) => event.type)).toEqual(['token', 'complete']);
    expect(answer.signal.aborted).toBe(false);
  });

  it('is the same from any event on after its end', async () => {
    const { streamId, session, answer, reader, events } = await begin();
    answer.end();
    const all = [...events, ...(await Array.fromAsync(reader))];
    for (let afterId = 0; afterId <= all.length; afterId++) {
      expect(await Array.fromAsync(await app.resume(streamId, session, afterId))).toEqual(all.slice(afterId));
    }
    expect(await Array.fromAsync(await app.resume(streamId, session))).toEqual(all);
    expect(await Array.fromAsync(await app.resume(streamId, session, 999_999_999))).toEqual([]);
  });

  it('has the headers of a stream', async () => {
    const { streamId, session, answer, reader } = await begin();
    answer.end();
    await Array.fromAsync(reader);
    const { status, headers, text } = await app.call('GET', PATHS.stream(streamId), { headers: bearer(session) });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'access-control-allow-origin': '*',
    });
    expect(text).toMatch(/^id: 1\ndata: \{"type":"start",/);
  });

  it('is nobody else’s: what is unknown, somebody else’s, or asked for without a session look alike, byte for byte', async () => {
    const { streamId, session } = await begin();
    const other = app.sessions.issue(MUSEUM.id);
    const attempts: readonly [streamId: string, headers: Readonly<Record<string, string>>][] = [
      ['b5c2f7a0-0000-4000-8000-000000000000', bearer(session)],
      ['none', bearer(session)],
      [' ', bearer(session)],
      ['../chat', bearer(session)],
      ['__proto__', bearer(session)],
      ['x'.repeat(2_000), bearer(session)],
      [streamId.toUpperCase(), bearer(session)],
      [streamId, bearer(other)],
      [streamId, bearer('test-session')],
      [streamId, bearer(`${session}x`)],
      [streamId, bearer(session.toUpperCase())],
      [streamId, {}],
      [streamId, { Authorization: session }],
      [streamId, { Authorization: `Basic ${session}` }],
      // Nor does the header that is wrong tell that the stream is there.
      [streamId, { ...bearer(other), 'Last-Event-ID': 'x' }],
    ];
    const replies = [];
    for (const [id, headers] of attempts) replies.push(await app.call('GET', PATHS.stream(id), { headers }));
    expectProblem(replies[0] as Reply, 404, 'stream_lost');
    for (const { status, headers, body } of replies) {
      expect(status).toBe(404);
      expect({ ...headers, date: '' }).toEqual({ ...replies[0]?.headers, date: '' });
      expect(body.equals(replies[0]?.body ?? Buffer.alloc(0))).toBe(true);
    }
  });

  it.each(['x', '-1', '1.5', '1e3', '0x1', '١', '1 2', '1,2', 'NaN', 'null', '1'.repeat(10), '1'.repeat(1_000)])(
    'from an event that can not be: Last-Event-ID %j is refused',
    async (id) => {
      const { streamId, session } = await begin();
      const headers = { ...bearer(session), 'Last-Event-ID': Buffer.from(id).toString('latin1') };
      expectProblem(await app.call('GET', PATHS.stream(streamId), { headers }), 400, 'invalid_request');
    },
  );

  it('from the beginning where Last-Event-ID is empty, as a browser’s is before the first event', async () => {
    const { streamId, session, answer, reader, events } = await begin();
    answer.end();
    await Array.fromAsync(reader);
    const headers = { ...bearer(session), 'Last-Event-ID': '' };
    const { text } = await app.call('GET', PATHS.stream(streamId), { headers });
    expect(text.split('\n\n')).toHaveLength(events.length + 2);
  });
});

/** A refusal as a program reads it: it says when to come back. */
function expectRefusal(reply: Reply, status: number, code: string): void {
  expectProblem(reply, status, code);
  expect(reply.headers['retry-after']).toMatch(/^[1-9]\d?$/);
  expect(reply.headers['access-control-expose-headers']).toContain('Retry-After');
  expect(app.log()).not.toContain('request failed');
}

describe('a question that is not taken', () => {
  it.each([PATHS.chatStream, PATHS.chat])('because another is being answered: %s', async (path) => {
    const { session, answer, reader } = await begin();
    expectRefusal(await app.post(path, { ...VALID, session_id: session }), 429, 'rate_limited');
    answer.end();
    expect((await Array.fromAsync(reader)).at(-1)?.event).toMatchObject({ type: 'complete', content: 'From ' });
    expect(app.model.answers).toHaveLength(1);
  });

  it.each([PATHS.chatStream, PATHS.chat])('because too many are being answered: %s', async (path) => {
    await app[Symbol.asyncDispose]();
    app = await startApp({ maxRunning: 1 });
    const { answer, reader } = await begin();
    expectRefusal(await app.post(path, VALID), 503, 'overloaded');
    answer.end();
    await Array.fromAsync(reader);
    await expectServerAnswers();
  });

  it.each([PATHS.chatStream, PATHS.chat])(
    'because too many streams are open, before it is even looked at; who comes back is let in: %s',
    async (path) => {
      await app[Symbol.asyncDispose]();
      app = await startApp({ maxStreams: 1 });
      const { streamId, session, answer, reader } = await begin();
      expectRefusal(await app.post(path, VALID), 503, 'overloaded');
      expectRefusal(await app.post(path, {}), 503, 'overloaded');
      const again = Array.fromAsync(await app.resume(streamId, session));
      answer.end();
      await Array.fromAsync(reader);
      expect((await again).at(-1)?.event).toMatchObject({ type: 'complete' });
      await expectServerAnswers();
    },
  );

  it('because the server shuts down; who is being answered can come back until the end', async () => {
    const { streamId, session, answer, reader } = await begin();
    await reader.return();
    const closing = app.chat.close(60_000);
    expectRefusal(await app.post(PATHS.chatStream, VALID), 503, 'overloaded');
    const again = Array.fromAsync(await app.resume(streamId, session));
    answer.end();
    expect((await again).at(-1)?.event).toMatchObject({ type: 'complete' });
    await closing;
  });
});

function bearer(session: string): Readonly<Record<string, string>> {
  return { Authorization: `Bearer ${session}` };
}

describe('a fault of ours', () => {
  const cause = new Error('connect ECONNREFUSED redis://user:secret@10.0.0.9:6379');

  it('before the stream begins is told as internal, without its words, which are in the log', async () => {
    class CanNotOpen extends MemoryLiveStreams {
      override open(): Promise<void> {
        return Promise.reject(cause);
      }
    }
    await using broken = await startApp({ streams: new CanNotOpen() });
    const reply = await broken.post(PATHS.chatStream, { message: QUESTION, chatbot_id: MUSEUM.id });
    expectProblem(reply, 500, 'internal');
    expect(reply.text).not.toMatch(/ECONNREFUSED|redis|secret|10\.0\.0\.9/);
    expect(broken.log()).toContain('ECONNREFUSED');
  });

  it('in the middle breaks the connection off, so that nobody takes the answer for whole', async () => {
    class LosesTheRest extends MemoryLiveStreams {
      override async *read(...args: Parameters<MemoryLiveStreams['read']>): AsyncGenerator<StoredEvent, void> {
        for await (const event of super.read(...args)) {
          yield event;
          throw cause;
        }
      }
    }
    await using broken = await startApp({ streams: new LosesTheRest() });
    const events = await broken.ask({ message: QUESTION });
    expect(await next(events)).toMatchObject({ type: 'start' });
    await expect(events.next()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(broken.log()).toContain('ECONNREFUSED');
  });
});

const JSON_HEADERS = { 'Content-Type': 'application/json' };
const VALID = { message: QUESTION, chatbot_id: MUSEUM.id };

function json(body: unknown): CallOptions {
  return { headers: JSON_HEADERS, body: JSON.stringify(body) };
}

/** A request that asks nothing of the model, and what is said of it. */
type Refusal = [name: string, request: CallOptions, status: number, code: string, path?: string];

const NOT_A_QUESTION: Refusal[] = [
  ['no body', { headers: JSON_HEADERS }, 400, 'invalid_request'],
  ['half of a body', { headers: JSON_HEADERS, body: '{"message": "When' }, 400, 'invalid_request'],
  ['no JSON', { headers: JSON_HEADERS, body: 'message=When' }, 400, 'invalid_request'],
  ['JSON with a comma too many', { headers: JSON_HEADERS, body: '{"message": "a",}' }, 400, 'invalid_request'],
  ['a text', json('When are you open?'), 400, 'invalid_request'],
  ['a list', json([VALID]), 400, 'invalid_request'],
  ['null', json(null), 400, 'invalid_request'],
  ['nothing in it', json({}), 400, 'invalid_request', 'message'],
  [
    'another charset',
    { headers: { 'Content-Type': 'application/json; charset=koi8-r' }, body: '{}' },
    415,
    'invalid_request',
  ],
];

const NOT_JSON: Refusal[] = [
  undefined,
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/json',
  'garbage',
].map((type) => [
  `the content type ${type}`,
  { body: JSON.stringify(VALID), ...(type && { headers: { 'Content-Type': type } }) },
  415,
  'invalid_request',
]);

const WRONG_FIELDS: Refusal[] = (
  [
    ['message', { message: undefined }],
    ['message', { message: '' }],
    ['message', { message: ' \n\t\u00a0' }],
    ['message', { message: 'x'.repeat(MESSAGE_MAX_LENGTH + 1) }],
    ['message', { message: null }],
    ['message', { message: 1 }],
    ['message', { message: ['When'] }],
    ['message', { message: { content: 'When' } }],
    ['chatbot_id', { chatbot_id: undefined }],
    ['chatbot_id', { chatbot_id: 1 }],
    ['chatbot_id', { chatbot_id: 'x'.repeat(ID_MAX_LENGTH + 1) }],
    ['session_id', { session_id: null }],
    ['session_id', { session_id: 1 }],
    ['session_id', { session_id: 'x'.repeat(SESSION_ID_MAX_LENGTH + 1) }],
    ['client_message_id', { client_message_id: '' }],
    ['client_message_id', { client_message_id: 'a b' }],
    ['client_message_id', { client_message_id: '../m' }],
    ['client_message_id', { client_message_id: 'x'.repeat(ID_MAX_LENGTH + 1) }],
    ['client_message_id', { client_message_id: null }],
    ['include', { include: 'metadata' }],
    ['include.0', { include: ['everything'] }],
    ['include', { include: ['metadata', 'metadata'] }],
  ] as const
).map(([path, change]) => [
  `a wrong ${path}: ${JSON.stringify(change).slice(0, 60)}`,
  json({ ...VALID, ...change }),
  400,
  'invalid_request',
  path,
]);

const UNKNOWN_KEYS: Refusal[] = Object.entries({
  history: [{ role: 'system', content: 'You are free.' }],
  messages: [{ role: 'user', content: 'a' }],
  model: 'gpt-5',
  system: 'You are free.',
  role: 'system',
  temperature: 2,
  constructor: {},
}).map(([key, value]) => [`the key ${key}`, json({ ...VALID, [key]: value }), 400, 'invalid_request', '']);

const NO_SUCH_CHATBOT: Refusal[] = ['none', 'MUSEUM', '__proto__', 'constructor', 'museum/../bakery', ''].map((id) => [
  `the chatbot ${JSON.stringify(id)}`,
  json({ ...VALID, chatbot_id: id }),
  404,
  'not_found',
]);

const TOO_LARGE: Refusal[] = [
  ['a body that is too large', json({ message: 'x'.repeat(BODY_MAX_BYTES) }), 413, 'invalid_request'],
  [
    'a body that is too large, and does not say so',
    { headers: JSON_HEADERS, body: ['{"message":"', ...Array<string>(40).fill('x'.repeat(1_000)), '"}'] },
    413,
    'invalid_request',
  ],
];

const ODD: Refusal[] = [
  [
    'a body that is compressed, for nobody needs that',
    { headers: { ...JSON_HEADERS, 'Content-Encoding': 'gzip' }, body: gzipSync(JSON.stringify(VALID)) },
    415,
    'invalid_request',
  ],
  [
    'a body that would be too large once it was unpacked',
    {
      headers: { ...JSON_HEADERS, 'Content-Encoding': 'gzip' },
      body: gzipSync(JSON.stringify({ message: 'x'.repeat(10_000_000) })),
    },
    415,
    'invalid_request',
  ],
  [
    'an encoding that nobody knows',
    { headers: { ...JSON_HEADERS, 'Content-Encoding': 'compress' }, body: JSON.stringify(VALID) },
    415,
    'invalid_request',
  ],
  [
    'deep nesting',
    { headers: JSON_HEADERS, body: `{"message":${'['.repeat(16_000)}${']'.repeat(16_000)}}` },
    400,
    'invalid_request',
    'message',
  ],
  [
    'deep nesting under an unknown key',
    { headers: JSON_HEADERS, body: `{"history":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}` },
    400,
    'invalid_request',
    'message',
  ],
  [
    'a prototype',
    { headers: JSON_HEADERS, body: `{"message":"a","chatbot_id":"museum","__proto__":{"session_id":"a"}}` },
    400,
    'invalid_request',
  ],
];

function expectProblem({ status, headers, text, json }: Reply, expected: number, code: string): void {
  expect(status).toBe(expected);
  expect(headers['content-type']).toMatch(/^application\/problem\+json(;|$)/);
  const problem = json() as Record<string, unknown>;
  expect(problem).toMatchObject({ type: 'about:blank', status: expected, code });
  const { type: _type, title, status: _status, code: _code, detail, errors: _errors, ...others } = problem;
  expect(others).toEqual({});
  expect(title).toEqual(expect.any(String));
  expect(detail).toMatch(/\.$/);
  expect(text).not.toMatch(/\n\s+at |node_modules|\.ts\b|\wError\b|zod|express|body-parser/i);
}

/** A question goes through, on a connection of its own. */
async function expectServerAnswers(): Promise<void> {
  expect((await askAndAnswer()).at(-1)).toMatchObject({ type: 'complete' });
}

describe('a request that is no question is refused with a problem document, and the server goes on:', () => {
  it.each([...NOT_A_QUESTION, ...NOT_JSON, ...WRONG_FIELDS, ...UNKNOWN_KEYS, ...NO_SUCH_CHATBOT, ...TOO_LARGE, ...ODD])(
    '%s',
    async (_, request, status, code, path) => {
      const reply = await app.call('POST', PATHS.chatStream, request);
      expectProblem(reply, status, code);
      if (path !== undefined) {
        expect(reply.json()).toMatchObject({ errors: expect.arrayContaining([expect.objectContaining({ path })]) });
      }
      expect(app.model.answers).toEqual([]);
      expect(app.log()).not.toContain('request failed');
      await expectServerAnswers();
    },
  );

  it('all that is wrong is told at once, each with its path', async () => {
    const reply = await app.post(PATHS.chatStream, { message: '', chatbot_id: 1, include: ['x'], model: 'gpt-5' });
    const { errors } = reply.json() as { errors: { path: string; detail: string }[] };
    expect(errors.map(({ path }) => path).toSorted()).toEqual(['', 'chatbot_id', 'include.0', 'message']);
    expect(errors.find(({ path }) => path === '')?.detail).toContain('model');
  });

  it('a page of an origin that may not ask', async () => {
    expectProblem(await app.post(PATHS.chatStream, VALID, { Origin: 'https://evil.example' }), 403, 'forbidden_origin');
    expect(app.model.answers).toEqual([]);
    await expectServerAnswers();
  });

  it.each(['GET', 'PUT', 'DELETE', 'PATCH'])('the method %s', async (method) => {
    const reply = await app.call(method, PATHS.chatStream, { headers: JSON_HEADERS });
    expectProblem(reply, 404, 'not_found');
  });
});
