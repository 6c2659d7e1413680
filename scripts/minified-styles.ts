import { readFile } from 'node:fs/promises';
import { transform, type Plugin } from 'esbuild';

/** A whole style sheet of Lit's. */
const STYLE_SHEET = /\bcss`([^`]*)`/g;

/** Takes white space, comments and long notations out of our style sheets, which are text to a bundler. */
export function minifiedStyles(): Plugin {
  return {
    name: 'minified-styles',
    setup(build) {
      build.onLoad({ filter: /\.styles\.ts$/ }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        let contents = '';
        let end = 0;
        for (const { 0: whole, 1: sheet = '', index } of source.matchAll(STYLE_SHEET)) {
          // What is escaped or put in would not be CSS yet.
          if (/\\|\$\{/.test(sheet)) throw new Error(`a style sheet in ${path} is not plain CSS`);
          const { code } = await transform(sheet, { loader: 'css', minify: true, logLevel: 'error' });
          contents += `${source.slice(end, index)}css\`${code.trim().replaceAll('\\', '\\\\')}\``;
          end = index + whole.length;
        }
        return { contents: contents + source.slice(end), loader: 'ts' };
      });
    },
  };
}
