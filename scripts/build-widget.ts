import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { build, type BuildOptions } from 'esbuild';
import { minifiedStyles } from './minified-styles.ts';
import { GIVEN, leavesInsideOut, takesWhatIsShared } from './two-scripts.ts';
import { trustedTypesPolicy } from './trusted-types-policy.ts';

/** What every page has to load, in bytes under brotli; held by `--check-size`, as the rest. Raising it is a decision, not a repair. */
const FIRST_BUDGET_BYTES = 20_000;

/**
 * What a page may have to load in all. The aim is 40 kB, which the chat had before it could do all that it can; until then it is not
 * to grow.
 */
const BUDGET_BYTES = 60_000;

/** What its Markdown may take of that, with code blocks and their colours; measured alone. */
const MARKDOWN_BUDGET_BYTES = 15_500;

/** The notices that the licences of what is bundled ask for, in one line instead of one a file. */
const NOTICE = `/*! smail-chat (MIT), with Lit, (c) Google LLC (BSD-3-Clause), and eventsource-parser, (c) Espen Hovlandsdal (MIT) */`;

const root = fileURLToPath(new URL('..', import.meta.url));

export interface WidgetFile {
  /** Where it belongs. */
  readonly path: string;
  readonly contents: Uint8Array;
}

/** The two scripts of the widget, and their source maps. */
export interface Widget {
  /** The classic script, which every page loads. */
  readonly script: WidgetFile;
  /** What is in an open chat: a module, with a name that no other version of it has. */
  readonly inside: WidgetFile;
  readonly maps: readonly WidgetFile[];
}

/** The second script: what it makes is given back by the function that it is. */
const INSIDE = { contents: `import { Inside } from './widget/inside.ts'; inside = { Inside };` };

export async function bundleWidget(): Promise<Widget> {
  const inside = await bundle(INSIDE, {
    plugins: [takesWhatIsShared(), minifiedStyles()],
    banner: { js: `export default ${GIVEN}=>{let inside;` },
    footer: { js: `return inside}${NOTICE}` },
  });
  const hash = createHash('sha256').update(inside.script.contents).digest('hex').slice(0, 16);
  const path = join(dirname(inside.script.path), `smail-chat-panel.${hash}.js`);
  const first = await bundle('widget/smail-chat.ts', {
    plugins: [leavesInsideOut(), trustedTypesPolicy(), minifiedStyles()],
    define: { INSIDE_SCRIPT: JSON.stringify(basename(path)) },
    // A server that renders pages may import the script, and has no elements for it to define.
    banner: { js: `"use strict";if(typeof document<"u"){` },
    footer: { js: `}${NOTICE}` },
  });
  return {
    script: first.script,
    inside: { ...inside.script, path },
    maps: [first.map, { ...inside.map, path: `${path}.map` }],
  };
}

async function bundle(
  entry: string | { readonly contents: string },
  more: BuildOptions = {},
): Promise<{ script: WidgetFile; map: WidgetFile }> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    ...(typeof entry === 'string' ? { entryPoints: [entry] } : { stdin: { ...entry, resolveDir: root } }),
    outfile: 'dist/smail-chat.js',
    bundle: true,
    format: 'iife',
    target: 'es2022',
    minify: true,
    sourcemap: 'external',
    legalComments: 'none',
    // Lit comes in two builds; the other one would be asked for by `development`.
    conditions: ['production'],
    logLevel: 'warning',
    ...more,
    write: false,
  });
  const script = outputFiles.find(({ path }) => path.endsWith('.js'));
  const map = outputFiles.find(({ path }) => path.endsWith('.map'));
  if (!script || !map) throw new Error('esbuild made no script');
  return { script, map };
}

if (import.meta.main) {
  const { script, inside, maps } = await bundleWidget();
  await clear(dirname(script.path));
  for (const { path, contents } of [script, inside, ...maps]) await writeFile(path, contents);
  const sizes = [script, inside].map(({ contents }) => brotliCompressSync(contents).length);
  const [first = NaN] = sizes;
  const both = sizes.reduce((sum, size) => sum + size, 0);
  for (const { path, contents } of [script, inside]) {
    const [plain, gzip, brotli] = [contents, gzipSync(contents), brotliCompressSync(contents)].map(kilobytes);
    console.log(`${relative(root, path)}: ${plain}, ${gzip} gzip, ${brotli} brotli`);
  }
  console.log(`both: ${inKilobytes(both)} brotli`);
  const markdown = await bundle('widget/markdown/streaming-markdown.ts');
  const markdownBrotli = brotliCompressSync(markdown.script.contents).length;
  console.log(`of that Markdown, alone: ${inKilobytes(markdownBrotli)} brotli`);
  const isWithin = first <= FIRST_BUDGET_BYTES && both <= BUDGET_BYTES && markdownBrotli <= MARKDOWN_BUDGET_BYTES;
  if (!isWithin && process.argv.includes('--check-size')) {
    const [ofFirst, ofBoth, ofMarkdown] = [FIRST_BUDGET_BYTES, BUDGET_BYTES, MARKDOWN_BUDGET_BYTES].map(inKilobytes);
    console.error(`The budget is ${ofFirst} for the first script, ${ofBoth} for both, and ${ofMarkdown} for Markdown.`);
    process.exitCode = 1;
  }
}

/** Makes the folder, without the second scripts of earlier builds. */
async function clear(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const stale = (await readdir(folder)).filter((name) => name.startsWith('smail-chat-panel.'));
  for (const name of stale) await rm(join(folder, name));
}

function kilobytes({ length }: Uint8Array): string {
  return inKilobytes(length);
}

function inKilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
