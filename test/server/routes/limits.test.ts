import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PATHS, type SessionResponse } from '../../../protocol/requests.ts';
import { MemoryBudgets } from '../../../server/limits/memory-budgets.ts';
import { SqliteBudgets } from '../../../server/limits/sqlite-budgets.ts';
import { configure, MUSEUM, QUESTION } from '../chat/museum.ts';
import { startApp, type AppOptions, type Reply, type RunningApp } from '../running-app.ts';

const PROXY = '127.0.0.1';
const ENTRY = {
  id: MUSEUM.id,
  name: 'Museum',
  documents: 'museum/documents',
  cache: { enabled: false },
};

let used: AsyncDisposableStack;
beforeEach(() => {
  used = new AsyncDisposableStack();
});
afterEach(() => used[Symbol.asyncDispose]());

/** Starts the app with one chatbot that its owner has configured so. */
async function start(entry: Readonly<Record<string, unknown>>, options: AppOptions = {}): Promise<RunningApp> {
  return used.use(await startApp({ chatbots: [configure({ ...ENTRY, ...entry })], proxies: [PROXY], ...options }));
}

/** Asks for a whole answer, from an address that the proxy names. */
async function ask(
  app: RunningApp,
  body: Readonly<Record<string, unknown>> = {},
  address = '203.0.113.7',
): Promise<Reply> {
  return app.post(PATHS.chat, { message: QUESTION, chatbot_id: MUSEUM.id, ...body }, { 'X-Forwarded-For': address });
}

/** Has the model answer each question with the same, as it is asked. */
function answerAll(app: RunningApp): void {
  void (async () => {
    for (;;) {
      const answer = await app.model.nextAnswer();
      answer.write('At ten.');
      answer.end();
    }
  })();
}

async function openSession(app: RunningApp): Promise<string> {
  const reply = await app.post(PATHS.sessions, { chatbot_id: MUSEUM.id });
  return (reply.json() as SessionResponse).session_id;
}

function expectLimited(reply: Reply, code = 'rate_limited'): void {
  expect(reply.status).toBe(429);
  expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(reply.headers['retry-after']).toMatch(/^[1-9]\d*$/);
  expect(reply.json()).toMatchObject({ status: 429, code });
}

describe('questions', () => {
  it('are limited for a session', async () => {
    const app = await start({ limits: { messages_per_minute: 2 } });
    answerAll(app);
    const session_id = await openSession(app);
    for (let question = 0; question < 2; question++) expect((await ask(app, { session_id })).status).toBe(200);
    expectLimited(await ask(app, { session_id }));
    expect((await ask(app, { session_id: await openSession(app) })).status).toBe(200);
    expect(app.model.answers).toHaveLength(3);
  });

  it('are limited for an address, and nobody gets round that by a header of their own', async () => {
    const app = await start({ limits: { messages_per_minute_per_address: 2 } });
    answerAll(app);
    for (const mine of ['1.1.1.1, ', '2.2.2.2, ']) expect((await ask(app, {}, `${mine}203.0.113.7`)).status).toBe(200);
    expectLimited(await ask(app, {}, '3.3.3.3, 203.0.113.7'));
    expect((await ask(app, {}, '203.0.113.8')).status).toBe(200);
  });

  it('are limited for a chatbot', async () => {
    const app = await start({ limits: { messages_per_minute_in_all: 2 } });
    answerAll(app);
    for (const address of ['203.0.113.1', '203.0.113.2']) expect((await ask(app, {}, address)).status).toBe(200);
    expectLimited(await ask(app, {}, '203.0.113.3'));
  });

  it('are not those that come again: they join their answer, however often', async () => {
    const app = await start({ limits: { messages_per_minute: 1 } });
    const body = { session_id: await openSession(app), client_message_id: 'm-1' };
    const replies = Array.from({ length: 10 }, () => ask(app, body));
    const answer = await app.model.nextAnswer();
    answer.write('At ten.');
    answer.end();
    for (const reply of await Promise.all(replies)) expect(reply.status).toBe(200);
    expect((await ask(app, body)).status).toBe(200);
    expectLimited(await ask(app, { ...body, client_message_id: 'm-2' }));
    expect(app.model.answers).toHaveLength(1);
  });

  it('that are refused are not asked later, and may be sent again under their id', async () => {
    const app = await start({ limits: { messages_per_minute: 1 } });
    answerAll(app);
    const session_id = await openSession(app);
    await ask(app, { session_id });
    for (let times = 0; times < 3; times++) expectLimited(await ask(app, { session_id, client_message_id: 'm-2' }));
    const stored = await app.call('GET', PATHS.messages, {
      headers: { Authorization: `Bearer ${session_id}` },
    });
    expect(stored.text).not.toContain('m-2');
  });
});

