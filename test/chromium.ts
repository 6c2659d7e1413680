import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Debian's name, and those of other systems. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

export const CHROMIUM_FLAGS: readonly string[] = [
  '--no-sandbox', // the tests may run as root, where Chromium's sandbox does not start
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  // The browser's own errands would be refused, many at a time, where there is no way out.
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @throws {Error} if no Chromium is on the PATH. */
export function findChromium(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file));
  if (found === undefined) throw new Error('The tests need Chromium, which is not here: apt-get install chromium');
  return found;
}
