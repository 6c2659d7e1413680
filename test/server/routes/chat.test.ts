import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MESSAGE_MAX_LENGTH } from '../../../protocol/limits.ts';
import { PATHS, type ChatResponse } from '../../../protocol/requests.ts';
import { MemoryBudgets } from '../../../server/limits/memory-budgets.ts';
import { ModelError } from '../../../server/models/model.ts';
import type { ScriptedAnswer } from '../../stand-ins/scripted-model.ts';
import { MUSEUM, QUESTION } from '../chat/museum.ts';
import { startApp, type Reply, type RunningApp } from '../running-app.ts';

let app: RunningApp;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app[Symbol.asyncDispose]());

const VALID = { message: QUESTION, chatbot_id: MUSEUM.id };

/** Asks, and has the model write as `script` says. */
async function ask(
  script: (answer: ScriptedAnswer) => void,
  body: Readonly<Record<string, unknown>> = {},
): Promise<Reply> {
  const reply = app.post(PATHS.chat, { ...VALID, ...body });
  script(await app.model.nextAnswer());
  return reply;
}

function write(...texts: readonly string[]): (answer: ScriptedAnswer) => void {
  return (answer) => {
    answer.write(...texts);
    answer.end({ promptTokens: 26, completionTokens: 9 });
  };
}

function expectProblem({ status, headers, text, json }: Reply, expected: number, code: string): void {
  expect(status).toBe(expected);
  expect(headers['content-type']).toMatch(/^application\/problem\+json(;|$)/);
  expect(json()).toMatchObject({ type: 'about:blank', status: expected, code, detail: expect.stringMatching(/\.$/) });
  expect(text).not.toMatch(/\n\s+at |node_modules|\.ts\b/);
}

