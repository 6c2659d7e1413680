import { RETRY_BASE_MS } from './retry-policy.ts';

/** What waiting depends on: a seam, so that tests have a time, a chance and a network of their own. */
export interface Conditions {
  /** The wait before the first retry, in milliseconds. */
  readonly retryBaseMs: number;
  /** From 0 to 1, as `Math.random` gives. */
  readonly random: () => number;
  /** In milliseconds, from whenever. */
  readonly now: () => number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Whether the browser has a network. That it has one does not mean that it leads anywhere. */
  readonly isOnline: () => boolean;
  /** Resolves when the browser has a network again; rejects with the signal's reason when it aborts. */
  readonly online: (signal: AbortSignal) => Promise<void>;
}

/** The browser's own. */
export const CONDITIONS: Conditions = {
  retryBaseMs: RETRY_BASE_MS,
  random: Math.random,
  now: () => performance.now(),
  sleep: (ms, signal) =>
    untilAborted(signal, (resolve) => {
      const timer = setTimeout(resolve, ms);
      return () => clearTimeout(timer);
    }),
  isOnline: () => navigator.onLine,
  online: (signal) =>
    untilAborted(signal, (resolve) => {
      if (navigator.onLine) resolve();
      addEventListener('online', resolve);
      return () => removeEventListener('online', resolve);
    }),
};

/**
 * @param begin - begins to wait, and returns what ends the waiting.
 * @returns a promise that `begin` resolves; rejects with the signal's reason when it aborts first.
 */
function untilAborted(signal: AbortSignal, begin: (resolve: () => void) => () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const end = (): void => {
      stop();
      signal.removeEventListener('abort', abort);
    };
    const abort = (): void => {
      end();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', abort, { once: true });
    const stop = begin(() => {
      resolve();
      // Where it has begun by resolving, there is nothing to end yet.
      queueMicrotask(end);
    });
  });
}
