import { opendir, readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { IndexEntry } from '../document-index.ts';
import { hashOf, readFileFingerprint, stampOf, writeFingerprint } from './fingerprint.ts';
import { formatOfFile, tooLarge, type Format } from './format.ts';
import { sayError } from './plain-words.ts';
import type { ReadingParts } from './reading-parts.ts';

/** How many documents, links and folders of one source are looked at. */
const MAX_FILES = 100_000;

export interface FolderSource {
  readonly type: 'folder';
  /** An absolute path. */
  readonly folder: string;
  /** What the pages that its documents name are relative to. */
  readonly siteUrl: string | undefined;
}

/** A file as it was found; `path` is relative to the folder, with `/`. */
type Found =
  | { readonly path: string; readonly format: Format }
  | { readonly path: string; readonly format: undefined; readonly reason: string };

/**
 * Reads a folder and the folders in it, in the order of the paths, one document after the other. Files that begin with a dot are
 * left alone.
 * @param known - fingerprints by id: what is still the same is not read.
 * @throws {Error} if there is no such folder; the reason of `signal` when that aborts.
 */
export async function* readFolder(
  { folder, siteUrl }: FolderSource,
  known: ReadonlyMap<string, string>,
  { reader, signal, onExpected }: ReadingParts,
): AsyncGenerator<IndexEntry> {
  if (!(await stat(folder)).isDirectory()) throw new Error(`${folder} is not a folder`);
  const root = await realpath(folder);
  const files = await Array.fromAsync(findFiles(root, { left: MAX_FILES }));
  onExpected?.(files.length);
  for (const found of files) {
    signal.throwIfAborted();
    yield found.format === undefined
      ? { type: 'skipped', id: found.path, reason: found.reason }
      : await readFound(root, found.path, found.format);
  }

  async function readFound(root: string, id: string, format: Format): Promise<IndexEntry> {
    try {
      const file = join(root, id);
      const { stamp: knownStamp, hash: knownHash } = readFileFingerprint(known.get(id));
      // Looked at before it is read: what is written in between is seen the next time.
      const stats = await stat(file, { bigint: true });
      if (!stats.isFile()) return { type: 'skipped', id, reason: 'not a file' };
      const reason = tooLarge(format, Number(stats.size));
      if (reason !== undefined) return { type: 'skipped', id, reason };
      const stamp = stampOf(stats, siteUrl ?? '');
      if (stamp !== '' && stamp === knownStamp) return { type: 'unchanged', id };
      const bytes = await readFile(file, { signal });
      const hash = hashOf(bytes, siteUrl ?? '');
      // Touched, not changed. What is kept has the old stamp, so it is hashed again the next time, which costs little.
      if (hash === knownHash) return { type: 'unchanged', id };
      const reading = await reader.read(
        bytes,
        { id, format, ...(siteUrl === undefined ? {} : { base: siteUrl }) },
        signal,
      );
      return reading.type === 'skipped'
        ? { type: 'skipped', id, reason: reading.reason }
        : { type: 'document', document: reading.document, fingerprint: writeFingerprint({ stamp, hash }) };
    } catch (error) {
      signal.throwIfAborted();
      if (!isSystemError(error)) throw error;
      // Nothing that lies in the folder may keep the other documents from being read: no missing right, no file that has just gone.
      return { type: 'skipped', id, reason: sayError(error) };
    }
  }
}

/** @param budget - how many more files may be found; shared by all folders. */
async function* findFiles(root: string, budget: { left: number }, path = ''): AsyncGenerator<Found> {
  const entries: { name: string; isFolder: boolean; isLink: boolean }[] = [];
  let isCut = false;
  for await (const entry of await opendir(join(root, path))) {
    const isFolder = entry.isDirectory();
    const isLink = entry.isSymbolicLink();
    if (entry.name.startsWith('.') || !(isFolder || isLink || formatOfFile(entry.name) !== undefined)) continue;
    isCut = budget.left === 0;
    if (isCut) break;
    budget.left--;
    entries.push({ name: entry.name, isFolder, isLink });
  }
  // A folder stands where its paths do: `a-b.md` is before `a/b.md`.
  entries.sort((a, b) => compare(a.isFolder ? `${a.name}/` : a.name, b.isFolder ? `${b.name}/` : b.name));
  for (const { name, isFolder, isLink } of entries) {
    const inner = path === '' ? name : `${path}/${name}`;
    if (isLink) yield* followLink(root, inner);
    else if (isFolder) yield* findIn(root, budget, inner);
    else yield judge(inner);
  }
  if (isCut) {
    yield unread(path || '.', `only ${MAX_FILES} files of a folder are looked at: the others here are left out`);
  }
}

/** A folder that can't be opened is named, like a file. */
async function* findIn(root: string, budget: { left: number }, path: string): AsyncGenerator<Found> {
  try {
    yield* findFiles(root, budget, path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    yield unread(path, sayError(error));
  }
}

/** A link within the folder is read as the file that it leads to; it never leads out. */
async function* followLink(root: string, path: string): AsyncGenerator<Found> {
  let target: string;
  try {
    target = await realpath(join(root, path));
    if (!target.startsWith(root + sep)) yield unread(path, 'a link that leads out of the folder');
    else if ((await stat(target)).isDirectory()) yield unread(path, 'a link to a folder, which is read where it is');
    else if (formatOfFile(path) !== undefined) yield judge(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    yield unread(path, 'a link that leads nowhere');
  }
}

function judge(path: string): Found {
  const format = formatOfFile(path);
  if (format === undefined || format === 'foreign') {
    return unread(path, 'a format that is not read: save it as PDF, DOCX, HTML, Markdown or text');
  }
  return { path, format };
}

function unread(path: string, reason: string): Found {
  return { path, format: undefined, reason };
}

/** By code units, so that the order is the same wherever the server runs. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
