import type { IndexEntry } from '../document-index.ts';
import { readFolder, type FolderSource } from './folder.ts';
import type { ReadingParts } from './reading-parts.ts';
import { readSite, type SiteSource } from './site.ts';

/** Where an owner's documents are. */
export type Source = FolderSource | SiteSource;

/**
 * @param place - an address with http or https, or the absolute path of a folder.
 * @param siteUrl - what the pages that a folder's documents name are relative to.
 */
export function sourceAt(place: string, siteUrl: string | undefined): Source {
  return isSite(place) ? { type: 'site', address: new URL(place).href } : { type: 'folder', folder: place, siteUrl };
}

export function isSite(place: string): boolean {
  return /^https?:\/\//i.test(place) && URL.canParse(place);
}

/** @returns what the index knows the source by. */
export function nameOfSource(source: Source): string {
  return source.type === 'site' ? source.address : source.folder;
}

/** Reads a source, one document after the other. See `readFolder` and `readSite`. */
export function readSource(
  source: Source,
  known: ReadonlyMap<string, string>,
  parts: ReadingParts,
): AsyncGenerator<IndexEntry> {
  return source.type === 'site' ? readSite(source, known, parts) : readFolder(source, known, parts);
}
