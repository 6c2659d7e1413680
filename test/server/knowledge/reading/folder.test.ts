import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { IndexEntry } from '../../../../server/knowledge/document-index.ts';
import { DocumentReader } from '../../../../server/knowledge/reading/document-reader.ts';
import { readFolder } from '../../../../server/knowledge/reading/folder.ts';

let reader: DocumentReader;
let folder: string;
beforeAll(() => {
  reader = new DocumentReader();
});
afterAll(() => reader[Symbol.asyncDispose]());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smail-documents-'));
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

/** Files that were written a minute ago: one that is fresh may change again within a tick of the clock. */
async function write(files: Readonly<Record<string, string | Uint8Array>>, ageSeconds = 60): Promise<void> {
  const time = Date.now() / 1_000 - ageSeconds;
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    await utimes(file, time, time);
  }
}

async function entries(
  known: ReadonlyMap<string, string> = new Map(),
  siteUrl?: string,
  signal = new AbortController().signal,
) {
  return Array.fromAsync(readFolder({ type: 'folder', folder, siteUrl }, known, { reader, signal }));
}

function idOf(entry: IndexEntry): string {
  return entry.type === 'document' ? entry.document.id : entry.id;
}

function fingerprints(read: readonly IndexEntry[]): Map<string, string> {
  return new Map(read.flatMap((entry) => (entry.type === 'document' ? [[entry.document.id, entry.fingerprint]] : [])));
}

