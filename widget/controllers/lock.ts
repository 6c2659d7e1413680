/**
 * Does `task` while no other tab of the origin does one under the same name. Where the browser has no locks, as on plain HTTP,
 * or gives this page none, it is done all the same.
 * @param signal - gives up the waiting; the task sees to itself.
 * @returns what `task` comes to; rejects as it does, or with the signal's reason.
 */
export async function whileLocked<Result>(
  name: string,
  signal: AbortSignal,
  task: () => Promise<Result>,
): Promise<Result> {
  const release = await lock(name, signal);
  try {
    return await task();
  } finally {
    release();
  }
}

/** @returns what releases the lock. */
async function lock(name: string, signal: AbortSignal): Promise<() => void> {
  signal.throwIfAborted();
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  // The types promise it to everybody; secure contexts alone have it.
  if (!('locks' in navigator)) return release;
  await new Promise<void>((resolve, reject) => {
    const granted = async (): Promise<void> => {
      resolve();
      await held;
    };
    navigator.locks.request(name, { signal }, granted).catch(() => {
      // A page without a store of its own, such as a sandboxed frame, is refused.
      if (signal.aborted) reject(signal.reason as Error);
      else resolve();
    });
  });
  return release;
}
