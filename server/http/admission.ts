import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How often the event loop's delay is looked at, in milliseconds. */
const LOOK_MS = 500;

export interface AdmissionOptions {
  /** How many event streams may be open at once. @default 2_000 */
  readonly maxStreams?: number;
  /** From which delay of the event loop on, in milliseconds, no new question is taken. @default 250 */
  readonly maxDelayMs?: number;
}

/**
 * Says whether the server can take one more question. A server that is beyond its limits accepts connections it can't serve and
 * gives no error: it is better to say so at once, as long as it still can.
 */
export class Admission implements Disposable {
  readonly #maxStreams: number;
  readonly #maxDelayMs: number;
  readonly #delay = monitorEventLoopDelay({ resolution: 10 });
  readonly #look: NodeJS.Timeout;
  #streams = 0;
  #delayMs = 0;

  constructor({ maxStreams = 2_000, maxDelayMs = 250 }: AdmissionOptions = {}) {
    this.#maxStreams = maxStreams;
    this.#maxDelayMs = maxDelayMs;
    this.#delay.enable();
    this.#look = setInterval(() => {
      this.#delayMs = this.#delay.percentile(90) / 1e6;
      this.#delay.reset();
    }, LOOK_MS).unref();
  }

  admits(): boolean {
    return this.#streams < this.#maxStreams && this.#delayMs < this.#maxDelayMs;
  }

  /** Counts a stream as open until what it returns is called. */
  enter(): () => void {
    this.#streams++;
    return () => this.#streams--;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#look);
    this.#delay.disable();
  }
}
