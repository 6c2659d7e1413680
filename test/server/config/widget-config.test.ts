import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../../server/config/config-error.ts';
import type { Chatbot } from '../../../server/config/chatbot-config.ts';
import { readConfigFile } from '../../../server/config/config-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smail-widget-config-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Reads a chatbot with these keys. */
async function read(keys: object): Promise<Chatbot> {
  const file = join(folder, 'smail.config.json');
  const chatbot = { id: 'museum', name: 'Assistant', documents: 'documents', system_prompt: 'A secret.', ...keys };
  await writeFile(file, JSON.stringify({ chatbots: [chatbot] }));
  const read = (await readConfigFile(file)).chatbots.get('museum');
  if (read === undefined) throw new Error('the chatbot is not there');
  return read;
}

async function faultsOf(keys: object): Promise<string[]> {
  const error: unknown = await read(keys).catch((caught: unknown) => caught);
  if (!(error instanceof ConfigError)) throw new Error('the configuration was taken', { cause: error });
  return error.message.split('\n').slice(1);
}

const SETTINGS = {
  theme: 'page',
  accent: '#00aa66',
  position: 'end',
  ai_notice: 'Sie schreiben mit einer Maschine.',
  privacy_url: 'https://museum.example/privacy',
  placeholder: 'Ask the keeper …',
  launcher_label: 'Ask the keeper',
  features: {
    feedback: true,
    copy: true,
    regenerate: false,
    edit: false,
    sources: true,
    download: true,
    print: true,
    sound: false,
    usage: false,
  },
  page_context: true,
  open_after: 0,
};

describe('what an owner settles for the widget', () => {
  it('is what the widget is told, and nothing else of the chatbot', async () => {
    expect((await read(SETTINGS)).widget).toStrictEqual(SETTINGS);
  });

  it.each(['auto', 'light', 'dark', 'page'])('may be a theme: %s', async (theme) => {
    expect((await read({ theme })).widget).toStrictEqual({ theme });
  });

  it('may be a language and words, in place of ours', async () => {
    const texts = {
      stop: 'Halt!',
      'state.searching': 'I look it up …',
      unread: '{count} new',
      'waitFor.hours': { one: 'In {count} hour.', other: 'In {count} hours.' },
      machine: 'I am a machine.',
    };
    expect(await read({ language: 'de', texts })).toMatchObject({ language: 'de', texts, widget: {} });
  });

  it.each<[string, object]>([
    ['theme', { theme: 'pink' }],
    ['accent', { accent: 'red' }],
    ['accent', { accent: '#12345' }],
    ['accent', { accent: '#00aa66; background: url(https://evil.example)' }],
    ['accent', { accent: '#0a6\n' }],
    ['position', { position: 'left' }],
    ['ai_notice', { ai_notice: '' }],
    ['ai_notice', { ai_notice: ' \u200b' }],
    ['ai_notice', { ai_notice: 'x'.repeat(301) }],
    ['privacy_url', { privacy_url: '/privacy' }],
    ['privacy_url', { privacy_url: 'javascript:alert(1)' }],
    ['placeholder', { placeholder: '' }],
    ['placeholder', { placeholder: 'x'.repeat(81) }],
    ['launcher_label', { launcher_label: ' ' }],
    ['features', { features: { teleport: true } }],
    ['features.copy', { features: { copy: 'yes' } }],
    ['page_context', { page_context: 'true' }],
    ['open_after', { open_after: -1 }],
    ['open_after', { open_after: 3_601 }],
    ['language', { language: 'sv' }],
    ['texts.halt', { texts: { halt: 'Halt!' } }],
    ['texts.toString', { texts: { toString: 'Halt!' } }],
    ['texts.stop', { texts: { stop: '' } }],
    ['texts.stop', { texts: { stop: { other: 'Halt!' } } }],
    ['texts.stop', { texts: { stop: 'x'.repeat(501) } }],
    ['texts.stop', { texts: { stop: 'Halt, {name}!' } }],
    ['texts.unread', { texts: { unread: { one: '{count} new' } } }],
    ['texts.unread', { texts: { unread: { other: '{number} new' } } }],
    ['texts.unread', { texts: { unread: { other: '{count} new', dozens: 'many' } } }],
    ['texts.machine', { texts: { machine: '–' } }],
    ['texts', { texts: ['Halt!'] }],
  ])('is refused with its path: %s in %j', async (path, keys) => {
    const faults = await faultsOf(keys);
    expect(faults).toHaveLength(1);
    expect(faults[0]?.startsWith(`  - chatbots.0.${path}: `)).toBe(true);
  });

  it('is refused in words that say what to do', async () => {
    const texts = { machine: '', stop: '{x}', sentAt: '{when}', unread: {} };
    expect(await faultsOf({ accent: 'red', ai_notice: '', texts })).toEqual([
      '  - chatbots.0.texts.machine: must have 1 to 300 characters and not be empty: a visitor must be told that this is an AI; leave it out for our words',
      '  - chatbots.0.texts.stop: has the placeholder {x}; it may have none',
      '  - chatbots.0.texts.sentAt: has the placeholder {when}; it may have {time}',
      '  - chatbots.0.texts.unread: must be a text, or one for each plural category and always for "other", of 1 to 500 characters and not empty',
      '  - chatbots.0.accent: must be a colour such as #0a6 or #00aa66',
      '  - chatbots.0.ai_notice: must have 1 to 300 characters and not be empty: a visitor must be told that this is an AI; leave it out for our words',
    ]);
  });
});
