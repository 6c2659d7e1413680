import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

/** What the second script takes from the first. */
const SHARED = fileURLToPath(new URL('../widget/shared.ts', import.meta.url));

/** What that may consist of. */
const EXPORT = /\bexport \{([^}]*)\} from '([^']*)';/g;

/** What `lit` is made of: whoever imports a part of it is given what is shared of the whole. */
const PARTS_OF_LIT = ['lit-html'];

/** What the second script is given: a parameter of the function that it is. */
export const GIVEN = 'given';

/** Has a script take what is shared from the one that loads it. A name that is used and not shared fails the build. */
export function takesWhatIsShared(): Plugin {
  return {
    name: 'takes-what-is-shared',
    async setup(build) {
      const source = await readFile(SHARED, 'utf8');
      const names = new Map<string, string>();
      build.onStart(async () => {
        for (const [, list = '', specifier = ''] of source.matchAll(EXPORT)) {
          for (const each of specifier === 'lit' ? [specifier, ...PARTS_OF_LIT] : [specifier]) {
            const { path, errors } = await build.resolve(each, {
              resolveDir: dirname(SHARED),
              kind: 'import-statement',
              pluginData: SHARED,
            });
            if (errors.length > 0) return { errors };
            names.set(path, list);
          }
        }
        return undefined;
      });
      build.onResolve({ filter: /./ }, async ({ path, resolveDir, kind, pluginData }) => {
        if (pluginData === SHARED || kind === 'entry-point') return undefined;
        const resolved = await build.resolve(path, { resolveDir, kind, pluginData: SHARED });
        return names.has(resolved.path) ? { path: resolved.path, namespace: GIVEN } : undefined;
      });
      build.onLoad({ filter: /./, namespace: GIVEN }, ({ path }) => ({
        contents: `export const {${names.get(path) ?? ''}} = ${GIVEN};`,
        loader: 'js',
      }));
    },
  };
}

/** Leaves the second script out of the first. */
export function leavesInsideOut(): Plugin {
  return {
    name: 'leaves-inside-out',
    setup(build) {
      build.onResolve({ filter: /\/inside\.ts$/ }, ({ path, kind }) =>
        kind === 'dynamic-import' ? { path, external: true } : undefined,
      );
    },
  };
}
