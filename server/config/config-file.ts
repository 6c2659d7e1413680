import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { chatbotSchema, toChatbot, type Chatbot } from './chatbot-config.ts';
import { ConfigError } from './config-error.ts';
import { isWebOrigin } from './origin.ts';

/** The whole file. */
export const configSchema = z.strictObject({
  $schema: z.string().optional().describe('Lets an editor complete and check this file.'),
  url: z.string().refine(isWebOrigin, 'must be an origin such as https://chat.example.com').optional().meta({
    pattern: '^https?://[^/]+$',
    description: 'The origin under which visitors reach this server, where that is not where it listens.',
  }),
  proxies: z
    .array(
      z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
        error: 'must be an address such as 127.0.0.1, or a range such as 10.0.0.0/8',
      }),
    )
    .max(20)
    .default([])
    .describe('The proxies in front of this server, whose word on the address of a visitor is taken.'),
  site: z.string().min(1).optional().describe('A folder of pages to serve at /.'),
  chatbots: z
    .array(chatbotSchema)
    .min(1)
    .max(100)
    .refine(
      (chatbots) => new Set(chatbots.map(({ id }) => id)).size === chatbots.length,
      'two chatbots have the same id',
    )
    .describe('The chatbots of this server, each with an id of its own.'),
});

export interface Config {
  /** The origin under which visitors reach this server, where that is not where it listens. */
  readonly url: string | undefined;
  /** Addresses and ranges of the proxies in front of this server. */
  readonly proxies: readonly string[];
  /** A folder of pages to serve at `/`; an absolute path. */
  readonly site: string | undefined;
  readonly chatbots: ReadonlyMap<string, Chatbot>;
}

/**
 * Reads the configuration file. Paths in it are relative to the file.
 * @throws {ConfigError} if it can't be read, or listing every fault in it.
 */
export async function readConfigFile(file: string): Promise<Config> {
  return parseConfig(await readConfigText(file), file);
}

/** @throws {ConfigError} if it can't be read. */
export async function readConfigText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw unusable(file, cause);
  }
}

/**
 * @param file - where the text is from.
 * @throws {ConfigError} listing every fault.
 */
export function parseConfig(text: string, file: string): Config {
  const result = configSchema.safeParse(parseJson(text, file));
  if (!result.success) throw new ConfigError(`${file} is not usable`, ConfigError.faultsOf(result.error));
  const folder = dirname(file);
  const { url, proxies, site } = result.data;
  const siteFolder = site === undefined ? undefined : resolve(folder, site);
  if (siteFolder !== undefined && isWithin(siteFolder, resolve(file))) {
    const fault =
      'site: has this file in it, which everybody could then read: name a folder that holds nothing but pages';
    throw new ConfigError(`${file} is not usable`, [fault]);
  }
  const chatbots = result.data.chatbots.map((entry) => toChatbot(entry, folder, url));
  return {
    url,
    proxies,
    site: siteFolder,
    chatbots: new Map(chatbots.map((chatbot) => [chatbot.id, chatbot])),
  };
}

function isWithin(folder: string, file: string): boolean {
  const path = relative(folder, file);
  return !isAbsolute(path) && path !== '..' && !path.startsWith(`..${sep}`);
}

function parseJson(text: string, file: string): unknown {
  try {
    // Some editors put a mark before the text (U+FEFF) that JSON does not know.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw unusable(file, cause);
  }
}

function unusable(file: string, cause: unknown): ConfigError {
  return new ConfigError(`${file} is not usable`, [cause instanceof Error ? cause.message : String(cause)], { cause });
}
