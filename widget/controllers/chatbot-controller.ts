import type { ReactiveController, ReactiveControllerHost } from 'lit';

import type { Failure } from '../conversation/failure.ts';
import { english, translator, type Translate } from '../texts.ts';
import { asFailure } from '../transport/chat-error.ts';
import type { Chatbot } from '../transport/public-chatbot.ts';

type Loading =
  | { readonly status: 'waiting' }
  | { readonly status: 'loading'; readonly abort: AbortController }
  | { readonly status: 'loaded'; readonly chatbot: Chatbot; readonly t: Translate }
  | { readonly status: 'failed'; readonly failure: Failure };

const WAITING: Loading = { status: 'waiting' };

/** Learns the chatbot's name, greeting, suggestions and texts, once and not before it is told to. */
export class ChatbotController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #fetch: (signal: AbortSignal) => Promise<Chatbot>;
  #loading = WAITING;

  constructor(host: ReactiveControllerHost, load: (signal: AbortSignal) => Promise<Chatbot>) {
    this.#host = host;
    this.#fetch = load;
    host.addController(this);
  }

  get chatbot(): Chatbot | undefined {
    return this.#loading.status === 'loaded' ? this.#loading.chatbot : undefined;
  }

  /** The texts in the visitor's language; in English until that is known. */
  get t(): Translate {
    return this.#loading.status === 'loaded' ? this.#loading.t : english;
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
      this.#become({ status: 'loaded', chatbot, t: translator(chatbot.texts, chatbot.language) });
    } catch (error) {
      if (!abort.signal.aborted) this.#become({ status: 'failed', failure: asFailure(error) });
    }
  }

  #become(loading: Loading): void {
    this.#loading = loading;
    this.#host.requestUpdate();
  }
}
