import type { ReactiveController, ReactiveControllerHost } from 'lit';

import type { PublicChatbot } from '../../protocol/requests.ts';
import type { Failure } from '../conversation/failure.ts';
import { asFailure } from '../transport/chat-error.ts';

type Loading =
  | { readonly status: 'waiting' }
  | { readonly status: 'loading'; readonly abort: AbortController }
  | { readonly status: 'loaded'; readonly chatbot: PublicChatbot }
  | { readonly status: 'failed'; readonly failure: Failure };

const WAITING: Loading = { status: 'waiting' };

/** Learns the chatbot's name, greeting and suggestions, once and not before it is told to. */
export class ChatbotController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #fetch: (signal: AbortSignal) => Promise<PublicChatbot>;
  #loading = WAITING;

  constructor(host: ReactiveControllerHost, load: (signal: AbortSignal) => Promise<PublicChatbot>) {
    this.#host = host;
    this.#fetch = load;
    host.addController(this);
  }

  get chatbot(): PublicChatbot | undefined {
    return this.#loading.status === 'loaded' ? this.#loading.chatbot : undefined;
  }

  get failure(): Failure | undefined {
    return this.#loading.status === 'failed' ? this.#loading.failure : undefined;
  }

  /** Loads unless that was begun; see `retry` for after a failure. */
  load(): void {
    if (this.#loading.status === 'waiting') void this.#load();
  }

  /** Loads again after a failure. */
  retry(): void {
    if (this.#loading.status === 'failed') void this.#load();
  }

  /** Forgets what was loaded, as for another chatbot. */
  clear(): void {
    this.#abort();
    this.#become(WAITING);
  }

  hostConnected(): void {
    // What was broken off when the host left the page is loaded now if it is still wanted.
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#abort();
  }

  #abort(): void {
    if (this.#loading.status !== 'loading') return;
    this.#loading.abort.abort();
    this.#loading = WAITING;
  }

  async #load(): Promise<void> {
    const abort = new AbortController();
    this.#become({ status: 'loading', abort });
    try {
      const chatbot = await this.#fetch(abort.signal);
      abort.signal.throwIfAborted();
      this.#become({ status: 'loaded', chatbot });
    } catch (error) {
      if (!abort.signal.aborted) this.#become({ status: 'failed', failure: asFailure(error) });
    }
  }

  #become(loading: Loading): void {
    this.#loading = loading;
    this.#host.requestUpdate();
  }
}
