import type { ReactiveController, ReactiveControllerHost } from 'lit';

import type { Failure } from '../conversation/failure.ts';
import { asFailure } from '../transport/chat-error.ts';

type Stage =
  | { readonly at: 'rest' }
  /** The visitor is asked whether that is what they want. */
  | { readonly at: 'question'; readonly failure: Failure | undefined }
  | { readonly at: 'work' };

const REST: Stage = { at: 'rest' };

/** Deletes the conversation, once the visitor has confirmed that. */
export class Erasing implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #erase: (signal: AbortSignal) => Promise<void>;
  #stage = REST;
  #abort = new AbortController();

  /** @param erase - rejects where it could not be done. */
  constructor(host: ReactiveControllerHost, erase: (signal: AbortSignal) => Promise<void>) {
    this.#host = host;
    this.#erase = erase;
    host.addController(this);
  }

  /** Whether there is a question to be answered, or the answer is being acted on. */
  get isAsking(): boolean {
    return this.#stage.at !== 'rest';
  }

  /** Why it could not be done. */
  get failure(): Failure | undefined {
    return this.#stage.at === 'question' ? this.#stage.failure : undefined;
  }

  ask(): void {
    this.#become({ at: 'question', failure: undefined });
  }

  leave(): void {
    if (this.#stage.at === 'question') this.#become(REST);
  }

  async confirm(): Promise<void> {
    if (this.#stage.at !== 'question') return;
    const { signal } = this.#abort;
    this.#become({ at: 'work' });
    try {
      await this.#erase(signal);
      this.#become(REST);
    } catch (error) {
      this.#become(signal.aborted ? REST : { at: 'question', failure: asFailure(error) });
    }
  }

  hostDisconnected(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  #become(stage: Stage): void {
    this.#stage = stage;
    this.#host.requestUpdate();
  }
}
