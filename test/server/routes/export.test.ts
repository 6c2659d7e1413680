import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PATHS, type SessionExport } from '../../../protocol/requests.ts';
import { ModelError } from '../../../server/models/model.ts';
import type { ScriptedAnswer } from '../../stand-ins/scripted-model.ts';
import { MUSEUM, QUESTION } from '../chat/museum.ts';
import { startApp, type Reply, type RunningApp } from '../running-app.ts';

const VISITOR = 'AbCdEfGhIjKlMnOpQrStUv';

let app: RunningApp;
let session: string;
beforeEach(async () => {
  app = await startApp({ identify: async () => VISITOR });
  session = app.sessions.issue(MUSEUM.id);
});
afterEach(() => app[Symbol.asyncDispose]());

async function ask(script: (answer: ScriptedAnswer) => void, body: object = {}): Promise<void> {
  const events = Array.fromAsync(await app.ask({ message: QUESTION, session_id: session, ...body }));
  script(await app.model.nextAnswer());
  await events;
}

function answerWith(text: string): (answer: ScriptedAnswer) => void {
  return (answer) => {
    answer.write(text);
    answer.end();
  };
}

function take(as = session, headers = {}): Promise<Reply> {
  return app.call('GET', PATHS.export, { headers: { Authorization: `Bearer ${as}`, ...headers } });
}

describe('the export of a session', () => {
  it('is a file, which nobody keeps', async () => {
    const reply = await take();
    expect(reply.status).toBe(200);
    expect(reply.headers).toMatchObject({
      'content-type': expect.stringMatching(/^application\/json/),
      'content-disposition': 'attachment; filename=conversation.json',
      'cache-control': 'no-store',
    });
  });

  it('is empty where nothing was asked yet', async () => {
    const createdAt = app.sessions.verify(session)?.createdAt.toISOString();
    expect((await take()).json()).toStrictEqual({
      chatbot_id: MUSEUM.id,
      created_at: createdAt,
      last_used_at: createdAt,
      identified: false,
      messages: [],
    });
  });

  it('is all that is stored: every message, with its sources, its state, its outcome and its rating', async () => {
    await ask(answerWith('From 10.'), { client_message_id: 'm1' });
    const [, answer] = await app.conversations.recent(session, 10);
    await app.post(
      PATHS.feedback(answer?.id ?? ''),
      { rating: 'up', comment: 'Thanks' },
      { Authorization: `Bearer ${session}` },
    );
    await ask((answer) => {
      answer.write('On ');
      answer.fail(new ModelError('llm_error', 'CUDA out of memory'));
    });
    const reply = await take();
    const exported = reply.json() as SessionExport;
    expect(exported.messages).toMatchObject([
      { role: 'user', content: QUESTION, state: 'complete', client_message_id: 'm1' },
      {
        role: 'assistant',
        content: 'From 10.',
        state: 'complete',
        sources: [{ title: 'Opening hours' }],
        feedback: { rating: 'up', comment: 'Thanks' },
        outcome: { finish_reason: 'stop', usage: expect.anything(), context_quality: expect.anything() },
      },
      { role: 'user', content: QUESTION, state: 'complete' },
      { role: 'assistant', content: 'On ', state: 'failed', partial: true },
    ]);
    expect(Date.parse(exported.last_used_at)).toBeGreaterThanOrEqual(Date.parse(exported.created_at));
    expect(reply.text).not.toMatch(/CUDA/);
    expect(reply.text).not.toContain(session);
  });

  it('says whether the owner’s server has said who its visitor is, and nothing of who', async () => {
    const opened = await app.post(PATHS.sessions, { chatbot_id: MUSEUM.id, identity: 'signed' });
    const reply = await take((opened.json() as { session_id: string }).session_id);
    expect(reply.json()).toMatchObject({ identified: true });
    expect(reply.text).not.toContain(VISITOR);
  });

  it('is longer than what a page is shown: it is not cut', async () => {
    for (let number = 1; number <= 60; number++) {
      const answerId = `answer-${number}`;
      await app.conversations.begin(session, { questionId: `question-${number}`, question: 'When?', answerId });
      await app.conversations.update(session, answerId, { content: 'x'.repeat(10_000), state: 'complete' });
    }
    expect(((await take()).json() as SessionExport).messages).toHaveLength(120);
  });

  it('is refused to a page of another origin', async () => {
    expect((await take(session, { Origin: 'https://evil.example' })).status).toBe(403);
    expect((await take(session, { Origin: 'https://museum.example' })).status).toBe(200);
  });
});

describe('a session of a visitor whom the owner’s server names', () => {
  it('is another one each time, and says whose it is', async () => {
    const open = (): Promise<Reply> => app.post(PATHS.sessions, { chatbot_id: MUSEUM.id, identity: 'signed' });
    const [first, second] = [await open(), await open()].map(
      (reply) => (reply.json() as { session_id: string }).session_id,
    );
    expect(first).not.toBe(second);
    expect(app.sessions.verify(first ?? '')?.visitor).toBe(VISITOR);
  });

  it('is refused where the identity is not good: the path says so, and nothing of it is repeated', async () => {
    await using strict = await startApp();
    const reply = await strict.post(PATHS.sessions, { chatbot_id: MUSEUM.id, identity: 'a secret of theirs' });
    expect(reply.status).toBe(400);
    expect(reply.json()).toMatchObject({ code: 'invalid_request', errors: [{ path: 'identity' }] });
    expect(reply.text).not.toContain('a secret of theirs');
    expect(strict.log()).not.toContain('a secret of theirs');
  });

  it.each([1, null, {}, 'x'.repeat(4_097)])('is refused with an identity that can not be one: %j', async (identity) => {
    const reply = await app.post(PATHS.sessions, { chatbot_id: MUSEUM.id, identity });
    expect(reply.json()).toMatchObject({ status: 400, errors: [{ path: 'identity' }] });
  });
});
