import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PATHS, type MessagesResponse } from '../../../protocol/requests.ts';
import { SessionTokens } from '../../../server/chat/session-tokens.ts';
import { MUSEUM, QUESTION } from '../chat/museum.ts';
import { startApp, type Reply, type RunningApp } from '../running-app.ts';

let app: RunningApp;
let session: string;
beforeEach(async () => {
  app = await startApp();
  session = app.sessions.issue(MUSEUM.id);
});
afterEach(() => app[Symbol.asyncDispose]());

function erase(as = session, headers = {}): Promise<Reply> {
  return app.call('DELETE', PATHS.sessions, { headers: { Authorization: `Bearer ${as}`, ...headers } });
}

async function said(as = session): Promise<MessagesResponse> {
  const reply = await app.call('GET', PATHS.messages, { headers: { Authorization: `Bearer ${as}` } });
  return reply.json() as MessagesResponse;
}

/** Asks, has the model answer, and returns the stream. */
async function ask(body: object = {}, as = session, text = 'From 10.'): Promise<string> {
  const events = Array.fromAsync(await app.ask({ message: QUESTION, session_id: as, ...body }));
  const answer = await app.model.nextAnswer();
  answer.write(text);
  answer.end();
  const [start] = await events;
  if (start?.event.type !== 'start') throw new Error('the stream does not begin with a start event');
  return start.event.stream_id;
}

describe('a conversation that its visitor deletes', () => {
  it('is gone: what was said, the logs of its answers, and the ids of its messages', async () => {
    const streamId = await ask({ client_message_id: 'm1' });
    const reply = await erase();
    expect([reply.status, reply.text]).toEqual([204, '']);
    expect(await Array.fromAsync(app.conversations.messages(session))).toEqual([]);
    await expect(app.resume(streamId, session)).rejects.toThrow('404');
    expect(await app.conversations.findAnswer(session, 'm1')).toBeUndefined();
  });

  it('takes its session with it: the next question gets another, and nothing of it is in the next prompt', async () => {
    await ask({}, session, 'A secret answer.');
    await erase();
    const events = Array.fromAsync(await app.ask({ message: QUESTION, session_id: session }));
    const answer = await app.model.nextAnswer();
    expect(JSON.stringify(answer.prompt)).not.toContain('A secret answer.');
    answer.write('From 10.');
    answer.end();
    const [start] = await events;
    expect(start?.event).toMatchObject({ type: 'start', session_id: expect.not.stringContaining(session) });
  });

  it('stops the answer that is being written, down to the model', async () => {
    const events = await app.ask({ message: QUESTION, session_id: session, client_message_id: 'm1' });
    const answer = await app.model.nextAnswer();
    answer.write('From ');
    for await (const { event } of { [Symbol.asyncIterator]: () => ({ next: () => events.next() }) }) {
      if (event.type === 'token') break;
    }
    expect((await erase()).status).toBe(204);
    expect(answer.signal.aborted).toBe(true);
    expect(await Array.fromAsync(app.conversations.messages(session))).toEqual([]);
    // Whoever reads it is told that it was stopped, or loses the connection: the log may be gone before its end was read.
    const last = await Array.fromAsync(events).catch(() => []);
    expect(['cancelled', undefined]).toContain(last.at(-1)?.event.type);
    expect(app.log()).not.toContain('request failed');
  });

  it('is one’s own only: the others stay as they are', async () => {
    const other = app.sessions.issue(MUSEUM.id);
    const streamId = await ask({}, other);
    await ask();
    await erase();
    expect((await said(other)).messages).toHaveLength(2);
    expect(await Array.fromAsync(await app.resume(streamId, other))).not.toEqual([]);
  });

  it('is deleted once: then it is as one that never was', async () => {
    await ask();
    expect([(await erase()).status, (await erase()).status]).toEqual([204, 404]);
    expect((await erase()).text).toBe((await erase(new SessionTokens().issue(MUSEUM.id))).text);
  });

  it.each(['', 'test-session', new SessionTokens().issue(MUSEUM.id)])(
    'is nobody’s without a session: %j',
    async (as) => {
      await ask();
      const reply = await erase(as);
      expect(reply.status).toBe(404);
      expect(reply.json()).toMatchObject({ code: 'not_found' });
      expect((await said()).messages).toHaveLength(2);
    },
  );

  it('is not deleted by a page of another origin', async () => {
    await ask();
    const reply = await erase(session, { Origin: 'https://evil.example' });
    expect([reply.status, (reply.json() as { code: string }).code]).toEqual([403, 'forbidden_origin']);
    expect((await said()).messages).toHaveLength(2);
    expect((await erase(session, { Origin: 'https://museum.example' })).status).toBe(204);
  });

  it('may be deleted by a page elsewhere that its browser has asked first', async () => {
    const headers = { Origin: 'https://museum.example', 'Access-Control-Request-Method': 'DELETE' };
    const reply = await app.call('OPTIONS', PATHS.sessions, { headers });
    expect(reply.status).toBe(204);
    expect(reply.headers['access-control-allow-methods']).toContain('DELETE');
  });
});

describe('while a conversation is being deleted', () => {
  it('no question of its session is taken', async () => {
    await ask();
    const [begun, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const eraseAll = app.conversations.erase.bind(app.conversations);
    app.conversations.erase = async (...session) => {
      begun.resolve();
      await released.promise;
      return eraseAll(...session);
    };
    const erasing = erase();
    await begun.promise;
    const body = { message: QUESTION, chatbot_id: MUSEUM.id, session_id: session };
    expect(await app.post(PATHS.chat, body)).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
    released.resolve();
    expect((await erasing).status).toBe(204);
    expect((await app.call('GET', PATHS.messages, { headers: { Authorization: `Bearer ${session}` } })).status).toBe(
      404,
    );
  });
});
