import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';

import { bundleWidget } from './scripts/build-widget.ts';
import { standInServer } from './test/widget/harness/stand-in-server.ts';

const script = (await bundleWidget()).find(({ path }) => path.endsWith('.js'));

export default {
  files: 'test/widget/**/*.test.ts',
  nodeResolve: true,
  // One page at a time: only one can have the focus.
  concurrency: 1,
  // `eventually` (test/widget/harness/roles.ts) gives up sooner, and says what it waited for.
  testFramework: { config: { timeout: 10_000 } },
  // Lit's development build, for its warnings; that it is one is no news.
  filterBrowserLogs: ({ args }) => !String(args[0]).includes('Lit is in dev mode'),
  plugins: [esbuildPlugin({ ts: true, tsconfig: 'widget/tsconfig.json', target: 'es2022' })],
  middleware: [standInServer(new TextDecoder().decode(script?.contents))],
  browsers: [
    chromeLauncher({
      launchOptions: {
        executablePath: findChromium(),
        args: [
          '--no-sandbox',
          '--disable-gpu',
          '--disable-quic',
          '--no-first-run',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
          // `computedRole` and `computedName`: the tests find things as a screen reader does.
          '--enable-blink-features=ComputedAccessibilityInfo',
        ],
      },
    }),
  ],
};

/** Debian's package, or what other systems call it. */
function findChromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
  if (!found) throw new Error('The widget is tested in Chromium, which is not here: apt-get install chromium');
  return found;
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
