import { HEARTBEAT_MS } from '../../protocol/limits.ts';

/** How long a server that sends heartbeats can be silent before its connection counts as dead, in milliseconds. */
export const SILENCE_MS = 2.5 * HEARTBEAT_MS;

/**
 * Aborts when nothing has been heard for a while. A connection whose other end is gone without a word, as after a laptop's
 * sleep or behind a gateway that has forgotten it, tells so in no other way.
 */
export class Silence {
  readonly #ms: number;
  readonly #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param ms - counted from now on. */
  constructor(ms: number) {
    this.#ms = ms;
    this.heard();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Begins to count anew. */
  readonly heard = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(), this.#ms);
  };

  /** Counts no more. */
  end(): void {
    clearTimeout(this.#timer);
  }
}
