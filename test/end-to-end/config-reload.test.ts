import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PATHS } from '../../protocol/requests.ts';
import { startOllamaServer } from '../stand-ins/ollama-server.ts';
import { ask, askAll } from './ask.ts';
import { startServer, type RunningServer } from './running-server.ts';

/** Roomy, because the tests ask until they see what they wait for. */
const limits = { messages_per_minute: 1_000, messages_per_minute_per_address: 1_000 };
const MUSEUM = { id: 'museum', name: 'Museum', documents: 'museum', limits, cache: { enabled: false } };
const BAKERY = { id: 'bakery', name: 'Bakery', documents: 'bakery', limits, cache: { enabled: false } };

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smail-reload-'));
  file = join(folder, 'smail.config.json');
  await writeDocument('museum', 'Opening hours', 'The museum is open from ten to five every day but Monday.');
  await writeDocument('bakery', 'Sourdough bread', 'Our sourdough bread costs four pounds fifty a loaf.');
  await configure(MUSEUM);
});
afterEach(() => rm(folder, { recursive: true }));

async function writeDocument(name: string, title: string, text: string): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'page.md'), `---\ntitle: ${title}\nurl: /page.html\n---\n\n${text}\n`);
}

/** Puts a new file in the place of the old one, as editors do. */
async function configure(...chatbots: readonly object[]): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify({ chatbots }));
  await rename(`${file}.new`, file);
}

function settings(server: RunningServer, chatbotId: string): Promise<Response> {
  return fetch(server.url + PATHS.chatbot(chatbotId));
}

async function nameOf(server: RunningServer, chatbotId: string): Promise<unknown> {
  const response = await settings(server, chatbotId);
  return response.ok ? ((await response.json()) as { name: unknown }).name : response.status;
}

describe('a configuration that changes while the server runs', () => {
  it('is taken over: a chatbot has another name, one more answers from its documents, one is gone', async () => {
    await using server = await startServer({ SMAIL_CONFIG: file });
    expect(await nameOf(server, 'museum')).toBe('Museum');
    expect(await nameOf(server, 'bakery')).toBe(404);

    await configure({ ...MUSEUM, name: 'Lighthouse' }, BAKERY);
    await expect.poll(() => nameOf(server, 'museum')).toBe('Lighthouse');
    expect(await nameOf(server, 'bakery')).toBe('Bakery');
    await expect
      .poll(async () => {
        const events = await askAll(server.url, { chatbot_id: 'bakery', message: 'What does sourdough bread cost?' });
        return JSON.stringify(events.at(-1)?.event);
      })
      .toContain('four pounds fifty');

    await configure(BAKERY);
    await expect.poll(() => nameOf(server, 'museum')).toBe(404);
    expect(await nameOf(server, 'bakery')).toBe('Bakery');
  });

  it('stays as it is while the file has faults, which the log has all with their paths', async () => {
    await using server = await startServer({ SMAIL_CONFIG: file });
    await configure({ ...MUSEUM, name: '', colour: 'red' }, { ...BAKERY, documents: 7 });
    await expect.poll(server.log).toContain('the configuration is not usable: the old one stays');
    const line = server
      .log()
      .split('\n')
      .find((text) => text.includes('the old one stays'));
    expect(line).toMatch(/chatbots\.0\.name: .*chatbots\.0: .*colour.*chatbots\.1\.documents: /);
    expect(await nameOf(server, 'museum')).toBe('Museum');

    await configure({ ...MUSEUM, name: 'Lighthouse' });
    await expect.poll(() => nameOf(server, 'museum')).toBe('Lighthouse');
  });

  it('does not reach an answer that is being written, though its chatbot is gone', async () => {
    await using model = await startOllamaServer({ behaviour: { type: 'answer', tokens: Infinity, intervalMs: 10 } });
    const env = { SMAIL_CONFIG: file, SMAIL_MODEL: 'ollama', OLLAMA_HOST: model.url, SMAIL_DRAIN_MS: '0' };
    await using server = await startServer(env);
    let read = 0;
    let writtenUntilGone = Infinity;
    for await (const { event } of ask(server.url, { chatbot_id: 'museum', message: 'When are you open?' })) {
      if (event.type !== 'token') continue;
      if (++read > writtenUntilGone + 5) break;
      if (read > 1) continue;
      await configure(BAKERY);
      await expect.poll(() => nameOf(server, 'museum')).toBe(404);
      writtenUntilGone = model.requests[0]?.emitted.length ?? Infinity;
    }
    expect(read).toBeGreaterThan(writtenUntilGone);
  });

  it('is read again at SIGHUP', async () => {
    await using server = await startServer({ SMAIL_CONFIG: file });
    await configure({ ...MUSEUM, name: 'Lighthouse' });
    server.signal('SIGHUP');
    await expect.poll(() => nameOf(server, 'museum')).toBe('Lighthouse');
    expect(server.alive()).toBe(true);
  });

  it('may name other origins, which hold at once', async () => {
    await using server = await startServer({ SMAIL_CONFIG: file });
    const allowed = async (): Promise<string | null> => {
      const headers = { origin: 'https://www.museum.example' };
      const response = await fetch(server.url + PATHS.chatbot('museum'), { headers });
      return response.ok ? response.headers.get('access-control-allow-origin') : null;
    };
    expect(await allowed()).toBeNull();
    await configure({ ...MUSEUM, origins: ['https://www.museum.example'] });
    await expect.poll(allowed).not.toBeNull();
  });
});
