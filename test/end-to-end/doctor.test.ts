import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOllamaServer } from '../stand-ins/ollama-server.ts';
import { startOpenAiServer } from '../stand-ins/openai-server.ts';
import { freePort } from './free-port.ts';
import { startServer } from './running-server.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Finding {
  readonly state: 'ok' | 'warning' | 'fault';
  readonly about: string;
  readonly says: string;
  readonly advice?: string;
}

let folder: string;
let data: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smail-doctor-'));
  data = join(folder, 'data');
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs the doctor in a process of its own. */
async function consult(
  env: Readonly<Record<string, string>> = {},
  ...options: string[]
): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, ['server/doctor.ts', ...options], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], SMAIL_MODEL: 'quote', SMAIL_DATA: data, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [[code], stdout, stderr] = await Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]);
  return { code: code as number, output: stdout + stderr };
}

/** @returns what the doctor finds about one thing, as it tells programs. */
async function findingsAbout(about: string, env: Readonly<Record<string, string>> = {}): Promise<readonly Finding[]> {
  const { output } = await consult(env, '--json');
  const { findings } = JSON.parse(output) as { findings: readonly Finding[] };
  return findings.filter((finding) => finding.about === about);
}

async function configure(config: object): Promise<string> {
  const file = join(folder, 'smail.config.json');
  await writeFile(file, JSON.stringify(config));
  return file;
}

async function writeDocuments(files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(join(folder, 'documents'), { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, 'documents', name), content);
}

const MUSEUM = { id: 'museum', name: 'Museum', documents: 'documents', origins: ['loopback'] };

/** A site of somebody else. */
async function startSite(listener: RequestListener): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

describe('the doctor', () => {
  it('finds nothing to mend in the demo, ends with 0, and makes nothing', async () => {
    const { code, output } = await consult();
    expect(output).not.toMatch(/[✗!] /);
    for (const about of [
      'Node',
      'environment',
      'configuration',
      'data folder',
      'secret',
      'model',
      'documents of demo',
    ]) {
      expect(output).toContain(`✓ ${about}`);
    }
    for (const about of ['widget', 'port', 'proxies', 'clock']) expect(output).toContain(`✓ ${about}`);
    expect(output).toContain('All is well.');
    expect(code).toBe(0);
    expect(await readdir(folder)).toEqual([]);
  });

  it('names every fault of the environment and of the configuration at once, says what to do, and ends with 1', async () => {
    const file = await configure({ chatbots: [{ ...MUSEUM, name: '', colour: 'red' }] });
    const { code, output } = await consult({ SMAIL_CONFIG: file, PORT: 'eighty', LOG_LEVEL: 'loud' });
    for (const fault of ['PORT: ', 'LOG_LEVEL: ', 'chatbots.0.name: ', 'chatbots.0: ']) {
      expect(output).toMatch(new RegExp(`^✗ .*${fault}`, 'm'));
    }
    expect(output).toContain('→ ');
    expect(output).toContain('To be mended: 4.');
    expect(code).toBe(1);
  });

  it('tells programs the same as JSON', async () => {
    const { code, output } = await consult({ PORT: 'eighty' }, '--json');
    const report = JSON.parse(output) as { ok: boolean; findings: readonly Finding[] };
    expect(report.ok).toBe(false);
    expect(report.findings).toContainEqual({
      state: 'fault',
      about: 'environment',
      says: expect.stringContaining('PORT: '),
      advice: expect.any(String),
    });
    expect(code).toBe(1);
  });

  it('never shows a secret, whatever repeats it', async () => {
    const key = `sk-${randomBytes(16).toString('hex')}`;
    const secret = randomBytes(32).toString('base64url');
    await using upstream = await startSite((request, response) => {
      response.writeHead(401).end(`Incorrect API key provided: ${request.headers.authorization}`);
    });
    const { code, output } = await consult({
      SMAIL_MODEL: 'openai-compatible',
      OPENAI_BASE_URL: upstream.url.replace('//', `//owner:${secret}@`),
      OPENAI_MODEL: key,
      OPENAI_API_KEY: key,
      SMAIL_SECRET: secret,
      SMAIL_CONFIG: `/nowhere/${secret}.json`,
    });
    expect(code).toBe(1);
    expect(output).toContain('✗ model');
    expect(output).not.toContain(key);
    expect(output).not.toContain(secret);
  });
});

