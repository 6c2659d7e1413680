import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFolder } from '../../../server/knowledge/read-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smail-documents-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

describe('a folder of documents', () => {
  it('is read with the folders in it, in the order of the paths', async () => {
    await write({ 'b.md': 'b', 'visit/winter/a.md': 'deep', 'visit/a.md': 'nested', 'a.md': '# A\n\na\n\n# B\n\nb' });
    const { documents, passages, skipped } = await readFolder(folder);
    expect(documents).toBe(4);
    expect(skipped).toEqual([]);
    expect(passages.map(({ title, text }) => [title, text])).toEqual([
      ['A', 'a'],
      ['A: B', 'b'],
      ['b.md', 'b'],
      ['visit/a.md', 'nested'],
      ['visit/winter/a.md', 'deep'],
    ]);
    expect(new Set(passages.map(({ id }) => id)).size).toBe(5);
  });

  it('may hold other files, which are passed over', async () => {
    await write({ 'a.md': 'a', 'a.txt': 'text', 'page.html': '<p>', md: 'none', 'photo.md.png': new Uint8Array(4) });
    expect(await readFolder(folder)).toMatchObject({ documents: 1, skipped: [] });
  });

  it('may be empty, or hold nothing that can be quoted', async () => {
    expect(await readFolder(folder)).toEqual({ documents: 0, passages: [], skipped: [] });
    await write({ 'empty.md': '' });
    expect(await readFolder(folder)).toEqual({ documents: 1, passages: [], skipped: [] });
  });

  it('does not need its documents to be good: one that is not UTF-8 is left out, and the owner is told', async () => {
    await write({
      'a.md': 'a',
      'latin1.md': Buffer.from('Café', 'latin1'),
      'utf16.md': Buffer.from('\uFEFFa', 'utf16le'),
    });
    const { documents, passages, skipped } = await readFolder(folder);
    expect(documents).toBe(1);
    expect(passages.map(({ text }) => text)).toEqual(['a']);
    expect(skipped).toEqual([
      { path: 'latin1.md', reason: 'not UTF-8 text' },
      { path: 'utf16.md', reason: 'not UTF-8 text' },
    ]);
  });

  it('has documents of at most 1 MiB: a larger one is left out, and the owner is told', async () => {
    await write({ 'visit/largest.md': 'x'.repeat(1_048_576), 'visit/larger.md': 'x'.repeat(1_048_577) });
    const { documents, passages, skipped } = await readFolder(folder);
    expect(documents).toBe(1);
    expect(passages).toHaveLength(1);
    expect(skipped).toEqual([{ path: join('visit', 'larger.md'), reason: 'larger than 1048576 bytes' }]);
  });

  it('may begin its documents with a byte order mark', async () => {
    await write({ 'a.md': '\uFEFF---\ntitle: Visit\n---\n\nFrom 10.' });
    expect((await readFolder(folder)).passages).toMatchObject([{ title: 'Visit', text: 'From 10.' }]);
  });

  it('of the demo holds nothing that is left out', async () => {
    const demo = fileURLToPath(new URL('../../../demo/documents', import.meta.url));
    const { documents, passages, skipped } = await readFolder(demo);
    expect(documents).toBeGreaterThan(5);
    expect(passages.length).toBeGreaterThan(documents);
    expect(skipped).toEqual([]);
    for (const { title, text } of passages) expect([title, text]).not.toContain('');
  });

  it('must be there', async () => {
    await expect(readFolder(join(folder, 'none'))).rejects.toThrow('none');
  });

  it('must not be a file', async () => {
    await write({ 'a.md': 'a' });
    await expect(readFolder(join(folder, 'a.md'))).rejects.toThrow('is not a folder');
  });

  describe('does not need what is in it to be files that can be read:', () => {
    it('a folder with the name of a document is passed over or told', async () => {
      await write({ 'a.md': 'a', 'old.md/b.md': 'b' });
      const { passages } = await readFolder(folder);
      expect(passages.map(({ text }) => text)).toEqual(['a', 'b']);
    });

    it('a link that leads nowhere is told', async () => {
      await write({ 'a.md': 'a' });
      await symlink(join(folder, 'gone.md'), join(folder, 'link.md'));
      const { passages, skipped } = await readFolder(folder);
      expect(passages.map(({ text }) => text)).toEqual(['a']);
      expect(skipped).toMatchObject([{ path: 'link.md' }]);
    });
  });
});
