import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CONFIG_SCHEMA, configSchemaText } from '../../../scripts/config-schema.ts';
import { configSchema } from '../../../server/config/config-file.ts';
import { configJsonSchema } from '../../../server/config/json-schema.ts';

type Schema = Readonly<Record<string, unknown>>;

/** What an editor makes of the schema. */
const editor = z.fromJSONSchema(configJsonSchema());

const GUIDE = new URL('../../../docs/configuration.md', import.meta.url);

const MINIMAL = { id: 'museum', name: 'Assistant', documents: 'documents' };

/** Every key that there is. */
const FULL = {
  $schema: '../smail.config.schema.json',
  url: 'https://chat.museum.example',
  proxies: ['127.0.0.1', '::1', '10.0.0.0/8', 'fd00::/8'],
  site: 'site',
  chatbots: [
    {
      ...MINIMAL,
      greeting: 'Hello!',
      suggestions: ['When are you open?'],
      documents: ['documents', 'https://www.museum.example/'],
      origins: ['https://www.museum.example', 'https://*.museum.example', 'http://localhost:3000', 'loopback'],
      site_url: 'https://www.museum.example/',
      system_prompt: 'You are the assistant of the museum.',
      limits: {
        messages_per_minute: 1,
        messages_per_minute_per_address: 1,
        messages_per_minute_in_all: 1,
        prompt_tokens: 256,
        answer_tokens: 16,
      },
      budget: { tokens_per_day: 272, tokens_per_day_per_address: 272, text: 'Tomorrow.' },
      guards: { mask: ['storage', 'model'], injection: 'refuse' },
      cache: { enabled: false, max_age: 1 },
      streaming: { enabled: false, rollout_percent: 12.5 },
      pacing: { mode: 'words', words_per_chunk: 1, delay_ms: 30 },
      retention_days: 0,
      analysis: 'analysis.js',
      language: 'de',
      texts: { sendMessage: 'Ask', unread: { one: '{count} new answer', other: '{count} new answers' } },
      theme: 'page',
      accent: '#0A6',
      position: 'start',
      ai_notice: 'A machine.',
      privacy_url: 'https://museum.example/privacy',
      placeholder: 'Ask …',
      launcher_label: 'Ask',
      features: Object.fromEntries(
        ['feedback', 'copy', 'regenerate', 'edit', 'sources', 'download', 'print', 'sound', 'title', 'usage'].map(
          (name) => [name, true],
        ),
      ),
      page_context: true,
      open_after: 0,
    },
  ],
};

/** @returns the objects that the schema describes, each with the path that leads to it. */
function* objectsOf(schema: Schema, path = ''): Generator<{ path: string; schema: Schema }> {
  if (schema['type'] === 'object') yield { path, schema };
  for (const [key, value] of Object.entries((schema['properties'] ?? {}) as Record<string, Schema>)) {
    yield* objectsOf(value, `${path}.${key}`);
  }
  for (const value of [schema['items'], ...((schema['anyOf'] ?? []) as unknown[])]) {
    if (typeof value === 'object' && value !== null) yield* objectsOf(value as Schema, `${path}[]`);
  }
}

describe('the JSON Schema of the configuration file', () => {
  it('is the one in the repository; "npm run build:schema" writes it anew', async () => {
    expect(await readFile(CONFIG_SCHEMA, 'utf8')).toBe(await configSchemaText());
  });

  it('explains every key but the texts of the widget, which name themselves', () => {
    const silent = [...objectsOf(configJsonSchema())]
      .filter(({ path }) => !path.includes('.texts'))
      .flatMap(({ path, schema }) =>
        Object.entries((schema['properties'] ?? {}) as Record<string, Schema>)
          .filter(([, { description }]) => typeof description !== 'string')
          .map(([key]) => `${path}.${key}`),
      );
    expect(silent).toEqual([]);
  });

  it('knows every key, and takes no other', () => {
    const objects = [...objectsOf(configJsonSchema())];
    expect(objects.filter(({ schema }) => schema['additionalProperties'] !== false)).toEqual([]);
    const keysAt = (path: string): string[] =>
      Object.keys(objects.find((object) => object.path === path)?.schema['properties'] ?? {});
    expect(keysAt('').toSorted()).toEqual(Object.keys(FULL).toSorted());
    expect(keysAt('.chatbots[]').toSorted()).toEqual(Object.keys(FULL.chatbots[0] ?? {}).toSorted());
  });

  it('and the owner’s guide name the same keys', async () => {
    const guide = await readFile(GUIDE, 'utf8');
    const keys = [...objectsOf(configJsonSchema())]
      .filter(({ path }) => !path.includes('.texts'))
      .flatMap(({ schema }) => Object.keys(schema['properties'] ?? {}));
    expect(keys.filter((key) => !new RegExp(`[\`.]${RegExp.escape(key)}\``).test(guide))).toEqual([]);
  });

  it('takes what the server takes: the demo, the example of the guide, the least and the most that a file may hold', async () => {
    const demo = JSON.parse(
      await readFile(new URL('../../../demo/smail.config.json', import.meta.url), 'utf8'),
    ) as unknown;
    const [, example = ''] = /```json\n(.*?)```/s.exec(await readFile(GUIDE, 'utf8')) ?? [];
    for (const config of [demo, JSON.parse(example), { chatbots: [MINIMAL] }, FULL] as unknown[]) {
      expect(configSchema.safeParse(config).error).toBeUndefined();
      expect(editor.safeParse(config).error).toBeUndefined();
    }
  });

  it.each<[string, object]>([
    ['a key that does not exist', { colour: 'red' }],
    ['a limit that does not exist', { limits: { messages: 1 } }],
    ['a text that does not exist', { texts: { sendMesage: 'Ask' } }],
    ['an empty text', { texts: { sendMessage: ' ' } }],
    ['plurals without "other"', { texts: { unread: { one: '{count} new answer' } } }],
    ['a theme that does not exist', { theme: 'pink' }],
    ['a colour by name', { accent: 'red' }],
    ['an id with a space', { id: 'a b' }],
    ['documents that are none', { documents: [] }],
    ['an origin with a path', { origins: ['https://www.museum.example/visit'] }],
    ['an address that is no web address', { privacy_url: 'ftp://museum.example' }],
    ['a share above all', { streaming: { rollout_percent: 101 } }],
    ['a number as text', { retention_days: '30' }],
  ])('refuses, as the server does, %s', (_, change) => {
    const config = { chatbots: [{ ...MINIMAL, ...change }] };
    expect(configSchema.safeParse(config).success).toBe(false);
    expect(editor.safeParse(config).success).toBe(false);
  });
});
