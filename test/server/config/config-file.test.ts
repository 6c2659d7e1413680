import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../../server/config/config-error.ts';
import { readConfigFile } from '../../../server/config/config-file.ts';

const MINIMAL = { id: 'museum', name: 'Lighthouse assistant', documents: 'documents' };

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smail-config-'));
  file = join(folder, 'smail.config.json');
});
afterEach(() => rm(folder, { recursive: true }));

async function read(config: unknown): ReturnType<typeof readConfigFile> {
  await writeFile(file, typeof config === 'string' ? config : JSON.stringify(config));
  return readConfigFile(file);
}

/** The lines of the error: the file, then one line a fault. */
async function faultsOf(config: unknown): Promise<string[]> {
  const error: unknown = await read(config).catch((caught: unknown) => caught);
  if (!(error instanceof ConfigError)) throw new Error('the configuration was taken', { cause: error });
  return error.message.split('\n').slice(1);
}

/** The versions of two chatbots, of which the first greets so. */
async function versions(greeting: string): Promise<(string | undefined)[]> {
  const { chatbots } = await read({
    chatbots: [
      { ...MINIMAL, greeting },
      { ...MINIMAL, id: 'shop' },
    ],
  });
  return [...chatbots.values()].map(({ version }) => version);
}

describe('a configuration file', () => {
  it('needs to hold little: the rest has defaults', async () => {
    const { url, proxies, site, chatbots } = await read({ chatbots: [MINIMAL] });
    expect([url, proxies, site]).toEqual([undefined, [], undefined]);
    expect([...chatbots]).toEqual([
      [
        'museum',
        {
          id: 'museum',
          name: 'Lighthouse assistant',
          greeting: expect.stringContaining('AI assistant'),
          suggestions: [],
          documents: [join(folder, 'documents')],
          siteUrl: undefined,
          origins: [],
          systemPrompt: '',
          limits: {
            messagesPerMinute: 12,
            messagesPerMinutePerAddress: 30,
            messagesPerMinuteInAll: 600,
            promptTokens: 8_000,
            answerTokens: 1_024,
          },
          budget: {
            tokensPerDay: undefined,
            tokensPerDayPerAddress: undefined,
            text: expect.stringContaining('come back tomorrow'),
          },
          guards: { masksStorage: false, masksModel: false, injection: 'log' },
          cacheMaxAge: 3_600,
          streamingPercent: 100,
          pacing: { mode: 'as_generated' },
          retentionDays: 30,
          analysis: undefined,
          version: expect.stringMatching(/^[\w-]{16}$/),
          language: undefined,
          texts: {},
          widget: {},
        },
      ],
    ]);
  });

  it('gives what it holds', async () => {
    const chatbot = {
      ...MINIMAL,
      greeting: 'Hello!',
      suggestions: ['When are you open?'],
      origins: ['https://www.museum.example', 'http://localhost:3000', 'loopback'],
      site_url: 'https://www.museum.example/de/',
      system_prompt: 'You are the assistant of the museum.',
    };
    const proxies = ['127.0.0.1', 'fd00::/8'];
    const config = await read({ proxies, site: 'site', chatbots: [chatbot, { ...MINIMAL, id: 'shop' }] });
    const { site, chatbots } = config;
    expect(config.proxies).toEqual(proxies);
    expect(site).toBe(join(folder, 'site'));
    expect([...chatbots.keys()]).toEqual(['museum', 'shop']);
    const { system_prompt: systemPrompt, site_url: siteUrl, ...rest } = chatbot;
    expect(chatbots.get('museum')).toMatchObject({
      ...rest,
      documents: [join(folder, 'documents')],
      siteUrl,
      systemPrompt,
    });
  });

  it('says what a chatbot takes, spends, keeps and shows', async () => {
    const chatbot = {
      ...MINIMAL,
      limits: { messages_per_minute: 3, prompt_tokens: 4_000 },
      budget: { tokens_per_day: 100_000, tokens_per_day_per_address: 20_000, text: 'Until tomorrow!' },
      guards: { mask: ['model', 'storage'], injection: 'refuse' },
      cache: { max_age: 60 },
      streaming: { rollout_percent: 25 },
      pacing: { mode: 'words', words_per_chunk: 1, delay_ms: 30 },
      retention_days: 0,
      analysis: 'analysis.js',
    };
    expect((await read({ chatbots: [chatbot] })).chatbots.get('museum')).toMatchObject({
      limits: { messagesPerMinute: 3, messagesPerMinutePerAddress: 30, promptTokens: 4_000, answerTokens: 1_024 },
      budget: { tokensPerDay: 100_000, tokensPerDayPerAddress: 20_000, text: 'Until tomorrow!' },
      guards: { masksStorage: true, masksModel: true, injection: 'refuse' },
      cacheMaxAge: 60,
      streamingPercent: 25,
      pacing: { mode: 'words', wordsPerChunk: 1, delayMs: 30 },
      retentionDays: 0,
      analysis: join(folder, 'analysis.js'),
    });
  });

  it('switches the cache and streaming off with one word each', async () => {
    const chatbot = { ...MINIMAL, cache: { enabled: false, max_age: 60 }, streaming: { enabled: false } };
    const { chatbots } = await read({ chatbots: [chatbot] });
    expect(chatbots.get('museum')).toMatchObject({ cacheMaxAge: 0, streamingPercent: 0 });
  });

  it('gives each chatbot a version, which changes with it alone', async () => {
    const [first, other] = await versions('Hello!');
    expect(await versions('Hello!')).toEqual([first, other]);
    const [changed, same] = await versions('Good morning!');
    expect(changed).not.toBe(first);
    expect(same).toBe(other);
  });

  it('names one source of documents or several: folders, and sites, which stay as they are', async () => {
    const { chatbots } = await read({
      chatbots: [{ ...MINIMAL, documents: ['documents', 'https://www.museum.example/'] }],
    });
    expect(chatbots.get('museum')?.documents).toEqual([join(folder, 'documents'), 'https://www.museum.example/']);
  });

  it('may name the address of the server: its own pages may use every chatbot', async () => {
    const { url, chatbots } = await read({
      url: 'https://chat.museum.example',
      chatbots: [MINIMAL, { ...MINIMAL, id: 'shop', origins: ['https://shop.example'] }],
    });
    expect(url).toBe('https://chat.museum.example');
    expect([...chatbots.values()].map(({ origins }) => origins)).toEqual([
      ['https://chat.museum.example'],
      ['https://shop.example', 'https://chat.museum.example'],
    ]);
  });

  it('has paths that are relative to it, wherever the server was started; absolute ones stay', async () => {
    const chatbots = [
      { ...MINIMAL, id: 'a', documents: './a' },
      { ...MINIMAL, id: 'b', documents: '../b' },
      { ...MINIMAL, id: 'c', documents: '/srv/c' },
    ];
    await writeFile(file, JSON.stringify({ site: './site', chatbots }));
    for (const path of [file, relative(process.cwd(), file)]) {
      const config = await readConfigFile(path);
      expect(config.site).toBe(join(folder, 'site'));
      expect([...config.chatbots.values()].map(({ documents }) => documents)).toEqual([
        [join(folder, 'a')],
        [join(dirname(folder), 'b')],
        ['/srv/c'],
      ]);
    }
  });

  it('of the demo is valid, and its folders are there', async () => {
    const demo = fileURLToPath(new URL('../../../demo/smail.config.json', import.meta.url));
    const { site, chatbots } = await readConfigFile(demo);
    expect([...chatbots.keys()]).toEqual(['demo']);
    const folders = [site ?? '', ...[...chatbots.values()].flatMap(({ documents }) => documents)];
    for (const path of folders) expect((await stat(path)).isDirectory(), path).toBe(true);
  });
});