describe('the doctor says of the model', () => {
  it('that it answers', async () => {
    await using model = await startOllamaServer({ behaviour: { type: 'answer', tokens: 3 } });
    const env = { SMAIL_MODEL: 'ollama', OLLAMA_HOST: model.url, OLLAMA_MODEL: 'llama3.2' };
    expect(await findingsAbout('model', env)).toEqual([
      { state: 'ok', about: 'model', says: expect.stringContaining('ollama (llama3.2) answers') },
    ]);
  });

  it('that Ollama is not there, and how to start it', async () => {
    const env = { SMAIL_MODEL: 'ollama', OLLAMA_HOST: `http://127.0.0.1:${await freePort()}` };
    expect(await findingsAbout('model', env)).toEqual([
      {
        state: 'fault',
        about: 'model',
        says: expect.stringContaining('ECONNREFUSED'),
        advice: expect.stringContaining('ollama serve'),
      },
    ]);
  });

  it('that it is not pulled, and how to pull it', async () => {
    await using model = await startOllamaServer({ behaviour: { type: 'answer', tokens: 3 } });
    const env = { SMAIL_MODEL: 'ollama', OLLAMA_HOST: model.url, OLLAMA_MODEL: 'mistral' };
    expect(await findingsAbout('model', env)).toEqual([
      {
        state: 'fault',
        about: 'model',
        says: expect.stringMatching(/no model mistral.*llama3\.2:latest/),
        advice: expect.stringContaining('ollama pull mistral'),
      },
    ]);
  });

  it('that it takes the key, or does not', async () => {
    await using model = await startOpenAiServer({ behaviour: { type: 'answer', tokens: 3 } });
    const env = { SMAIL_MODEL: 'openai-compatible', OPENAI_BASE_URL: `${model.url}/v1`, OPENAI_MODEL: 'local-model' };
    const [answers] = await findingsAbout('model', env);
    expect(answers?.says).toContain('answers');
    model.behaviour = { type: 'refusal', status: 401 };
    const [refuses] = await findingsAbout('model', env);
    expect(refuses).toMatchObject({ state: 'fault', says: expect.stringMatching(/answered 401$/) });
    expect(refuses?.advice).toContain('OPENAI_API_KEY');
  });
});

describe('the doctor says of what is stored', () => {
  it('that it is sound, also while the server runs', async () => {
    await using server = await startServer({ SMAIL_DATA: data });
    expect(server.alive()).toBe(true);
    expect(await findingsAbout('conversations.sqlite')).toEqual([
      { state: 'ok', about: 'conversations.sqlite', says: 'sound' },
    ]);
    expect((await findingsAbout('data folder')).map(({ state }) => state)).toEqual(['ok']);
    expect((await findingsAbout('secret')).map(({ state }) => state)).toEqual(['ok']);
  });

  it('that a database is damaged', async () => {
    await mkdir(data, { mode: 0o700 });
    await writeFile(join(data, 'conversations.sqlite'), randomBytes(8_192));
    expect(await findingsAbout('conversations.sqlite')).toMatchObject([
      { state: 'fault', says: expect.stringContaining('is damaged') },
    ]);
  });

  it.each(['conversations.sqlite', 'limits.sqlite'])('that a database is of a newer version: %s', async (name) => {
    await mkdir(data, { mode: 0o700 });
    const database = new DatabaseSync(join(data, name));
    database.exec('PRAGMA user_version = 9999');
    database.close();
    expect(await findingsAbout(name)).toMatchObject([
      { state: 'fault', says: expect.stringContaining('its version is 9999') },
    ]);
  });

  it('that others can read it, and that the secret is none', async () => {
    await mkdir(data);
    await chmod(data, 0o755);
    await writeFile(join(data, 'secret'), 'short');
    await writeFile(join(data, 'secret.previous'), randomBytes(32).toString('base64url'), { mode: 0o644 });
    expect(await findingsAbout('data folder')).toContainEqual(
      expect.objectContaining({ state: 'warning', advice: expect.stringContaining('chmod 700') }),
    );
    expect(await findingsAbout('secret')).toMatchObject([
      { state: 'fault', says: expect.stringContaining('32') },
      { state: 'warning', advice: expect.stringMatching(/^chmod 600 .*secret\.previous$/) },
    ]);
  });

  it('that the data folder is a file', async () => {
    await writeFile(data, '');
    expect(await findingsAbout('data folder')).toMatchObject([{ state: 'fault', advice: expect.any(String) }]);
  });

  it('that the clock stands before what was stored', async () => {
    const file = await configure({ chatbots: [{ ...MUSEUM, documents: '.' }] });
    const tomorrow = Date.now() / 1_000 + 86_400;
    await utimes(file, tomorrow, tomorrow);
    expect(await findingsAbout('clock', { SMAIL_CONFIG: file })).toMatchObject([{ state: 'warning' }]);
  });
});

