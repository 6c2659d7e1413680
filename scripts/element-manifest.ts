import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The classes that the element is made of. */
const MODULES = ['widget/configured-element.ts', 'widget/smail-chat-element.ts'];

/** Where the manifest is. */
export const MANIFEST = join(root, 'custom-elements.json');

interface Member {
  readonly name: string;
  readonly privacy?: string;
  readonly static?: boolean;
}

interface Manifest {
  readonly modules: readonly {
    readonly declarations: readonly {
      members?: readonly Member[];
      events?: readonly { readonly name?: string }[];
    }[];
  }[];
}

/**
 * Reads the element's manifest (https://github.com/webcomponents/custom-elements-manifest) from its class, with what its users can
 * do with it and not what it does for itself.
 */
export async function elementManifest(): Promise<string> {
  const manifest = JSON.parse(await analysis()) as Manifest;
  for (const declaration of manifest.modules.flatMap(({ declarations }) => declarations)) {
    if (declaration.members) declaration.members = declaration.members.filter(isPublic);
    // The line that dispatches all events is taken for one, too.
    if (declaration.events) declaration.events = declaration.events.filter(({ name }) => name?.startsWith('smail-'));
  }
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

async function analysis(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'smail-manifest-'));
  try {
    const cem = fileURLToPath(new URL('cem.js', import.meta.resolve('@custom-elements-manifest/analyzer')));
    // By default it notes in package.json where it has written to.
    const config = join(folder, 'config.mjs');
    await writeFile(config, 'export default { packagejson: false };');
    const options = ['--config', relative(root, config), '--litelement', '--quiet', '--globs', ...MODULES];
    options.push('--outdir', relative(root, folder));
    await promisify(execFile)(process.execPath, [cem, 'analyze', ...options], { cwd: root });
    return await readFile(join(folder, 'custom-elements.json'), 'utf8');
  } finally {
    await rm(folder, { recursive: true });
  }
}

function isPublic({ name, privacy = 'public', static: isStatic = false }: Member): boolean {
  return privacy === 'public' && !isStatic && !name.startsWith('#');
}

if (import.meta.main) await writeFile(MANIFEST, await elementManifest());
