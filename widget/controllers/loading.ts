import type { ReactiveControllerHost } from 'lit';

import type { Failure } from '../conversation/failure.ts';
import { asFailure } from '../transport/chat-error.ts';

type Stage<Part> =
  | { readonly at: 'rest' }
  | { readonly at: 'work' }
  | { readonly at: 'end'; readonly part: Part }
  | { readonly at: 'failure'; readonly failure: Failure };

/** Loads a part of the script when it is told to, and not before. */
export class Loading<Part> {
  readonly #host: ReactiveControllerHost;
  readonly #load: () => Promise<Part>;
  readonly #onFailed: (failure: Failure) => void;
  #stage: Stage<Part> = { at: 'rest' };
  #done = Promise.resolve();

  constructor(host: ReactiveControllerHost, load: () => Promise<Part>, onFailed: (failure: Failure) => void) {
    this.#host = host;
    this.#load = load;
    this.#onFailed = onFailed;
  }

  /** Once it is here. */
  get part(): Part | undefined {
    return this.#stage.at === 'end' ? this.#stage.part : undefined;
  }

  /** Why it could not be had; `undefined` while that is not so. */
  get failure(): Failure | undefined {
    return this.#stage.at === 'failure' ? this.#stage.failure : undefined;
  }

  /** Resolves when what was begun has come to its end, well or not; at once where nothing was. */
  get done(): Promise<void> {
    return this.#done;
  }

  /** Loads unless that was begun; see `retry` for after a failure. */
  load(): void {
    if (this.#stage.at === 'rest') this.#begin();
  }

  /** Loads again after a failure. */
  retry(): void {
    if (this.#stage.at === 'failure') this.#begin();
  }

  #begin(): void {
    this.#stage = { at: 'work' };
    this.#done = this.#run();
    this.#host.requestUpdate();
  }

  async #run(): Promise<void> {
    try {
      this.#stage = { at: 'end', part: await this.#load() };
    } catch (error) {
      const failure = asFailure(error);
      this.#stage = { at: 'failure', failure };
      this.#onFailed(failure);
    }
    this.#host.requestUpdate();
  }
}
