import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const DEMO = fileURLToPath(new URL('../../demo/smail.config.json', import.meta.url));

/** For a server that is asked by one address, by many at once and again and again, and is to answer each time itself. */
const ROOM = {
  limits: {
    messages_per_minute: 100_000,
    messages_per_minute_per_address: 100_000,
    messages_per_minute_in_all: 100_000,
  },
  cache: { enabled: false },
};

/** The same for what is no chatbot's. */
export const ROOMY_ENVIRONMENT = { SMAIL_REQUESTS_PER_MINUTE: '1000000', SMAIL_ANSWERS_PER_ADDRESS: '100000' } as const;

interface Demo {
  readonly site: string;
  readonly chatbots: readonly { readonly documents: string }[];
}

/**
 * Writes the demo's configuration into a folder, without the limits that would keep a test from asking.
 * @param site - a folder of pages in place of the demo's.
 * @returns the file.
 */
export async function writeRoomyConfig(folder: string, site?: string): Promise<string> {
  const demo = JSON.parse(await readFile(DEMO, 'utf8')) as Demo;
  const here = dirname(DEMO);
  const config = {
    ...demo,
    site: site ?? resolve(here, demo.site),
    chatbots: demo.chatbots.map((chatbot) =>
      Object.assign({}, chatbot, ROOM, { documents: resolve(here, chatbot.documents) }),
    ),
  };
  const file = join(folder, 'smail.config.json');
  await writeFile(file, JSON.stringify(config));
  return file;
}
