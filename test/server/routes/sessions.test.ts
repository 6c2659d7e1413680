import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BODY_MAX_BYTES, ID_MAX_LENGTH } from '../../../protocol/limits.ts';
import { PATHS, type MessagesResponse, type SessionResponse } from '../../../protocol/requests.ts';
import { SessionTokens } from '../../../server/chat/session-tokens.ts';
import { ModelError } from '../../../server/models/model.ts';
import type { ScriptedAnswer } from '../../stand-ins/scripted-model.ts';
import { BAKERY, MUSEUM, QUESTION } from '../chat/museum.ts';
import { startApp, type Reply, type RunningApp } from '../running-app.ts';

let app: RunningApp;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app[Symbol.asyncDispose]());

async function open(chatbotId = MUSEUM.id): Promise<string> {
  const reply = await app.post(PATHS.sessions, { chatbot_id: chatbotId });
  expect(reply.status).toBe(201);
  return (reply.json() as SessionResponse).session_id;
}

async function messages(session: string): Promise<Reply> {
  return app.call('GET', PATHS.messages, { headers: { Authorization: `Bearer ${session}` } });
}

/** Asks, has the model write as `script` says, and reads to the end. */
async function ask(session: string, script: (answer: ScriptedAnswer) => void, message = QUESTION): Promise<void> {
  const events = Array.fromAsync(await app.ask({ message, session_id: session }));
  script(await app.model.nextAnswer());
  await events;
}

function answerWith(text: string): (answer: ScriptedAnswer) => void {
  return (answer) => {
    answer.write(text);
    answer.end();
  };
}

describe('a session that is opened', () => {
  it('is one of this chatbot’s, and another one each time', async () => {
    const reply = await app.post(PATHS.sessions, { chatbot_id: MUSEUM.id });
    expect(reply.status).toBe(201);
    expect(reply.headers['content-type']).toMatch(/^application\/json/);
    const body = reply.json() as SessionResponse;
    expect(Object.keys(body)).toEqual(['session_id']);
    expect(app.sessions.verify(body.session_id)?.chatbotId).toBe(MUSEUM.id);
    expect(await open()).not.toBe(body.session_id);
    expect(app.sessions.verify(await open(BAKERY.id))?.chatbotId).toBe(BAKERY.id);
  });

  it('is the session of the messages that bring it', async () => {
    const session = await open();
    const events = await app.ask({ message: QUESTION, session_id: session });
    expect((await events.next()).value).toMatchObject({ event: { type: 'start', session_id: session } });
  });

  it.each([
    ['no chatbot', {}, 400, 'invalid_request'],
    ['a wrong chatbot', { chatbot_id: 1 }, 400, 'invalid_request'],
    ['a chatbot that is too long', { chatbot_id: 'x'.repeat(ID_MAX_LENGTH + 1) }, 400, 'invalid_request'],
    ['a key that nobody knows', { chatbot_id: MUSEUM.id, session_id: 'mine' }, 400, 'invalid_request'],
    ['a list', [MUSEUM.id], 400, 'invalid_request'],
    ['a chatbot that is not there', { chatbot_id: 'none' }, 404, 'not_found'],
    ['an object’s own', { chatbot_id: 'constructor' }, 404, 'not_found'],
    ['too much', { chatbot_id: 'x'.repeat(BODY_MAX_BYTES) }, 413, 'invalid_request'],
  ])('is refused with %s', async (_, body, status, code) => {
    const reply = await app.post(PATHS.sessions, body);
    expect(reply.status).toBe(status);
    expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(reply.json()).toMatchObject({ code });
  });

  it('is refused without JSON', async () => {
    const text = { headers: { 'Content-Type': 'text/plain' }, body: JSON.stringify({ chatbot_id: MUSEUM.id }) };
    expect((await app.call('POST', PATHS.sessions, text)).status).toBe(415);
    expect((await app.call('GET', PATHS.sessions)).status).toBe(404);
  });

  it('is refused to a page of another origin', async () => {
    const body = { chatbot_id: MUSEUM.id };
    const refused = await app.post(PATHS.sessions, body, { Origin: 'https://evil.example' });
    expect([refused.status, (refused.json() as { code: string }).code]).toEqual([403, 'forbidden_origin']);
    expect(refused.text).not.toContain('museum.');
    expect((await app.post(PATHS.sessions, body, { Origin: 'https://museum.example' })).status).toBe(201);
  });
});

