import { describe, expect, it } from 'vitest';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOllamaServer } from '../stand-ins/ollama-server.ts';
import { askAll } from './ask.ts';
import { startServer } from './running-server.ts';

describe('the start-up text', () => {
  it('says where the site is, what to paste, which model answers and how to have another', async () => {
    await using server = await startServer({ SMAIL_MODEL: '', OLLAMA_HOST: '' });
    const text = server.stdout();
    expect(text).toContain(`${server.url}/`);
    expect(text).toContain(`<script src="${server.url}/smail-chat.js" data-chatbot-id="demo" async></script>`);
    expect(text).toMatch(/Model: (quote|ollama)/);
  });

  it('names the model that is configured', async () => {
    await using model = await startOllamaServer({ behaviour: { type: 'answer', tokens: 1 } });
    await using server = await startServer({ SMAIL_MODEL: 'ollama', OLLAMA_HOST: model.url, OLLAMA_MODEL: 'llama3.2' });
    expect(server.stdout()).toContain('Model: ollama (llama3.2)');
  });
});

describe('a port that is in use', () => {
  it('ends the start, though the documents were read by then', async () => {
    await using first = await startServer();
    const { port } = new URL(first.url);
    await expect(startServer({ PORT: port })).rejects.toThrow(/ended with 1:[^]*can not listen on port/);
  });
});

describe('a configuration that is not usable', () => {
  it.each([
    { env: { PORT: 'eighty' }, fault: 'PORT' },
    { env: { SMAIL_SECRET: 'short' }, fault: 'SMAIL_SECRET' },
    { env: { SMAIL_MODEL: 'openai-compatible' }, fault: 'OPENAI_BASE_URL' },
    { env: { SMAIL_CONFIG: '/nowhere/smail.config.json' }, fault: '/nowhere/smail.config.json' },
  ])('ends the start with a sentence that names $fault', async ({ env, fault }) => {
    await expect(startServer(env)).rejects.toThrow(fault);
  });

  it('is told with every fault at once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'smail-config-'));
    const file = join(folder, 'smail.config.json');
    await writeFile(file, JSON.stringify({ chatbots: [{ id: 'a b', name: 'A', documents: 'docs', colour: 'red' }] }));
    await expect(startServer({ SMAIL_CONFIG: file })).rejects.toThrow(/chatbots\.0\.id[^]*colour/);
    await rm(folder, { recursive: true });
  });

  it('is told where its site would show the data to everybody', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'smail-config-'));
    const file = join(folder, 'smail.config.json');
    await mkdir(join(folder, 'site', 'docs'), { recursive: true });
    const chatbot = { id: 'a', name: 'A', documents: 'site/docs' };
    await writeFile(file, JSON.stringify({ site: 'site', chatbots: [chatbot] }));
    const SMAIL_DATA = join(folder, 'site', 'data');
    await expect(startServer({ SMAIL_CONFIG: file, SMAIL_DATA })).rejects.toThrow(/site: .* holds the data folder/);
    await rm(folder, { recursive: true });
  });

  it('is told with every folder that is missing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'smail-config-'));
    const file = join(folder, 'smail.config.json');
    const chatbot = { id: 'a', name: 'A', documents: ['.', 'docs'] };
    await writeFile(file, JSON.stringify({ site: 'site', chatbots: [chatbot] }));
    await expect(startServer({ SMAIL_CONFIG: file })).rejects.toThrow(
      /site: there is no .*site[^]*chatbots\.0\.documents: there is no .*docs/,
    );
    await rm(folder, { recursive: true });
  });
});

describe('without a model', () => {
  it('the seed example is answered from the documents, with sources', async () => {
    await using server = await startServer();
    const events = await askAll(server.url, { message: 'Hello, how are you?', session_id: 'test-session' });
    const last = events.at(-1)?.event;
    if (last?.type !== 'complete') throw new Error('not complete');
    expect(last.content).toContain('welcome to the Havenmoor Lighthouse Museum');
    expect(last.sources[0]).toMatchObject({ title: expect.stringContaining('Hello and welcome') });
    expect(last.context_quality.grounded).toBe('good');
  });

  it('a question that the documents do not answer is told so', async () => {
    await using server = await startServer();
    const events = await askAll(server.url, { message: 'What is the capital of Mongolia?' });
    expect(events.at(-1)?.event).toMatchObject({
      type: 'complete',
      sources: [],
      context_quality: { grounded: 'none' },
    });
  });
});
