import { AnswerStopped } from './answer-stopped.ts';

/**
 * An answer that is being written: who listens, and how it is stopped. It stops itself when nobody has listened for the
 * length of the grace period, so that a visitor who leaves does not leave a working model behind.
 */
export class RunningAnswer {
  readonly sessionId: string;
  readonly #graceMs: number;
  readonly #controller = new AbortController();
  #listeners = 0;
  #grace: NodeJS.Timeout | undefined;

  /** @param graceMs - how long the answer goes on without a listener, in milliseconds; counted from now on. */
  constructor(sessionId: string, graceMs: number) {
    this.sessionId = sessionId;
    this.#graceMs = graceMs;
    this.#startGrace();
  }

  /** Aborts when the answer is to stop; its reason is an `AnswerStopped`. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  join(): void {
    this.#listeners++;
    clearTimeout(this.#grace);
  }

  leave(): void {
    this.#listeners--;
    if (this.#listeners === 0) this.#startGrace();
  }

  stop(why: AnswerStopped['why']): void {
    clearTimeout(this.#grace);
    this.#controller.abort(new AnswerStopped(why));
  }

  /** The answer has its terminal event: nothing is left to be stopped. */
  end(): void {
    this.#listeners = Infinity;
    clearTimeout(this.#grace);
  }

  #startGrace(): void {
    this.#grace = setTimeout(() => this.stop('orphaned'), this.#graceMs);
  }
}
