import { DatabaseSync } from 'node:sqlite';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PATHS } from '../../protocol/requests.ts';
import { startOllamaServer } from '../stand-ins/ollama-server.ts';
import { askAll } from './ask.ts';
import { writeRoomyConfig } from './roomy-config.ts';
import { startServer } from './running-server.ts';

const QUESTION = { message: 'When are you open?', chatbot_id: 'demo' };
const TEXT = 'That was it for today.';

async function post(url: string): Promise<Response> {
  const headers = { 'Content-Type': 'application/json' };
  return fetch(url + PATHS.chat, { method: 'POST', headers, body: JSON.stringify(QUESTION) });
}

describe('a server as it is started by an owner', () => {
  it('takes thirty questions a minute from an address', async () => {
    await using server = await startServer({
      SMAIL_CONFIG: 'demo/smail.config.json',
      SMAIL_ANSWERS_PER_ADDRESS: '3',
    });
    const statuses: number[] = [];
    for (let question = 0; question < 32; question++) statuses.push((await post(server.url)).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(30);
    expect(statuses.slice(30)).toEqual([429, 429]);
  });

  it('takes as many requests from an address as it is told', async () => {
    await using server = await startServer({ SMAIL_REQUESTS_PER_MINUTE: '3' });
    const look = async (): Promise<number> => (await fetch(server.url + PATHS.chatbot('demo'))).status;
    expect([await look(), await look(), await look(), await look()]).toEqual([200, 200, 200, 429]);
    // What a page is made of is no request of this kind.
    expect((await fetch(`${server.url}/smail-chat.js`)).status).toBe(200);
  });

  it('keeps to a budget beyond its end, and asks for none where the model costs nothing', async () => {
    await using used = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'smail-budget-'));
    used.defer(() => rm(folder, { recursive: true }));
    const file = await writeRoomyConfig(folder);
    const config = JSON.parse(await readFile(file, 'utf8')) as { chatbots: object[] };
    const budget = { tokens_per_day: 13_600, text: TEXT };
    await writeFile(
      file,
      JSON.stringify({ ...config, chatbots: config.chatbots.map((one) => Object.assign(one, { budget })) }),
    );
    const model = used.use(await startOllamaServer({ behaviour: { type: 'answer', tokens: 3 } }));
    const env = { SMAIL_CONFIG: file, SMAIL_DATA: join(folder, 'data') };
    const paid = { ...env, SMAIL_MODEL: 'ollama', OLLAMA_HOST: model.url };
    {
      await using server = await startServer(paid);
      expect((await askAll(server.url, QUESTION)).at(-1)?.event.type).toBe('complete');
      let reply = await post(server.url);
      for (let question = 0; reply.ok && question < 100; question++) reply = await post(server.url);
      expect(reply.status).toBe(429);
      expect(await reply.json()).toMatchObject({ code: 'budget_exhausted', detail: TEXT });
    }
    {
      using database = new DatabaseSync(join(folder, 'data', 'limits.sqlite'), { readOnly: true });
      const spent = Number(database.prepare('SELECT tokens FROM spent').get()?.['tokens']);
      expect(spent).toBeGreaterThan(0);
      expect(spent).toBeLessThanOrEqual(13_600);
    }
    {
      await using server = await startServer(paid);
      expect((await post(server.url)).status).toBe(429);
    }
    await using server = await startServer(env);
    for (let question = 0; question < 5; question++) expect((await post(server.url)).status).toBe(200);
  });
});