describe('the doctor says of documents', () => {
  it('how many there are, and which are left out for what reason', async () => {
    await writeDocuments({ 'a.md': '# Hours\n\nOpen from ten to five.\n', 'b.md': '# Binary\n\n\u0000' });
    await writeFile(join(folder, 'documents', 'b.md'), Buffer.from([0xff, 0xfe, 0xfd]));
    const file = await configure({ chatbots: [MUSEUM] });
    expect(await findingsAbout('documents of museum', { SMAIL_CONFIG: file })).toEqual([
      {
        state: 'ok',
        about: 'documents of museum',
        says: expect.stringMatching(/: 1 documents, 1 passages$/),
      },
      { state: 'warning', about: 'documents of museum', says: expect.stringMatching(/^b\.md is left out: \S/) },
    ]);
  });

  it('that there are none, or no such folder', async () => {
    await writeDocuments({});
    const file = await configure({ chatbots: [MUSEUM] });
    expect(await findingsAbout('documents of museum', { SMAIL_CONFIG: file })).toMatchObject([{ state: 'warning' }]);
    await rm(join(folder, 'documents'), { recursive: true });
    expect(await findingsAbout('configuration', { SMAIL_CONFIG: file })).toContainEqual(
      expect.objectContaining({ state: 'fault', says: expect.stringContaining('chatbots.0.documents: there is no ') }),
    );
  });

  it('whether a site answers, is gone, or leads to another', async () => {
    await using site = await startSite((request, response) => {
      if (request.url === '/moved') response.writeHead(301, { location: 'https://other.example/' }).end();
      else response.writeHead(request.url === '/' ? 200 : 404).end('A page.');
    });
    const documents = [
      `${site.url}/`,
      `${site.url}/gone`,
      `${site.url}/moved`,
      `http://127.0.0.1:${await freePort()}/`,
    ];
    const file = await configure({ chatbots: [{ ...MUSEUM, documents }] });
    expect(await findingsAbout('documents of museum', { SMAIL_CONFIG: file })).toMatchObject([
      { state: 'ok' },
      { state: 'fault', says: expect.stringContaining('answers 404') },
      { state: 'fault', advice: expect.stringContaining('https://other.example/') },
      { state: 'fault', says: expect.stringContaining('ECONNREFUSED') },
    ]);
  });
});

describe('the doctor says of the network', () => {
  it('who has the port', async () => {
    await using other = await startSite((_, response) => void response.writeHead(404).end());
    const [taken] = await findingsAbout('port', { PORT: new URL(other.url).port });
    expect(taken).toMatchObject({ state: 'fault', advice: expect.stringContaining('PORT=') });
    expect(taken?.says).toContain(`(process ${process.pid})`);
  });

  it('that it is a smail-chat which has the port', async () => {
    await using server = await startServer();
    expect(await findingsAbout('port', { PORT: new URL(server.url).port })).toMatchObject([
      { state: 'ok', says: expect.stringContaining('a smail-chat that runs') },
    ]);
  });

  it('that an address is none of this machine', async () => {
    expect(await findingsAbout('port', { HOST: '192.0.2.1', PORT: '8001' })).toMatchObject([
      { state: 'fault', advice: expect.stringContaining('HOST') },
    ]);
  });

  it('that the proxy which ends TLS is not named, or that all the world is taken for one', async () => {
    const chatbots = [{ ...MUSEUM, documents: '.' }];
    const behind = { url: 'https://chat.museum.example', chatbots };
    const states: unknown[] = [];
    for (const config of [behind, { ...behind, proxies: ['127.0.0.1'] }, { ...behind, proxies: ['0.0.0.0/0'] }]) {
      const [finding] = await findingsAbout('proxies', { SMAIL_CONFIG: await configure(config) });
      states.push(finding?.state);
    }
    expect(states).toEqual(['warning', 'ok', 'warning']);
  });

  it('that no page may use a chatbot', async () => {
    const file = await configure({ chatbots: [{ ...MUSEUM, documents: '.', origins: [] }] });
    expect(await findingsAbout('configuration', { SMAIL_CONFIG: file })).toContainEqual(
      expect.objectContaining({ state: 'warning', advice: expect.stringContaining('"origins"') }),
    );
  });
});