describe('what was said in a session', () => {
  it('is nothing at first', async () => {
    const reply = await messages(await open());
    expect(reply.status).toBe(200);
    expect(reply.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': expect.stringMatching(/^application\/json/),
    });
    expect(reply.json()).toStrictEqual({ messages: [] });
  });

  it('is every question and its answer, oldest first', async () => {
    const session = await open();
    const earliest = Date.now();
    await ask(session, answerWith('From 10.'));
    await ask(session, answerWith('8 pounds.'), 'What does a ticket cost?');
    const latest = Date.now();
    const body = (await messages(session)).json() as MessagesResponse;
    expect(body).toStrictEqual({
      messages: [
        { id: expect.any(String), role: 'user', content: QUESTION, created_at: expect.any(String) },
        {
          id: expect.any(String),
          role: 'assistant',
          content: 'From 10.',
          created_at: expect.any(String),
          sources: [
            { id: expect.any(String), title: 'Opening hours', url: '/visit.html', snippet: expect.any(String) },
          ],
        },
        { id: expect.any(String), role: 'user', content: 'What does a ticket cost?', created_at: expect.any(String) },
        {
          id: expect.any(String),
          role: 'assistant',
          content: '8 pounds.',
          created_at: expect.any(String),
          sources: [expect.objectContaining({ title: 'Tickets and prices' })],
        },
      ],
    });
    expect(new Set(body.messages.map(({ id }) => id)).size).toBe(4);
    for (const { created_at } of body.messages) {
      expect(created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(Date.parse(created_at)).toBeGreaterThanOrEqual(earliest);
      expect(Date.parse(created_at)).toBeLessThanOrEqual(latest);
    }
  });

  it('says which answers are partial', async () => {
    const session = await open();
    await ask(session, (answer) => {
      answer.write('From ');
      answer.fail(new ModelError('llm_error', 'CUDA out of memory'));
    });
    const events = await app.ask({ message: 'And on Mondays?', session_id: session, client_message_id: 'm2' });
    const answer = await app.model.nextAnswer();
    answer.write('On ');
    for await (const { event } of events) {
      if (event.type !== 'token') continue;
      await app.post(PATHS.cancel, { session_id: session, client_message_id: 'm2' });
    }
    await ask(session, answerWith('It is closed.'));
    const reply = await messages(session);
    const { messages: said } = reply.json() as MessagesResponse;
    expect(said.map(({ content, partial }) => [content, partial])).toEqual([
      [QUESTION, undefined],
      ['From ', true],
      ['And on Mondays?', undefined],
      ['On ', true],
      [QUESTION, undefined],
      ['It is closed.', undefined],
    ]);
    for (const message of said.filter(({ partial }) => partial)) expect(message).not.toHaveProperty('sources');
    expect(reply.text).not.toContain('CUDA');
  });

  it('names the answer that is being written, and where to read it; its text is not among what was said', async () => {
    const session = await open();
    const events = await app.ask({ message: QUESTION, session_id: session });
    const { value: start } = await events.next();
    if (start?.event.type !== 'start') throw new Error('the stream does not begin with a start event');
    const answer = await app.model.nextAnswer();
    answer.write('From ');
    for await (const { event } of { [Symbol.asyncIterator]: () => ({ next: () => events.next() }) }) {
      if (event.type === 'token') break;
    }
    const { message_id, stream_id } = start.event;
    const during = (await messages(session)).json() as MessagesResponse;
    expect(during.messages.map(({ content }) => content)).toEqual([QUESTION]);
    expect(during.running).toStrictEqual({ stream_id, message_id });

    const again = Array.fromAsync(await app.resume(stream_id, session));
    answer.end();
    expect((await again).at(-1)?.event).toMatchObject({ type: 'complete', message_id });
    await expect.poll(async () => ((await messages(session)).json() as MessagesResponse).running).toBeUndefined();
    const after = (await messages(session)).json() as MessagesResponse;
    expect(after.messages.map(({ id }) => id)).toContain(message_id);
  });

  it('is of this session and of no other', async () => {
    const [mine, theirs] = [await open(), await open()];
    await ask(mine, answerWith('From 10.'));
    expect((await messages(theirs)).json()).toEqual({ messages: [] });
  });

  it('is at most the last 200 messages', async () => {
    const session = await open();
    for (let number = 1; number <= 101; number++) {
      const answerId = `answer-${number}`;
      await app.conversations.begin(session, {
        questionId: `question-${number}`,
        question: `question ${number}`,
        answerId,
      });
      await app.conversations.update(session, answerId, { content: `answer ${number}`, state: 'complete' });
    }
    const { messages: said } = (await messages(session)).json() as MessagesResponse;
    expect(said).toHaveLength(200);
    expect([said[0]?.content, said.at(-1)?.content]).toEqual(['question 2', 'answer 101']);
  });

  it('is told to nobody else: whatever is no session of this server looks alike', async () => {
    const session = await open();
    const headers: readonly Readonly<Record<string, string>>[] = [
      {},
      { Authorization: 'Bearer test-session' },
      { Authorization: `Bearer ${session}x` },
      { Authorization: `Bearer ${session.slice(0, -1)}` },
      { Authorization: `Bearer ${new SessionTokens().issue(MUSEUM.id)}` },
      { Authorization: `Basic ${session}` },
      { Authorization: session },
      { Cookie: `session=${session}` },
    ];
    const replies = await Promise.all(headers.map((headers) => app.call('GET', PATHS.messages, { headers })));
    for (const reply of replies) {
      expect(reply.status).toBe(404);
      expect(reply.json()).toMatchObject({ status: 404, code: 'not_found' });
      expect(reply.body.equals(replies[0]?.body ?? Buffer.alloc(0))).toBe(true);
    }
    expect((await app.call('GET', `${PATHS.messages}?session_id=${session}`)).status).toBe(404);
  });
});
