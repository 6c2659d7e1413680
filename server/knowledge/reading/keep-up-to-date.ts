import type { Logger } from 'pino';
import type { DocumentIndex } from '../document-index.ts';
import type { DocumentReader } from './document-reader.ts';
import { nameOfSource, type Source } from './source.ts';
import { updateSource } from './update-source.ts';
import { watchFolder, WATCH_TIMES, type WatchTimes } from './watch-folder.ts';

/** How often a site is looked at again, in milliseconds: once a day. */
const SITE_RESCAN_MS = 86_400_000;

export interface KeptSource {
  readonly chatbotId: string;
  readonly source: Source;
}

export interface KeepingParts {
  readonly index: DocumentIndex;
  readonly reader: DocumentReader;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly signal: AbortSignal;
  readonly times?: WatchTimes;
  readonly siteRescanMs?: number;
}

/**
 * Reads every source now, and again when it changes: a folder when a file does, a site once a day. One after the other, never two
 * at once. One that can't be read stays as it was, and is tried again at its next change.
 * @returns when `signal` aborts and the reading under way has ended.
 */
export async function keepUpToDate(sources: readonly KeptSource[], parts: KeepingParts): Promise<void> {
  const { log, signal, times = WATCH_TIMES, siteRescanMs = SITE_RESCAN_MS } = parts;
  const due = new Set(sources);
  let bell = Promise.withResolvers<void>();
  const ring = (): void => bell.resolve();
  signal.addEventListener('abort', ring, { once: true });
  const changed = (kept: KeptSource): void => {
    due.add(kept);
    ring();
  };
  const intervals: NodeJS.Timeout[] = [];
  const watches = sources.map(async (kept) => {
    if (kept.source.type === 'site') intervals.push(setInterval(() => changed(kept), siteRescanMs));
    else {
      const { folder } = kept.source;
      const blind = (err: unknown): void => log.warn({ err, folder }, 'changes of the folder can not be seen');
      await watchFolder(folder, () => changed(kept), blind, signal, times);
    }
  });
  try {
    while (!signal.aborted) {
      for (const kept of due) {
        due.delete(kept);
        await update(kept, parts);
        if (signal.aborted) break;
      }
      await parts.reader.rest();
      await bell.promise;
      bell = Promise.withResolvers<void>();
    }
  } finally {
    for (const interval of intervals) clearInterval(interval);
    signal.removeEventListener('abort', ring);
    await Promise.all(watches);
  }
}

async function update({ chatbotId, source }: KeptSource, { index, reader, log, signal }: KeepingParts): Promise<void> {
  const named = { chatbot_id: chatbotId, source: nameOfSource(source) };
  try {
    const { skipped, skippedCount, ...counts } = await updateSource({ index, reader, signal, chatbotId, source });
    log.info({ ...named, ...counts, skipped: skippedCount }, 'documents read');
    for (const entry of skipped) log.warn({ ...named, ...entry }, 'document skipped');
  } catch (error) {
    if (!signal.aborted) log.error({ ...named, err: error }, 'the documents could not be read, and are as they were');
  }
}
