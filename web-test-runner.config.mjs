import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';

import { bundleWidget } from './scripts/build-widget.ts';
import { CHROMIUM_FLAGS, findChromium } from './test/chromium.ts';
import { forcedColours } from './test/widget/harness/forced-colours.ts';
import { standInServer } from './test/widget/harness/stand-in-server.ts';

const { script, inside } = await bundleWidget();

export default {
  files: 'test/widget/**/*.test.ts',
  nodeResolve: true,
  // One page at a time: only one can have the focus.
  concurrency: 1,
  // `eventually` (test/widget/harness/roles.ts) gives up sooner, and says what it waited for.
  testFramework: { config: { timeout: 10_000 } },
  // Lit's development build, for its warnings; that it is one is no news.
  filterBrowserLogs: ({ args }) => !String(args[0]).includes('Lit is in dev mode'),
  plugins: [esbuildPlugin({ ts: true, tsconfig: 'widget/tsconfig.json', target: 'es2022' }), forcedColours()],
  middleware: [standInServer([script, inside])],
  browsers: [
    chromeLauncher({
      launchOptions: {
        executablePath: findChromium(),
        args: [
          ...CHROMIUM_FLAGS,
          // `computedRole` and `computedName`: the tests find things as a screen reader does.
          '--enable-blink-features=ComputedAccessibilityInfo',
        ],
      },
    }),
  ],
};
