import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

/** Starts the Chromium that is on the PATH. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'chromium'))
    .find(existsSync);
  if (executablePath === undefined) throw new Error('chromium is not on the PATH: npm test installs it');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox', // the tests may run as root, where Chromium's sandbox does not start
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