describe('a configuration file is refused', () => {
  it.each(['.', '..', './', '/'])('that its own site would serve to everybody: %s', async (site) => {
    expect(await faultsOf({ site, chatbots: [MINIMAL] })).toEqual([
      expect.stringMatching(/^ {2}- site: has this file in it/),
    ]);
    expect((await read({ site: './..site', chatbots: [MINIMAL] })).site).toBe(join(folder, '..site'));
  });

  it('that is not there, with its path', async () => {
    expect.assertions(2);
    try {
      await readConfigFile(file);
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      expect((error as ConfigError).message).toContain(file);
    }
  });

  it('that is not JSON, with the place', async () => {
    expect(await faultsOf('{ "chatbots": [] \n site }')).toEqual([expect.stringMatching(/JSON at .*line 2 column 2/)]);
  });

  it('that is not JSON, with its path', async () => {
    await expect(read('{')).rejects.toThrow(file);
  });

  it.each([[null], [[]], ['"text"'], [{}], [{ chatbots: [] }], [{ chatbots: {} }]])(
    'that has no chatbots: %j',
    async (config) => {
      expect(await faultsOf(config)).toHaveLength(1);
    },
  );

  it.each<[string, object]>([
    ['id', { id: 'a b' }],
    ['id', { id: '../museum' }],
    ['id', { id: '' }],
    ['id', { id: 'x'.repeat(65) }],
    ['name', { name: '' }],
    ['name', { name: 'x'.repeat(81) }],
    ['name', { name: 1 }],
    ['greeting', { greeting: 'x'.repeat(1_001) }],
    ['suggestions', { suggestions: ['1', '2', '3', '4', '5', '6', '7'] }],
    ['suggestions.1', { suggestions: ['1', ''] }],
    ['documents', { documents: '' }],
    ['documents', { documents: undefined }],
    ['documents', { documents: [] }],
    ['documents.1', { documents: ['documents', 'ftp://museum.example/'] }],
    ['limits.messages_per_minute', { limits: { messages_per_minute: 0 } }],
    ['limits.answer_tokens', { limits: { answer_tokens: 1.5 } }],
    ['budget.tokens_per_day', { budget: { tokens_per_day: 0 } }],
    ['budget.tokens_per_day_per_address', { budget: { tokens_per_day_per_address: 9_023 } }],
    ['budget.text', { budget: { text: '' } }],
    ['guards.mask.0', { guards: { mask: ['log'] } }],
    ['guards.injection', { guards: { injection: 'block' } }],
    ['cache.max_age', { cache: { max_age: 0 } }],
    ['streaming.rollout_percent', { streaming: { rollout_percent: 101 } }],
    ['pacing.mode', { pacing: { mode: 'letters' } }],
    ['pacing.delay_ms', { pacing: { delay_ms: 2_001 } }],
    ['retention_days', { retention_days: -1 }],
    ['analysis', { analysis: '' }],
    ['site_url', { site_url: 'www.museum.example' }],
    ['site_url', { site_url: 'ftp://www.museum.example/' }],
    ['system_prompt', { system_prompt: 'x'.repeat(4_001) }],
    ['origins.0', { origins: ['www.museum.example'] }],
    ['origins.0', { origins: ['https://www.museum.example/'] }],
    ['origins.0', { origins: ['https://www.museum.example/visit'] }],
    ['origins.0', { origins: ['https://user@www.museum.example'] }],
    ['origins.0', { origins: ['*'] }],
    ['origins.0', { origins: ['null'] }],
    ['origins.1', { origins: ['loopback', 'file:///'] }],
  ])('with a wrong value, naming its path: %s in %j', async (path, change) => {
    const faults = await faultsOf({
      chatbots: [
        { ...MINIMAL, id: 'first' },
        { ...MINIMAL, ...change },
      ],
    });
    expect(faults).toEqual([expect.stringMatching(new RegExp(`^ {2}- chatbots\\.1\\.${path}: .+`))]);
  });

  it.each(['chat.museum.example', 'https://chat.museum.example/', 'loopback', ''])(
    'with an address of the server that is no origin: %j',
    async (url) => {
      expect(await faultsOf({ url, chatbots: [MINIMAL] })).toEqual([expect.stringContaining('url: must be an origin')]);
    },
  );

  it.each(['https://*.com', 'https://www.*.example', 'ftp://museum.example', 'wss://museum.example'])(
    'with an origin that no page can have: %s',
    async (origin) => {
      const faults = await faultsOf({ chatbots: [{ ...MINIMAL, origins: [origin] }] });
      expect(faults).toEqual([expect.stringContaining('chatbots.0.origins.0: must be an origin')]);
    },
  );

  it.each(['localhost', '300.1.1.1', '10.0.0.0/33', ''])('with a proxy that is no address: %j', async (proxy) => {
    const faults = await faultsOf({ proxies: [proxy], chatbots: [MINIMAL] });
    expect(faults).toEqual([expect.stringContaining('proxies.0: must be an address')]);
  });

  it('with two chatbots of one id', async () => {
    expect(await faultsOf({ chatbots: [MINIMAL, MINIMAL] })).toEqual(['  - chatbots: two chatbots have the same id']);
  });

  it('with a key that nobody knows, as a typing error makes it, or a prompt in the wrong place', async () => {
    expect(await faultsOf({ sites: 'site', chatbots: [{ ...MINIMAL, systemPrompt: 'x' }] })).toEqual([
      expect.stringMatching(/chatbots\.0: .*"systemPrompt"/),
      expect.stringMatching(/\(whole\): .*"sites"/),
    ]);
  });

  it('with all its faults at once, each with its path', async () => {
    const faults = await faultsOf({
      site: 1,
      chatbots: [
        { ...MINIMAL, name: '', origins: ['*'] },
        { ...MINIMAL, id: 'b c' },
      ],
    });
    expect(faults.map((fault) => /- (\S+):/.exec(fault)?.[1])).toEqual([
      'site',
      'chatbots.0.name',
      'chatbots.0.origins.0',
      'chatbots.1.id',
    ]);
  });
});
