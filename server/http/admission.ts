/** How often the event loop is looked at, in milliseconds. */
const LOOK_MS = 10;

/** How many late looks in a row are lag, not a pause; and how many more are remembered, so that one that is in time changes nothing. */
const LAGGING = 5;
const LAGGING_MAX = 10;

export interface AdmissionOptions {
  /** How many event streams may be open at once. @default 2_000 */
  readonly maxStreams?: number;
  /** By how much, in milliseconds, the event loop may be late again and again before no new question is taken. @default 30 */
  readonly maxDelayMs?: number;
}

/**
 * Says whether the server can take one more question. A server that is beyond its limits accepts connections it can't serve and
 * gives no error: it is better to say so at once, as long as it still can. One long pause, such as a collection of garbage, is
 * no reason; an event loop that is late turn after turn is.
 */
export class Admission implements Disposable {
  readonly #maxStreams: number;
  readonly #maxDelayMs: number;
  readonly #look: NodeJS.Timeout;
  #streams = 0;
  #lookedAt = performance.now();
  /** Each late look raises it by one, each in time lowers it. */
  #lateness = 0;

  constructor({ maxStreams = 2_000, maxDelayMs = 30 }: AdmissionOptions = {}) {
    this.#maxStreams = maxStreams;
    this.#maxDelayMs = maxDelayMs;
    this.#look = setInterval(() => this.#lookAtDelay(), LOOK_MS).unref();
  }

  admits(): boolean {
    return this.#streams < this.#maxStreams && this.#lateness < LAGGING;
  }

  /** Counts a stream as open until what it returns is called. */
  enter(): () => void {
    this.#streams++;
    return () => this.#streams--;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#look);
  }

  #lookAtDelay(): void {
    const now = performance.now();
    const isLate = now - this.#lookedAt - LOOK_MS > this.#maxDelayMs;
    this.#lateness = isLate ? Math.min(this.#lateness + 1, LAGGING_MAX) : Math.max(this.#lateness - 1, 0);
    this.#lookedAt = now;
  }
}
