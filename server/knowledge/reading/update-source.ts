import type { DocumentIndex, IndexEntry, IndexSummary } from '../document-index.ts';
import type { ReadingParts } from './reading-parts.ts';
import { nameOfSource, readSource, type Source } from './source.ts';

export interface SourceUpdate extends ReadingParts {
  readonly index: DocumentIndex;
  readonly chatbotId: string;
  readonly source: Source;
  /** What the index knows the source by. @default nameOfSource(source) */
  readonly name?: string | undefined;
  readonly onEntry?: (entry: IndexEntry) => void;
}

/**
 * Brings the index to what the source has now, reading only what has changed.
 * @throws {Error} if the source can't be read, or the reason of the signal; the index is then as it was.
 */
export async function updateSource({
  index,
  chatbotId,
  source,
  name = nameOfSource(source),
  onEntry,
  ...parts
}: SourceUpdate): Promise<IndexSummary> {
  const known = await index.fingerprints(chatbotId, name);
  return index.replace(chatbotId, name, watched(readSource(source, known, parts), onEntry), parts.signal);
}

async function* watched(
  entries: AsyncIterable<IndexEntry>,
  onEntry: ((entry: IndexEntry) => void) | undefined,
): AsyncGenerator<IndexEntry> {
  for await (const entry of entries) {
    onEntry?.(entry);
    yield entry;
  }
}
