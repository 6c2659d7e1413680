import { passagesOf } from '../knowledge/passages.ts';
import { DocumentReader } from '../knowledge/reading/document-reader.ts';
import { readFolder as entriesOf } from '../knowledge/reading/folder.ts';
import type { FolderReading } from './documents.ts';

/** How many documents that are left out are remembered; the others are only counted. */
const SKIPPED_MAX = 100;

/** Reads a folder as the server does, one document after the other, and keeps nothing but numbers. */
export async function readFolder(folder: string, siteUrl: string | undefined): Promise<FolderReading> {
  await using reader = new DocumentReader();
  const { signal } = new AbortController();
  const skipped: { id: string; reason: string }[] = [];
  let [documents, passages, skippedCount] = [0, 0, 0];
  for await (const entry of entriesOf({ type: 'folder', folder, siteUrl }, new Map(), { reader, signal })) {
    if (entry.type === 'document') {
      documents++;
      passages += passagesOf(entry.document).reduce((count) => count + 1, 0);
    } else if (entry.type === 'skipped') {
      skippedCount++;
      if (skipped.length < SKIPPED_MAX) skipped.push({ id: entry.id, reason: entry.reason });
    }
  }
  return { documents, passages, skipped, skippedCount };
}
