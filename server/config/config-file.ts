import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { ID_MAX_LENGTH, ID_PATTERN, MESSAGE_MAX_LENGTH } from '../../protocol/limits.ts';
import type { Language, SomeTexts } from '../../protocol/texts.ts';
import type { WidgetSettings } from '../../protocol/widget-settings.ts';
import { ConfigError } from './config-error.ts';
import { pickWidgetSettings, widgetSettings, wording } from './widget-config.ts';

const origin = z.string().refine(isOrigin, 'must be an origin such as https://www.example.com, or "loopback"');

const chatbot = z.strictObject({
  id: z.string().max(ID_MAX_LENGTH).regex(ID_PATTERN, 'may hold letters, digits, - and _'),
  name: z.string().min(1).max(80),
  greeting: z.string().max(1_000).default('Hello! I am an AI assistant. How can I help you?'),
  suggestions: z.array(z.string().min(1).max(200)).max(6).default([]),
  documents: z.string().min(1),
  origins: z.array(origin).max(100).default([]),
  site_url: z.url({ protocol: /^https?$/, error: 'must be a URL such as https://www.example.com/' }).optional(),
  system_prompt: z.string().max(MESSAGE_MAX_LENGTH).default(''),
  ...wording,
  ...widgetSettings,
});

const schema = z.strictObject({
  url: z.string().refine(isWebOrigin, 'must be an origin such as https://chat.example.com').optional(),
  site: z.string().min(1).optional(),
  chatbots: z
    .array(chatbot)
    .min(1)
    .max(100)
    .refine(
      (chatbots) => new Set(chatbots.map(({ id }) => id)).size === chatbots.length,
      'two chatbots have the same id',
    ),
});

/** One chatbot, as its owner configured it. */
export interface Chatbot {
  readonly id: string;
  readonly name: string;
  /** What the visitor reads before the first question. */
  readonly greeting: string;
  readonly suggestions: readonly string[];
  /** The folder of Markdown documents that it answers from; an absolute path. */
  readonly documents: string;
  /** The site that the documents' pages belong to, where that is not this server. */
  readonly siteUrl: string | undefined;
  /** Where its script tag may stand: origins, or `loopback` for any port of this machine. */
  readonly origins: readonly string[];
  /** What the model is told about its task. */
  readonly systemPrompt: string;
  /** What the widget speaks, whatever the visitor reads; by what the visitor reads where it is `undefined`. */
  readonly language: Language | undefined;
  /** The owner's words in place of the widget's, in every language. */
  readonly texts: SomeTexts;
  /** What else the widget is told. */
  readonly widget: WidgetSettings;
}

export interface Config {
  /** The origin under which visitors reach this server, where that is not where it listens. */
  readonly url: string | undefined;
  /** A folder of pages to serve at `/`; an absolute path. */
  readonly site: string | undefined;
  readonly chatbots: ReadonlyMap<string, Chatbot>;
}

/**
 * Reads the configuration file. Paths in it are relative to the file.
 * @throws {ConfigError} if it can't be read, or listing every fault in it.
 */
export async function readConfigFile(file: string): Promise<Config> {
  const result = schema.safeParse(await readJson(file));
  if (!result.success) throw new ConfigError(`${file} is not usable`, ConfigError.faultsOf(result.error));
  const folder = dirname(file);
  const { url } = result.data;
  const chatbots = result.data.chatbots.map((entry): Chatbot => {
    const { id, name, greeting, suggestions, documents, origins, language, texts, ...rest } = entry;
    const { site_url: siteUrl, system_prompt: systemPrompt } = rest;
    return {
      id,
      name,
      greeting,
      suggestions,
      documents: resolve(folder, documents),
      // The pages that this server serves may use every chatbot.
      origins: url === undefined ? origins : [...origins, url],
      siteUrl,
      systemPrompt,
      language,
      texts,
      widget: pickWidgetSettings(rest),
    };
  });
  return {
    url,
    site: result.data.site === undefined ? undefined : resolve(folder, result.data.site),
    chatbots: new Map(chatbots.map((entry) => [entry.id, entry])),
  };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`${file} is not usable`, [reason], { cause });
  }
}

function isOrigin(value: string): boolean {
  return value === 'loopback' || isWebOrigin(value);
}

/** An origin as a browser sends it (Fetch, section 3.2): scheme, host and, where it is not the scheme's own, port. */
function isWebOrigin(value: string): boolean {
  const url = URL.parse(value);
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === value && !url.hostname.includes('*');
}
