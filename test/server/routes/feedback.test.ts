import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FEEDBACK_COMMENT_MAX_LENGTH } from '../../../protocol/limits.ts';
import { PATHS, type MessagesResponse, type StoredMessage } from '../../../protocol/requests.ts';
import { SessionTokens } from '../../../server/chat/session-tokens.ts';
import { MUSEUM } from '../chat/museum.ts';
import { startApp, type Reply, type RunningApp } from '../running-app.ts';

let app: RunningApp;
let session: string;
let answerId: string;
beforeEach(async () => {
  app = await startApp();
  session = app.sessions.issue(MUSEUM.id);
  answerId = await answer(session);
});
afterEach(() => app[Symbol.asyncDispose]());

/** Puts a question and its answer into a session. */
async function answer(sessionId: string): Promise<string> {
  const id = randomUUID();
  await app.conversations.begin(sessionId, { questionId: randomUUID(), question: 'When?', answerId: id });
  await app.conversations.update(sessionId, id, { content: 'From 10.', state: 'complete' });
  return id;
}

function rate(body: unknown, { id = answerId, as = session, headers = {} } = {}): Promise<Reply> {
  return app.post(PATHS.feedback(id), body, { Authorization: `Bearer ${as}`, ...headers });
}

async function said(): Promise<readonly StoredMessage[]> {
  const reply = await app.call('GET', PATHS.messages, { headers: { Authorization: `Bearer ${session}` } });
  return (reply.json() as MessagesResponse).messages;
}

describe('what a visitor thinks of an answer', () => {
  it('is taken, and told with the conversation', async () => {
    const reply = await rate({ rating: 'down', comment: 'It is closed on Mondays.' });
    expect([reply.status, reply.text]).toEqual([204, '']);
    const [question, rated] = await said();
    expect(rated).toMatchObject({ id: answerId, feedback: { rating: 'down', comment: 'It is closed on Mondays.' } });
    expect(question).not.toHaveProperty('feedback');
  });

  it('takes the place of what they thought before, and can be taken back', async () => {
    await rate({ rating: 'down', comment: 'No.' });
    expect((await rate({ rating: 'up' })).status).toBe(204);
    expect((await said())[1]?.feedback).toStrictEqual({ rating: 'up' });
    expect((await rate({ rating: null })).status).toBe(204);
    expect((await said())[1]).not.toHaveProperty('feedback');
  });

  it.each(['', '  \n'])('has no comment where nothing was written: %j', async (comment) => {
    expect((await rate({ rating: 'up', comment })).status).toBe(204);
    expect((await said())[1]?.feedback).toStrictEqual({ rating: 'up' });
  });

  it('is logged without its words', async () => {
    await rate({ rating: 'down', comment: 'My name is Ada.' });
    expect(app.log()).toContain(`"message_id":"${answerId}","rating":"down","msg":"answer rated"`);
    expect(app.log()).not.toContain('Ada');
    expect(app.log()).not.toContain(session);
  });

  it.each([
    ['nothing', {}],
    ['no rating', { comment: 'Good.' }],
    ['another rating', { rating: 'sideways' }],
    ['a number', { rating: 1 }],
    ['a comment that is too long', { rating: 'up', comment: 'x'.repeat(FEEDBACK_COMMENT_MAX_LENGTH + 1) }],
    ['a comment without a rating', { rating: null, comment: 'Good.' }],
    ['a comment that is no text', { rating: 'up', comment: ['Good.'] }],
    ['a key that nobody knows', { rating: 'up', session_id: 'mine' }],
    ['a list', ['up']],
  ])('is refused with %s', async (_, body) => {
    const reply = await rate(body);
    expect(reply.status).toBe(400);
    expect(reply.json()).toMatchObject({ code: 'invalid_request' });
    expect((await said())[1]).not.toHaveProperty('feedback');
  });

  it('may be as long as the bound', async () => {
    expect((await rate({ rating: 'up', comment: 'x'.repeat(FEEDBACK_COMMENT_MAX_LENGTH) })).status).toBe(204);
  });

  it('is refused without JSON', async () => {
    const headers = { 'Content-Type': 'text/plain', Authorization: `Bearer ${session}` };
    expect((await app.call('POST', PATHS.feedback(answerId), { headers, body: '{"rating":"up"}' })).status).toBe(415);
  });

  it('is refused to a page of another origin, and taken from the owner’s', async () => {
    const refused = await rate({ rating: 'up' }, { headers: { Origin: 'https://evil.example' } });
    expect([refused.status, (refused.json() as { code: string }).code]).toEqual([403, 'forbidden_origin']);
    expect((await rate({ rating: 'up' }, { headers: { Origin: 'https://museum.example' } })).status).toBe(204);
  });

  it('is of an answer of one’s own: what is another’s and what is not there look alike', async () => {
    const [questionId] = (await said()).map(({ id }) => id);
    const foreign = await answer(app.sessions.issue(MUSEUM.id));
    const ids = [foreign, questionId, randomUUID(), 'constructor', '%25', '\u0000', 'x'.repeat(2_000)];
    const replies = await Promise.all(ids.map((id = '') => rate({ rating: 'up' }, { id })));
    for (const reply of replies) {
      expect(reply.status).toBe(404);
      expect(reply.text).toBe(replies[0]?.text);
    }
  });

  it.each(['', 'test-session', new SessionTokens().issue(MUSEUM.id)])(
    'is nobody’s without a session: %j',
    async (as) => {
      const reply = await rate({ rating: 'up' }, { as });
      expect(reply.status).toBe(404);
      expect(reply.json()).toMatchObject({ code: 'not_found' });
      expect((await said())[1]).not.toHaveProperty('feedback');
    },
  );
});
