import { watch } from 'node:fs/promises';

export interface WatchTimes {
  /** Changes are told when there was none for this long, in milliseconds: files that come together are read together. */
  readonly quietMs: number;
  /** But no later than this after the first of them, in milliseconds. */
  readonly atLatestMs: number;
  /** Where no change is seen, as on some network drives, one is supposed so often, in milliseconds. */
  readonly rescanMs: number;
}

export const WATCH_TIMES: WatchTimes = { quietMs: 500, atLatestMs: 10_000, rescanMs: 600_000 };

/**
 * Calls `onChange` after something in the folder, or in a folder in it, has changed; also now and then when nothing was seen.
 * @param onBlind - is told why changes can't be seen, which is no end: the folder is then looked at every `rescanMs`.
 * @returns when `signal` aborts.
 */
export async function watchFolder(
  folder: string,
  onChange: () => void,
  onBlind: (cause: unknown) => void,
  signal: AbortSignal,
  { quietMs, atLatestMs, rescanMs }: WatchTimes = WATCH_TIMES,
): Promise<void> {
  let quiet: NodeJS.Timeout | undefined;
  let latest: NodeJS.Timeout | undefined;
  const forget = (): void => {
    clearTimeout(quiet);
    clearTimeout(latest);
    quiet = latest = undefined;
  };
  const tell = (): void => {
    forget();
    onChange();
  };
  while (!signal.aborted) {
    const rescan = Promise.withResolvers<void>();
    const interval = setInterval(() => {
      tell();
      rescan.resolve();
    }, rescanMs);
    const end = (): void => rescan.resolve();
    signal.addEventListener('abort', end, { once: true });
    try {
      for await (const _ of watch(folder, { recursive: true, signal })) {
        quiet = quiet?.refresh() ?? setTimeout(tell, quietMs);
        latest ??= setTimeout(tell, atLatestMs);
      }
    } catch (error) {
      if (!signal.aborted) {
        onBlind(error);
        await rescan.promise;
      }
    } finally {
      signal.removeEventListener('abort', end);
      clearInterval(interval);
      forget();
    }
  }
}