describe('a folder of documents', () => {
  it('is read with the folders in it, in the order of the paths', async () => {
    await write({
      'b.md': 'b',
      'visit/winter/a.txt': 'deep',
      'visit/a.html': '<p>nested',
      'visit-us.md': 'c',
      'a.md': 'a',
    });
    const read = await entries();
    expect(read.map(idOf)).toEqual(['a.md', 'b.md', 'visit-us.md', 'visit/a.html', 'visit/winter/a.txt']);
    expect(read.every(({ type }) => type === 'document')).toBe(true);
  });

  it('of the demo holds nothing that is left out', async () => {
    const demo = fileURLToPath(new URL('../../../../demo/documents', import.meta.url));
    const source = { type: 'folder', folder: demo, siteUrl: undefined } as const;
    const read = await Array.fromAsync(readFolder(source, new Map(), { reader, signal: new AbortController().signal }));
    expect(read.length).toBeGreaterThan(5);
    expect(read.filter(({ type }) => type !== 'document')).toEqual([]);
  });

  it('may hold other files: what is no document is passed over, a document in a format that is not read is named', async () => {
    await write({ 'a.md': 'a', 'photo.png': 'x', noext: 'x', '.hidden.md': 'x', '.git/b.md': 'x', 'old.doc': 'x' });
    expect(await entries()).toMatchObject([
      { type: 'document' },
      { type: 'skipped', id: 'old.doc', reason: expect.stringContaining('not read') },
    ]);
  });

  it('does not need its documents to be good: each that is left out is named with its reason', async () => {
    await write({
      'a.md': 'a',
      'b.pdf': 'no PDF',
      'c.md': Buffer.from('Café', 'latin1'),
      'd.md': '',
      'e.txt': new Uint8Array(6_000_000),
      'f.md': 'f',
    });
    expect(
      (await entries()).map((entry) => (entry.type === 'skipped' ? `${entry.id}: ${entry.reason}` : idOf(entry))),
    ).toEqual([
      'a.md',
      'b.pdf: broken: not a whole PDF file',
      'c.md: not UTF-8 text',
      'd.md: empty',
      'e.txt: larger than 5 MB',
      'f.md',
    ]);
  });

  it('may have names of any kind', async () => {
    await write({ 'two\nlines.md': 'a', '\u001b[31mred.md': 'b', '<script>.md': 'c', 'Ünïcode 文書.md': 'd' });
    const read = await entries();
    expect(new Set(read.map(idOf))).toEqual(
      new Set(['two\nlines.md', '\u001b[31mred.md', '<script>.md', 'Ünïcode 文書.md']),
    );
    expect(read.flatMap((entry) => (entry.type === 'document' ? [entry.document.title] : []))).toEqual(
      expect.arrayContaining(['two lines', '[31mred', '<script>', 'Ünïcode 文書']),
    );
  });

  it('is never left: a link that leads out is named, one within is read', async () => {
    await write({ 'in/a.md': 'a' });
    await symlink('/etc/hostname', join(folder, 'host.md'));
    await symlink('/etc', join(folder, 'etc'));
    await symlink(join(folder, 'in/a.md'), join(folder, 'same.md'));
    await symlink(folder, join(folder, 'loop'));
    await symlink(join(folder, 'in'), join(folder, 'other'));
    await symlink(join(folder, 'gone.md'), join(folder, 'gone-link.md'));
    const read = await entries();
    expect(read.map((entry) => (entry.type === 'skipped' ? `${entry.id}: ${entry.reason}` : idOf(entry)))).toEqual([
      'etc: a link that leads out of the folder',
      'gone-link.md: a link that leads nowhere',
      'host.md: a link that leads out of the folder',
      'in/a.md',
      'loop: a link that leads out of the folder',
      'other: a link to a folder, which is read where it is',
      'same.md',
    ]);
  });

  it('may hold what is no file: a pipe with the name of a document does not hold the reading up', async () => {
    await write({ 'b.md': 'b' });
    execFileSync('mkfifo', [join(folder, 'a.md')]);
    expect(await entries()).toMatchObject([{ id: 'a.md', reason: 'not a file' }, { type: 'document' }]);
  });

  it('must be there, and be a folder', async () => {
    await write({ 'a.md': 'a' });
    folder = join(folder, 'none');
    await expect(entries()).rejects.toThrow('none');
    folder = join(dirname(folder), 'a.md');
    await expect(entries()).rejects.toThrow('is not a folder');
    folder = dirname(folder);
  });

  it('has pages that are relative to its site', async () => {
    await write({ 'a.md': '---\nurl: /hours\n---\na' });
    expect(await entries(new Map(), 'https://a.example')).toMatchObject([
      { document: { url: 'https://a.example/hours' } },
    ]);
  });

  it('stops when it is told to', async () => {
    await write({ 'a.md': 'a', 'b.md': 'b' });
    await expect(entries(new Map(), undefined, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});

describe('a folder that is read again', () => {
  it('has only what is new or changed read', async () => {
    await write({ 'a.md': 'a', 'b.md': 'b' });
    const known = fingerprints(await entries());
    await write({ 'b.md': 'B', 'c.md': 'c' });
    expect(await entries(known)).toMatchObject([
      { type: 'unchanged', id: 'a.md' },
      { type: 'document', document: { id: 'b.md' } },
      { type: 'document', document: { id: 'c.md' } },
    ]);
  });

  it('does not even open a file of the same size and times', async () => {
    await write({ 'a.md': 'a' });
    // The time of the last change of the file itself can't be set back, so the clock is set forward.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 });
    const [entry] = await entries();
    const stamp = entry?.type === 'document' ? entry.fingerprint : '';
    // With another hash in its place only the stamp can tell that it is the same.
    const forged = new Map([['a.md', JSON.stringify({ ...JSON.parse(stamp), hash: 'another' })]]);
    expect(await entries(forged)).toEqual([{ type: 'unchanged', id: 'a.md' }]);
  });

  it('hashes a file that was only touched', async () => {
    await write({ 'a.md': 'a' });
    const known = fingerprints(await entries());
    await write({ 'a.md': 'a' }, 30);
    expect(await entries(known)).toEqual([{ type: 'unchanged', id: 'a.md' }]);
  });

  it('sees a change that keeps size and time of a file that was fresh', async () => {
    await write({ 'a.md': 'a' }, 0);
    const known = fingerprints(await entries());
    await write({ 'a.md': 'b' }, 0);
    expect(await entries(known)).toMatchObject([{ type: 'document', document: { sections: [{ blocks: ['b'] }] } }]);
  });

  it('is read anew when its site is another, or when nobody knows what a fingerprint says', async () => {
    await write({ 'a.md': '---\nurl: /x\n---\na' });
    const known = fingerprints(await entries());
    expect(await entries(known, 'https://a.example')).toMatchObject([{ document: { url: 'https://a.example/x' } }]);
    expect(await entries(new Map([['a.md', 'no JSON']]))).toMatchObject([{ type: 'document' }]);
  });
});
