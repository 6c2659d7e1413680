import { glob, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Passage } from './knowledge.ts';
import { markdownPassages } from './markdown-passages.ts';

/** The largest document that is read, in bytes. */
const DOCUMENT_MAX_BYTES = 1_048_576;

export interface FolderContents {
  readonly documents: number;
  readonly passages: readonly Passage[];
  /** Documents that were left out, and why: for the owner. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Reads the Markdown documents of a folder and of the folders in it, in the order of their paths.
 * @param siteUrl - see `markdownPassages`.
 * @throws {Error} if there is no such folder.
 */
export async function readFolder(folder: string, siteUrl?: string): Promise<FolderContents> {
  if (!(await stat(folder)).isDirectory()) throw new Error(`${folder} is not a folder`);
  const paths = (await Array.fromAsync(glob('**/*.md', { cwd: folder }))).toSorted();
  const passages: Passage[] = [];
  const skipped: { path: string; reason: string }[] = [];
  for (const path of paths) {
    const read = await readDocument(join(folder, path));
    if ('reason' in read) skipped.push({ path, reason: read.reason });
    else passages.push(...markdownPassages(path, read.text, siteUrl));
  }
  return { documents: paths.length - skipped.length, passages, skipped };
}

async function readDocument(file: string): Promise<{ text: string } | { reason: string }> {
  try {
    const { size } = await stat(file);
    if (size > DOCUMENT_MAX_BYTES) return { reason: `larger than ${DOCUMENT_MAX_BYTES} bytes` };
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file)) };
  } catch (error) {
    // Nothing that lies in the folder may keep the other documents from being read: no link, no folder, no missing right.
    return { reason: error instanceof TypeError ? 'not UTF-8 text' : String(error) };
  }
}
