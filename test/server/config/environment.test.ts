import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../../server/config/config-error.ts';
import { readEnvironment } from '../../../server/config/environment.ts';

/** The lines of the error: the source, then one line a fault. */
function faultsOf(env: Readonly<Record<string, string>>): string[] {
  try {
    readEnvironment(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n').slice(1);
    throw error;
  }
  throw new Error('the environment was taken');
}

describe('an environment in which nothing is set', () => {
  it('is usable: the server listens on this machine alone and looks for a model', () => {
    expect(readEnvironment({})).toMatchObject({
      host: '127.0.0.1',
      port: 8001,
      logLevel: 'info',
      configFile: undefined,
      secret: undefined,
      orphanGraceMs: 30_000,
      model: { kind: 'auto' },
    });
  });

  it('is one in which all is set to nothing, and whatever else is set', () => {
    const names = ['HOST', 'PORT', 'LOG_LEVEL', 'SMAIL_CONFIG', 'SMAIL_SECRET', 'SMAIL_MODEL', 'SMAIL_ORPHAN_GRACE_MS'];
    const models = ['OLLAMA_HOST', 'OLLAMA_MODEL', 'OPENAI_BASE_URL', 'OPENAI_API_KEY', 'OPENAI_MODEL'];
    const empty = Object.fromEntries([...names, ...models].map((name) => [name, '']));
    expect(readEnvironment({ ...empty, PATH: '/usr/bin', HOME: undefined })).toEqual(readEnvironment({}));
  });
});

describe('an environment', () => {
  it('switches streams off where it says so in one of the usual words', () => {
    for (const word of ['false', 'FALSE', '0', 'no', 'off']) {
      expect(readEnvironment({ USE_STREAMING: word }).useStreaming).toBe(false);
    }
    for (const word of ['true', '1', '']) expect(readEnvironment({ USE_STREAMING: word }).useStreaming).toBe(true);
    expect(faultsOf({ USE_STREAMING: 'sometimes' })).toEqual(['  - USE_STREAMING: must be true or false']);
  });

  it('gives what is set', () => {
    const env = {
      HOST: '0.0.0.0',
      PORT: '0',
      LOG_LEVEL: 'silent',
      SMAIL_CONFIG: '/etc/smail.json',
      SMAIL_SECRET: 'a secret of at least 32 characters',
      SMAIL_ORPHAN_GRACE_MS: '250',
    };
    expect(readEnvironment(env)).toMatchObject({
      host: '0.0.0.0',
      port: 0,
      logLevel: 'silent',
      configFile: '/etc/smail.json',
      secret: 'a secret of at least 32 characters',
      orphanGraceMs: 250,
    });
  });

  it.each([
    ['PORT', 'many'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', ' '],
    ['PORT', '0x1F90'],
    ['PORT', '1e3'],
    ['PORT', '8001; rm -rf /'],
    ['PORT', 'Infinity'],
    ['LOG_LEVEL', 'loud'],
    ['SMAIL_SECRET', 'too short'],
    ['SMAIL_ORPHAN_GRACE_MS', 'soon'],
    ['SMAIL_ORPHAN_GRACE_MS', '-1'],
    ['SMAIL_ORPHAN_GRACE_MS', '600001'],
    ['SMAIL_MODEL', 'gpt'],
    ['OLLAMA_HOST', 'http://'],
    ['OLLAMA_HOST', 'a host'],
    ['OPENAI_API_KEY', 'sk 4242'],
  ])('is refused with %s=%s', (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^ {2}- ${name}: .+`))]);
  });

  it.each(['localhost:8080', 'ftp://models.example', 'models.example/v1', '//models.example', 'file:///etc/passwd'])(
    'is refused with an OPENAI_BASE_URL that is no http(s) URL: %s',
    (url) => {
      expect(faultsOf({ OPENAI_BASE_URL: url, OPENAI_MODEL: 'local' })).toEqual([
        '  - OPENAI_BASE_URL: must be a URL that begins with http:// or https://',
      ]);
    },
  );

  it('is refused with all its faults at once, each with its name', () => {
    expect(faultsOf({ PORT: 'many', LOG_LEVEL: 'loud', SMAIL_SECRET: 'short', SMAIL_MODEL: 'gpt' })).toEqual([
      expect.stringContaining('PORT: must be a port number'),
      expect.stringContaining('LOG_LEVEL: '),
      expect.stringContaining('SMAIL_SECRET: must have at least 32 characters'),
      expect.stringContaining('SMAIL_MODEL: '),
    ]);
  });

  it('is refused with all its faults at once, those between variables too', () => {
    expect(faultsOf({ LOG_LEVEL: 'loud', OPENAI_BASE_URL: 'http://localhost:8080/v1' })).toEqual([
      expect.stringContaining('LOG_LEVEL: '),
      expect.stringContaining('OPENAI_MODEL: is needed'),
    ]);
  });

  it('never shows the secret or the key in an error', () => {
    const faults = faultsOf({ SMAIL_SECRET: 's3cret', OPENAI_API_KEY: 'sk 4242', OPENAI_BASE_URL: 'x', PORT: 'many' });
    expect(faults.join('\n')).not.toMatch(/s3cret|4242/);
  });
});

describe('OLLAMA_HOST', () => {
  it.each([
    'http://127.0.0.1:11434',
    'https://gpu.example/ollama',
    'gpu',
    'gpu:11434',
    ':11434',
    '[::1]:11434',
    '10.0.0.7',
  ])('may be written as Ollama itself reads it: %s', (host) => {
    expect(readEnvironment({ OLLAMA_HOST: host }).model).toMatchObject({ kind: 'ollama', host });
  });
});

describe('the model', () => {
  const OPENAI = { OPENAI_BASE_URL: 'http://localhost:8080/v1', OPENAI_MODEL: 'local' };
  const OLLAMA = { OLLAMA_HOST: 'http://gpu:11434', OLLAMA_MODEL: 'llama3.2' };
  const openAi = {
    kind: 'openai-compatible',
    baseUrl: 'http://localhost:8080/v1',
    apiKey: undefined,
    model: 'local',
  };
  const ollama = { kind: 'ollama', host: 'http://gpu:11434', model: 'llama3.2' };

  it.each<[string, Record<string, string>, object]>([
    ['is looked for where nothing is set', {}, { kind: 'auto' }],
    ['is Ollama where its address is set', { OLLAMA_HOST: 'gpu' }, { kind: 'ollama', host: 'gpu', model: undefined }],
    ['is Ollama where its model is set', { OLLAMA_MODEL: 'm' }, { kind: 'ollama', host: undefined, model: 'm' }],
    ['is Ollama where both are set', OLLAMA, ollama],
    ['is Ollama where it is named', { SMAIL_MODEL: 'ollama' }, { kind: 'ollama', host: undefined, model: undefined }],
    ['is the OpenAI-compatible one where that is set', OPENAI, openAi],
    ['is that one with its key', { ...OPENAI, OPENAI_API_KEY: 'sk-1' }, { ...openAi, apiKey: 'sk-1' }],
    ['is that one where it is named', { ...OPENAI, SMAIL_MODEL: 'openai-compatible' }, openAi],
    ['is none where none is named', { SMAIL_MODEL: 'quote' }, { kind: 'quote' }],
    ['is none where none is named, whatever is set', { ...OPENAI, ...OLLAMA, SMAIL_MODEL: 'quote' }, { kind: 'quote' }],
    ['is Ollama where both are set and it is named', { ...OPENAI, ...OLLAMA, SMAIL_MODEL: 'ollama' }, ollama],
    [
      'is the OpenAI-compatible one where both are set and it is named',
      { ...OPENAI, ...OLLAMA, SMAIL_MODEL: 'openai-compatible' },
      openAi,
    ],
  ])('%s', (_, env, model) => {
    expect(readEnvironment(env).model).toEqual(model);
  });

  it('must be named where both are set', () => {
    expect(faultsOf({ ...OPENAI, ...OLLAMA })).toEqual([expect.stringContaining('SMAIL_MODEL: must say which one')]);
    expect(faultsOf({ ...OPENAI, OLLAMA_HOST: 'gpu' })).toEqual([expect.stringContaining('SMAIL_MODEL: ')]);
  });

  it('needs its address and its name where it is OpenAI-compatible', () => {
    expect(faultsOf({ SMAIL_MODEL: 'openai-compatible' })).toEqual([
      '  - OPENAI_BASE_URL: is needed for an OpenAI-compatible model',
      '  - OPENAI_MODEL: is needed for an OpenAI-compatible model',
    ]);
    expect(faultsOf({ OPENAI_BASE_URL: OPENAI.OPENAI_BASE_URL })).toEqual([
      '  - OPENAI_MODEL: is needed for an OpenAI-compatible model',
    ]);
  });
});