describe('answers that are written at once', () => {
  it('are three for an address, and one more when one has ended', async () => {
    const app = await start({}, { answersPerAddress: 3 });
    const running = Array.from({ length: 3 }, () => ask(app));
    const answers = [await app.model.nextAnswer(), await app.model.nextAnswer(), await app.model.nextAnswer()];
    expectLimited(await ask(app));
    answers[0]?.write('At ten.');
    answers[0]?.end();
    await Promise.race(running);
    const next = ask(app);
    for (const answer of [...answers.slice(1), await app.model.nextAnswer()]) {
      answer.write('At ten.');
      answer.end();
    }
    expect((await next).status).toBe(200);
  });
});

describe('requests of any kind', () => {
  it('are limited for an address, and what is refused is told with the headers that a page needs to read it', async () => {
    const app = await start({}, { requestsPerMinute: 5 });
    const look = async (address: string): Promise<Reply> =>
      app.call('GET', PATHS.chatbot(MUSEUM.id), { headers: { 'X-Forwarded-For': address } });
    for (let times = 0; times < 5; times++) expect((await look('203.0.113.7')).status).toBe(200);
    const refused = await look('203.0.113.7');
    expectLimited(refused);
    expect(refused.headers['access-control-allow-origin']).toBe('*');
    expect(refused.headers.vary).toContain('Origin');
    expect((await look('203.0.113.8')).status).toBe(200);
    // IPv6: the whole /64 is one.
    for (let host = 1; host <= 5; host++) expect((await look(`2001:db8::${host}`)).status).toBe(200);
    expectLimited(await look('2001:db8::ffff:1'));
  });
});

describe('a budget', () => {
  const TEXT = 'We are closed for today. Please call us.';
  const NEEDS = { prompt_tokens: 8_000, answer_tokens: 1_000 };

  it('that is used up is told in the words of the owner, until the next day', async () => {
    const app = await start({ limits: NEEDS, budget: { tokens_per_day: 9_500, text: TEXT } });
    answerAll(app);
    expect((await ask(app)).status).toBe(200);
    let reply = await ask(app);
    // What was kept and not needed is there again: it takes some answers.
    for (let answer = 0; reply.status === 200 && answer < 50; answer++) reply = await ask(app);
    expectLimited(reply, 'budget_exhausted');
    expect(reply.json()).toMatchObject({ detail: TEXT });
    expect(Number(reply.headers['retry-after'])).toBeLessThanOrEqual(86_400);
  });

  describe.each(['in memory', 'in SQLite'])('%s', (kind) => {
    it('for ten answers gives ten of a thousand who ask at once, and spends no token more', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'smail-budget-'));
      used.defer(() => rm(folder, { recursive: true }));
      const file = join(folder, 'limits.sqlite');
      const budgets = kind === 'in memory' ? new MemoryBudgets() : used.use(new SqliteBudgets(file));
      const limits = {
        // What is given back when the prompt is known is not enough for one more.
        prompt_tokens: 8_000,
        answer_tokens: 100_000,
        messages_per_minute_per_address: 100_000,
        messages_per_minute_in_all: 100_000,
      };
      const app = await start({ limits, budget: { tokens_per_day: 1_080_000, text: TEXT } }, { budgets });

      const asked = Array.from({ length: 1_000 }, () => askOnce(app.port));
      const answers: Awaited<ReturnType<RunningApp['model']['nextAnswer']>>[] = [];
      for (let answer = 0; answer < 10; answer++) answers.push(await app.model.nextAnswer());
      // All others have their answer before the first of the ten has its own.
      const refused: number[] = [];
      await Promise.all(
        asked.map(async (one) => {
          const status = await one;
          if (status !== 200) refused.push(status);
          if (refused.length === 990) {
            for (const answer of answers) {
              answer.write('At ten.');
              answer.end();
            }
          }
        }),
      );
      expect(refused).toEqual(Array<number>(990).fill(429));
      expect(app.model.answers).toHaveLength(10);
      if (kind === 'in SQLite') {
        using database = new DatabaseSync(file, { readOnly: true });
        const [row] = database.prepare('SELECT sum(tokens) AS tokens FROM spent').all();
        expect(Number(row?.['tokens'])).toBeGreaterThan(0);
        expect(Number(row?.['tokens'])).toBeLessThanOrEqual(1_080_000);
      }
    });
  });
});

/** @returns the status of one question. */
async function askOnce(port: number): Promise<number> {
  const headers = { 'Content-Type': 'application/json' };
  const outgoing = request({
    host: '127.0.0.1',
    port,
    method: 'POST',
    path: PATHS.chat,
    headers,
    agent: false,
  });
  outgoing.end(JSON.stringify({ message: QUESTION, chatbot_id: MUSEUM.id }));
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  await buffer(response);
  return response.statusCode ?? 0;
}