describe('a question that is answered all at once', () => {
  it('gives the whole answer, as the last event of a stream does, and the session', async () => {
    const { status, headers, json } = await ask(write('From ', '10.'));
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^application\/json/);
    const { session_id: session, ...body } = json() as ChatResponse;
    expect(body).toStrictEqual({
      content: 'From 10.',
      message_id: expect.any(String),
      finish_reason: 'stop',
      sources: [{ id: expect.any(String), title: 'Opening hours', url: '/visit.html', snippet: expect.any(String) }],
      context_quality: { coverage: 1, best_score: expect.any(Number), passages: 1, grounded: 'good' },
      usage: {
        prompt_tokens: 26,
        completion_tokens: 9,
        tokens_per_second: expect.any(Number),
        time_to_first_token_ms: expect.any(Number),
        cached: false,
      },
    });
    expect(app.sessions.verify(session)?.chatbotId).toBe(MUSEUM.id);
  });

  it('is kept as any other, and the conversation goes on', async () => {
    const { session_id: session, message_id: id } = (await ask(write('From 10.'))).json() as ChatResponse;
    expect(await app.conversations.recent(session, 10)).toMatchObject([
      { role: 'user', content: QUESTION },
      { id, role: 'assistant', content: 'From 10.', state: 'complete' },
    ]);
    const again = await ask(write('On Mondays.'), { session_id: session, message: 'When are you closed?' });
    expect(again.json()).toMatchObject({ session_id: session, content: 'On Mondays.' });
    expect(app.model.answers[1]?.prompt.messages.slice(1).map(({ content }) => content)).toEqual([
      QUESTION,
      'From 10.',
      'When are you closed?',
    ]);
  });

  it('may be cut off by the model', async () => {
    const reply = await ask((answer) => {
      answer.write('From ');
      answer.push({ type: 'end', finishReason: 'length' });
    });
    expect(reply.json()).toMatchObject({ content: 'From ', finish_reason: 'length' });
  });

  it('that comes again gives the same answer, while it is written and after its end', async () => {
    const body = { session_id: app.sessions.issue(MUSEUM.id), client_message_id: 'm1' };
    const first = app.post(PATHS.chat, { ...VALID, ...body });
    const answer = await app.model.nextAnswer();
    const second = app.post(PATHS.chat, { ...VALID, ...body });
    write('From 10.')(answer);
    const replies = [await first, await second, await app.post(PATHS.chat, { ...VALID, ...body })];
    for (const reply of replies) {
      expect(reply.status).toBe(200);
      expect(reply.json()).toEqual(replies[0]?.json());
    }
    expect(app.model.answers).toHaveLength(1);
  });

  it('that was asked for as a stream, which broke, gives the answer of that', async () => {
    const body = { session_id: app.sessions.issue(MUSEUM.id), client_message_id: 'm1' };
    const stream = await app.ask({ message: QUESTION, ...body });
    const answer = await app.model.nextAnswer();
    await stream.return();
    const reply = app.post(PATHS.chat, { ...VALID, ...body });
    write('From 10.')(answer);
    expect((await reply).json()).toMatchObject({ content: 'From 10.' });
    expect(app.model.answers).toHaveLength(1);
  });

  it('goes on without its connection, and is there when it comes again', async () => {
    const body = { session_id: app.sessions.issue(MUSEUM.id), client_message_id: 'm1' };
    const controller = new AbortController();
    const gone = fetch(`http://127.0.0.1:${app.port}${PATHS.chat}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...VALID, ...body }),
      signal: controller.signal,
    });
    const answer = await app.model.nextAnswer();
    controller.abort();
    await expect(gone).rejects.toThrow();
    expect(answer.signal.aborted).toBe(false);
    write('From 10.')(answer);
    expect((await app.post(PATHS.chat, { ...VALID, ...body })).json()).toMatchObject({ content: 'From 10.' });
    expect(app.log()).not.toContain('request failed');
  });
});

describe('an answer that there is not', () => {
  it.each([
    ['llm_unavailable', 503],
    ['llm_timeout', 504],
    ['llm_error', 502],
  ] as const)('because the model failed, %s, is a problem without the model’s words', async (code, status) => {
    const reply = await ask((answer) => {
      answer.write('From ');
      answer.fail(new ModelError(code, 'connect ECONNREFUSED 10.0.0.7:11434'));
    });
    expectProblem(reply, status, code);
    expect(reply.text).not.toMatch(/ECONNREFUSED|10\.0\.0\.7/);
    expect(app.log()).toContain('ECONNREFUSED');
  });

  it('because something failed that nobody expected is internal', async () => {
    const reply = await ask((answer) => answer.fail(new TypeError('undefined is not a function')));
    expectProblem(reply, 500, 'internal');
    expect(reply.text).not.toContain('undefined is not');
  });

  it('because it was cancelled is a problem; what there is of it is in the conversation', async () => {
    const session = app.sessions.issue(MUSEUM.id);
    const reply = app.post(PATHS.chat, { ...VALID, session_id: session, client_message_id: 'm1' });
    const answer = await app.model.nextAnswer();
    answer.write('From ');
    await app.post(PATHS.cancel, { session_id: session, client_message_id: 'm1' });
    expectProblem(await reply, 503, 'interrupted');
    await answer.over;
    expect(await app.conversations.recent(session, 1)).toMatchObject([{ state: 'cancelled' }]);
  });

  it('because the server shuts down is a problem, and not a connection that breaks', async () => {
    const reply = app.post(PATHS.chat, VALID);
    await app.model.nextAnswer();
    await app.chat.close(0);
    expectProblem(await reply, 503, 'interrupted');
  });
});

describe('a message that comes again while the first request with it is being let in', () => {
  it('is to be sent once more: 503, and the first has its answer', async () => {
    const entered = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    class SlowBudgets extends MemoryBudgets {
      override async reserve(...question: Parameters<MemoryBudgets['reserve']>) {
        entered.resolve();
        await gate.promise;
        return super.reserve(...question);
      }
    }
    await using slow = await startApp({ budgets: new SlowBudgets() });
    const body = { ...VALID, session_id: slow.sessions.issue(MUSEUM.id), client_message_id: 'm1' };
    const first = slow.post(PATHS.chat, body);
    await entered.promise;
    const second = await slow.post(PATHS.chat, body);
    gate.resolve();
    expectProblem(second, 503, 'interrupted');
    expect(second.headers['retry-after']).toBe('1');
    write('From 10.')(await slow.model.nextAnswer());
    expect((await first).status).toBe(200);
    expect(slow.log()).not.toContain('request failed');
  });
});

describe('a request that is no question', () => {
  it.each<[string, unknown, number, string]>([
    ['nothing', {}, 400, 'invalid_request'],
    ['a list', [VALID], 400, 'invalid_request'],
    ['an empty message', { ...VALID, message: ' \n' }, 400, 'invalid_request'],
    ['a message that is too long', { ...VALID, message: 'x'.repeat(MESSAGE_MAX_LENGTH + 1) }, 400, 'invalid_request'],
    ['a key that nobody knows', { ...VALID, history: [] }, 400, 'invalid_request'],
    ['a chatbot that is not there', { ...VALID, chatbot_id: 'none' }, 404, 'not_found'],
  ])('is refused as it is for a stream: %s', async (_, body, status, code) => {
    const reply = await app.post(PATHS.chat, body);
    expectProblem(reply, status, code);
    const streamed = await app.post(PATHS.chatStream, body);
    expect([streamed.status, streamed.text]).toEqual([reply.status, reply.text]);
    expect(app.model.answers).toEqual([]);
  });

  it('is refused from a page of another origin, without JSON, and by another method', async () => {
    expectProblem(await app.post(PATHS.chat, VALID, { Origin: 'https://evil.example' }), 403, 'forbidden_origin');
    const text = { headers: { 'Content-Type': 'text/plain' }, body: JSON.stringify(VALID) };
    expectProblem(await app.call('POST', PATHS.chat, text), 415, 'invalid_request');
    expectProblem(await app.call('GET', PATHS.chat), 404, 'not_found');
    expect(app.model.answers).toEqual([]);
  });
});
