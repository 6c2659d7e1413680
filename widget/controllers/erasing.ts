import type { ReactiveController, ReactiveControllerHost } from 'lit';

import type { Failure } from '../conversation/failure.ts';
import { asFailure, ChatError } from '../transport/chat-error.ts';

/** How long the server is tried, in milliseconds. */
const PATIENCE_MS = 30_000;

type Stage =
  | { readonly at: 'rest' }
  /** The visitor is asked whether that is what they want. */
  | { readonly at: 'question'; readonly failure: Failure | undefined }
  | { readonly at: 'work'; readonly abort: AbortController };

const REST: Stage = { at: 'rest' };

export interface ErasingOptions {
  /** Rejects where it could not be done. */
  readonly erase: (signal: AbortSignal) => Promise<void>;
  readonly onFailed: (failure: Failure) => void;
  /** @default PATIENCE_MS */
  readonly patienceMs?: number;
}

/** Deletes the conversation, once the visitor has confirmed that. */
export class Erasing implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #options: ErasingOptions;
  #stage: Stage = REST;

  constructor(host: ReactiveControllerHost, options: ErasingOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** Whether there is a question to be answered, or the answer is being acted on. */
  get isAsking(): boolean {
    return this.#stage.at !== 'rest';
  }

  /** Whether the answer is being acted on. */
  get isAtWork(): boolean {
    return this.#stage.at === 'work';
  }

  /** Why it could not be done. */
  get failure(): Failure | undefined {
    return this.#stage.at === 'question' ? this.#stage.failure : undefined;
  }

  ask(): void {
    this.#become({ at: 'question', failure: undefined });
  }

  /** Leaves all as it is, as far as the server has not yet done it. */
  leave(): void {
    const stage = this.#stage;
    if (stage.at === 'rest') return;
    this.#become(REST);
    if (stage.at === 'work') stage.abort.abort();
  }

  async confirm(): Promise<void> {
    if (this.#stage.at !== 'question') return;
    const { erase, onFailed, patienceMs = PATIENCE_MS } = this.#options;
    const work = { at: 'work', abort: new AbortController() } as const;
    const patience = AbortSignal.timeout(patienceMs);
    const isOver = (): boolean => this.#stage !== work;
    this.#become(work);
    try {
      await erase(AbortSignal.any([work.abort.signal, patience]));
      if (!isOver()) this.#become(REST);
    } catch (error) {
      // Who has left may have been asked once more.
      if (isOver()) return;
      const failure = asFailure(patience.aborted ? new ChatError('connection', 'the patience is over') : error);
      this.#become({ at: 'question', failure });
      onFailed(failure);
    }
  }

  hostDisconnected(): void {
    this.leave();
  }

  #become(stage: Stage): void {
    this.#stage = stage;
    this.#host.requestUpdate();
  }
}
