import type { ReactiveController, ReactiveControllerHost } from 'lit';

import { parseTabMessage, type TabMessage } from './tab-message.ts';

/**
 * Connects the tabs in which one visitor has one chatbot, as long as its host is in the page. Where the browser has no way to,
 * nothing is told and nothing heard.
 */
export class OtherTabs implements ReactiveController {
  readonly #host: ReactiveControllerHost & { readonly isConnected: boolean };
  readonly #name: () => string;
  readonly #onMessage: (message: TabMessage) => void;
  #channel: BroadcastChannel | undefined;

  /** @param name - of what the tabs have in common; see `rejoin` for when it changes. */
  constructor(
    host: ReactiveControllerHost & { readonly isConnected: boolean },
    name: () => string,
    onMessage: (message: TabMessage) => void,
  ) {
    this.#host = host;
    this.#name = name;
    this.#onMessage = onMessage;
    host.addController(this);
  }

  get canBeHeard(): boolean {
    return this.#channel !== undefined;
  }

  tell(message: TabMessage): void {
    this.#channel?.postMessage(message);
  }

  /** The name has changed, or a page is back from the browser's cache. Outside the page nothing is joined. */
  rejoin(): void {
    this.leave();
    if (!this.#host.isConnected || typeof BroadcastChannel !== 'function') return;
    this.#channel = new BroadcastChannel(this.#name());
    this.#channel.addEventListener('message', ({ data }) => {
      const message = parseTabMessage(data);
      if (message) this.#onMessage(message);
    });
  }

  /** An open channel can keep a page out of the browser's back/forward cache. */
  leave(): void {
    this.#channel?.close();
    this.#channel = undefined;
  }

  hostConnected(): void {
    if (!this.#channel) this.rejoin();
  }

  hostDisconnected(): void {
    // An element that is only moved stays, and one that is removed may have a last word.
    queueMicrotask(() => {
      if (!this.#host.isConnected) this.leave();
    });
  }
}
