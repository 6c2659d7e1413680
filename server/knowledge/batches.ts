import type { IndexEntry } from './document-index.ts';

/** How much goes to the writing thread at once: entries, and characters of text. */
const BATCH_ENTRIES = 256;
const BATCH_LENGTH = 262_144;

/**
 * Gathers entries into batches.
 * @throws the reason of `signal` as soon as that aborts, though the entries do not heed it.
 */
export async function* inBatches(
  entries: AsyncIterable<IndexEntry>,
  signal: AbortSignal,
): AsyncGenerator<readonly IndexEntry[], void, undefined> {
  const aborted = Promise.withResolvers<never>();
  // Whoever reads next is told; nobody may be reading just now.
  aborted.promise.catch(() => undefined);
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const iterator = entries[Symbol.asyncIterator]();
  let isOver = false;
  let batch: IndexEntry[] = [];
  let length = 0;
  try {
    while (!isOver) {
      const next = await Promise.race([iterator.next(), aborted.promise]);
      if (next.done) isOver = true;
      else {
        batch.push(next.value);
        length += lengthOf(next.value);
      }
      if (batch.length > 0 && (isOver || batch.length >= BATCH_ENTRIES || length >= BATCH_LENGTH)) {
        yield batch;
        batch = [];
        length = 0;
      }
    }
  } finally {
    signal.removeEventListener('abort', abort);
    // Not waited for: it may never come back, and what it throws now is no news.
    if (!isOver) void iterator.return?.()?.catch(() => undefined);
  }
}

function lengthOf(entry: IndexEntry): number {
  if (entry.type !== 'document') return 0;
  let length = 0;
  for (const { blocks } of entry.document.sections) for (const block of blocks) length += block.length;
  return length;
}
