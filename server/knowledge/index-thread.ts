import { Worker } from 'node:worker_threads';
import type { WriterReply, WriterRequest } from './writer-requests.ts';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** How much memory the thread may take: a document is in it whole, an index is not. In megabytes. */
const OLD_MB = 512;
/** Without a bound garbage is let grow. */
const YOUNG_MB = 16;

/** The thread that writes an index, as seen from the others. It lives while somebody uses it. */
export class IndexThread {
  readonly #file: string;
  #running: { readonly worker: Worker; readonly waiting: Waiting[] } | undefined;
  #users = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** Keeps the thread until `work` has ended. */
  async use<T>(work: () => Promise<T>): Promise<T> {
    this.#users += 1;
    try {
      return await work();
    } finally {
      this.#users -= 1;
      if (this.#users === 0) await this.#end();
    }
  }

  /**
   * Within `use`. Requests are served in their order.
   * @throws {Error} what went wrong in the thread; that it ended.
   */
  async ask(request: WriterRequest): Promise<unknown> {
    const { worker, waiting } = (this.#running ??= this.#start());
    return new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is a thread, not a window.
      worker.postMessage(request);
    });
  }

  async #end(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.worker.terminate();
  }

  #start(): { worker: Worker; waiting: Waiting[] } {
    const waiting: Waiting[] = [];
    const worker = new Worker(new URL('./writer-thread.ts', import.meta.url), {
      workerData: { file: this.#file },
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB, maxOldGenerationSizeMb: OLD_MB },
    });
    const fail = (error: unknown): void => {
      if (this.#running?.worker === worker) this.#running = undefined;
      for (const { reject } of waiting.splice(0)) reject(error);
    };
    worker
      .on('message', (reply: WriterReply) => {
        const first = waiting.shift();
        if (reply.type === 'done') first?.resolve(reply.value);
        else first?.reject(reply.error);
      })
      .on('error', fail)
      .on('exit', () => fail(new Error('the thread that writes the index has ended')));
    return { worker, waiting };
  }
}
