import { AnswerStopped } from './answer-stopped.ts';

/**
 * An answer that is being written: who listens, and how it is stopped. It stops itself when nobody has listened for the
 * length of the grace period, so that a visitor who leaves does not leave a working model behind.
 */
export class RunningAnswer {
  readonly streamId: string;
  readonly messageId: string;
  readonly sessionId: string;
  readonly #graceMs: number;
  readonly #controller = new AbortController();
  readonly #ended = Promise.withResolvers<void>();
  #listeners = 0;
  #wasHeard = false;
  #hasEnded = false;
  #grace: NodeJS.Timeout | undefined;

  /** @param graceMs - how long the answer goes on without a listener, in milliseconds; counted from now on. */
  constructor(ids: Pick<RunningAnswer, 'streamId' | 'messageId' | 'sessionId'>, graceMs: number) {
    this.streamId = ids.streamId;
    this.messageId = ids.messageId;
    this.sessionId = ids.sessionId;
    this.#graceMs = graceMs;
    this.#startGrace();
  }

  /** Aborts when the answer is to stop; its reason is an `AnswerStopped`. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether it was stopped because nobody listened. */
  get wasOrphaned(): boolean {
    const { reason } = this.signal as { readonly reason?: unknown };
    return reason instanceof AnswerStopped && reason.why === 'orphaned';
  }

  /** Resolves when the answer has its terminal event. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  get listeners(): number {
    return this.#listeners;
  }

  /** Whether somebody has listened and nobody does any more. One that nobody has listened to yet is on its way to its reader. */
  get isAbandoned(): boolean {
    return this.#wasHeard && this.#listeners === 0;
  }

  join(): void {
    this.#listeners++;
    this.#wasHeard = true;
    clearTimeout(this.#grace);
  }

  leave(): void {
    this.#listeners--;
    if (this.#listeners === 0 && !this.#hasEnded) this.#startGrace();
  }

  stop(why: AnswerStopped['why']): void {
    clearTimeout(this.#grace);
    this.#controller.abort(new AnswerStopped(why));
  }

  /** The answer has its terminal event: nothing is left to be stopped. */
  end(): void {
    this.#hasEnded = true;
    clearTimeout(this.#grace);
    this.#ended.resolve();
  }

  #startGrace(): void {
    this.#grace = setTimeout(() => this.stop('orphaned'), this.#graceMs);
  }
}
