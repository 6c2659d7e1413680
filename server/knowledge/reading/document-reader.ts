import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { sayError } from './plain-words.ts';
import type { Described, Reading } from './reading.ts';
import type { ReadingTask } from './reading-worker.ts';
import type { Sitemap } from './sitemap.ts';

export interface ReaderLimits {
  /** How long one document may take, in milliseconds. */
  readonly timeMs: number;
  /** How much memory the thread may have, in bytes: its objects, and as much again for its buffers. */
  readonly memoryBytes: number;
}

const LIMITS: ReaderLimits = { timeMs: 30_000, memoryBytes: 512 * 1_048_576 };

/** How often the memory of the thread is looked at, in milliseconds: only V8's own part of it has a limit that V8 holds. */
const MEMORY_CHECK_MS = 100;

/** Why a thread was ended. */
type Ended = { readonly ended: string };

/**
 * Reads documents in a thread of its own, one after the other: the server goes on answering meanwhile, and a document that takes
 * all time or memory costs that thread, which the next document gets a new one for.
 */
export class DocumentReader {
  readonly #limits: ReaderLimits;
  #worker: Worker | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(limits: Partial<ReaderLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
  }

  /**
   * Never throws for what the document is: one that can't be read is skipped, with the reason.
   * @param bytes - are given away: whoever calls this may not use them afterwards.
   * @throws the reason of `signal` when that aborts.
   */
  async read(bytes: Uint8Array, described: Described, signal: AbortSignal): Promise<Reading> {
    const result = await this.#queue({ type: 'document', bytes, described }, signal);
    return 'ended' in result ? { type: 'skipped', reason: result.ended, links: [] } : (result as Reading);
  }

  /** As `read`; a sitemap that can't be read has no addresses. */
  async readSitemap(bytes: Uint8Array, signal: AbortSignal): Promise<Sitemap> {
    const result = await this.#queue({ type: 'sitemap', bytes }, signal);
    return 'ended' in result ? { pages: [], sitemaps: [] } : (result as Sitemap);
  }

  /** Gives the thread's memory back when what is under way has been read; the next document starts another. */
  async rest(): Promise<void> {
    const turn = this.#last.then(() => this.#endWorker());
    this.#last = turn;
    await turn;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.rest();
  }

  async #queue(task: ReadingTask, signal: AbortSignal): Promise<Reading | Sitemap | Ended> {
    const turn = this.#last.then(() => this.#perform(task, signal));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #perform(task: ReadingTask, signal: AbortSignal): Promise<Reading | Sitemap | Ended> {
    signal.throwIfAborted();
    if (this.#worker?.threadId === -1) this.#worker = undefined;
    const worker = (this.#worker ??= await startWorker(this.#limits.memoryBytes));
    worker.ref();
    const over = new AbortController();
    const late = new AbortController();
    const stop = AbortSignal.any([signal, over.signal, late.signal]);
    const timer = setTimeout(() => late.abort(), this.#limits.timeMs);
    const watch = setInterval(() => void this.#checkMemory(worker, over), MEMORY_CHECK_MS);
    try {
      const answer = Promise.race([
        once(worker, 'message', { signal: stop }).then(([result]) => result as Reading | Sitemap),
        once(worker, 'exit', { signal: stop }).then((): Ended => ({ ended: 'takes too much memory to read' })),
      ]);
      worker.postMessage(task, transferable(task.bytes));
      const result = await answer;
      if ('ended' in result) this.#worker = undefined;
      return result;
    } catch (error) {
      await this.#endWorker();
      signal.throwIfAborted();
      if (over.signal.aborted) return { ended: 'takes too much memory to read' };
      if (stop.aborted) return { ended: `takes longer than ${this.#limits.timeMs / 1_000} seconds to read` };
      if (isOutOfMemory(error)) return { ended: 'takes too much memory to read' };
      // A library threw where nobody could catch it.
      return { ended: `broken: ${sayError(error)}` };
    } finally {
      over.abort();
      clearTimeout(timer);
      clearInterval(watch);
      worker.unref();
    }
  }

  async #checkMemory(worker: Worker, over: AbortController): Promise<void> {
    // Where the thread has ended, whoever waits for it is told by its `exit`.
    const statistics = await worker.getHeapStatistics().catch(() => undefined);
    if (statistics !== undefined && statistics.external_memory > this.#limits.memoryBytes) over.abort();
  }

  async #endWorker(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}

/** @throws {Error} if the thread can't be started, which is no document's fault. */
async function startWorker(memoryBytes: number): Promise<Worker> {
  const worker = new Worker(new URL('./reading-worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: memoryBytes / 1_048_576, maxYoungGenerationSizeMb: 32 },
    // What libraries write about a document is not for the server's log.
    stdout: true,
    stderr: true,
  });
  worker.stdout.resume();
  worker.stderr.resume();
  await once(worker, 'message');
  // An error that comes late, when the document's answer is there, must not end the process: `exit` follows it.
  worker.on('error', () => undefined);
  return worker;
}

/** A buffer that other bytes share, as Node's small ones do, is copied instead. */
function transferable(bytes: Uint8Array): ArrayBuffer[] {
  const { buffer, byteLength } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
}

function isOutOfMemory(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
