import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { elementManifest, MANIFEST } from '../../scripts/element-manifest.ts';

const run = promisify(execFile);

interface Named {
  readonly name: string;
  readonly kind?: string;
  readonly attribute?: string;
}

interface Declaration extends Named {
  readonly members?: readonly Named[];
  readonly attributes?: readonly Named[];
  readonly events?: readonly Named[];
}

interface Manifest {
  readonly modules: readonly { readonly declarations: readonly Declaration[] }[];
}

const manifest = await elementManifest();
const guide = await readFile(new URL('../../docs/embedding.md', import.meta.url), 'utf8');

function element(): Declaration {
  const { modules } = JSON.parse(manifest) as Manifest;
  const found = modules.flatMap(({ declarations }) => declarations).find(({ name }) => name === 'SmailChatElement');
  if (!found) throw new Error('the manifest has no element');
  return found;
}

/** @returns the names in code font in the first cells of the rows of the guide's tables. */
function documented(): ReadonlySet<string> {
  const cells = [...guide.matchAll(/^\| (`.+?) \|/gm)].map(([, cell = '']) => cell);
  return new Set(cells.flatMap((cell) => [...cell.matchAll(/`([\w-]+)/g)].map(([, name = '']) => name)));
}

describe("the element's public face", () => {
  it('is in the manifest as the class has it', async () => {
    expect(await readFile(MANIFEST, 'utf8'), 'run: npm run build:manifest').toBe(manifest);
  });

  it('is in the guide: every attribute, method and event, and none that there is not', () => {
    const { members = [], attributes = [], events = [] } = element();
    const names = [
      ...attributes.map(({ name }) => name),
      ...members.filter(({ kind }) => kind === 'method').map(({ name }) => name),
      ...events.map(({ name }) => name),
    ];
    expect(names.length).toBeGreaterThan(35);
    expect([...documented()].toSorted()).toEqual(names.toSorted());
  });

  it('is in the typings for JSX: every attribute', async () => {
    const typings = await readFile(new URL('../../widget/jsx.d.ts', import.meta.url), 'utf8');
    for (const { name } of element().attributes ?? []) {
      expect(typings).toMatch(new RegExp(`^ {2}'?${name}'?\\?:`, 'm'));
    }
  });
});

describe('the script on a server', () => {
  it.each(['a module', 'a script'])('does nothing, and adds nothing, as %s', async (way) => {
    const script = new URL('../../dist/smail-chat.js', import.meta.url).pathname;
    const load =
      way === 'a module'
        ? `await import('${script}')`
        : `process.getBuiltinModule('vm').runInThisContext(process.getBuiltinModule('fs').readFileSync('${script}', 'utf8'))`;
    const code = `const before = Object.getOwnPropertyNames(globalThis); ${load};
      console.log(Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name)).join())`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code]);
    expect(stdout.trim()).toBe('');
  });
});
