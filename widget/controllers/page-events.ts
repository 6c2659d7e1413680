import type { ReactiveController, ReactiveControllerHost } from 'lit';

import type { PublicChatbot } from '../../protocol/requests.ts';
import type { SettledTurn, Turn } from '../conversation/turn.ts';
import type { SmailChatEventMap } from '../smail-chat-events.ts';

export interface PageEventsOptions {
  readonly chatbot: () => Pick<PublicChatbot, 'id' | 'name'> | undefined;
  /** The turn that was asked in this tab, if the last one was. */
  readonly ownTurn: () => Turn | undefined;
}

/** Tells the page around the host what happens in it. */
export class PageEvents implements ReactiveController {
  readonly #host: ReactiveControllerHost & EventTarget;
  readonly #options: PageEventsOptions;
  /** The chatbot that the page was told of. */
  #ready: unknown;
  /** How much of which answer the page was told. */
  #told = { key: '', text: '' };

  constructor(host: ReactiveControllerHost & EventTarget, options: PageEventsOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  dispatch<Type extends keyof SmailChatEventMap>(type: Type, detail: SmailChatEventMap[Type]['detail']): void {
    this.#host.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  hostUpdated(): void {
    this.#tellReady();
    this.#tellText(this.#options.ownTurn());
  }

  tellEnd(turn: SettledTurn): void {
    this.#tellText(turn);
    switch (turn.phase) {
      case 'complete':
        this.dispatch('smail-chat-complete', { messageId: turn.messageId, content: turn.text, sources: turn.sources });
        break;
      case 'failed': {
        const { code, retryable, retryAfter } = turn.failure;
        this.dispatch('smail-chat-error', { code, retryable, retryAfter });
        break;
      }
      case 'cancelled':
        break;
      default:
        turn satisfies never;
    }
  }

  #tellReady(): void {
    const chatbot = this.#options.chatbot();
    if (chatbot === this.#ready) return;
    this.#ready = chatbot;
    if (chatbot) this.dispatch('smail-chat-ready', { chatbotId: chatbot.id, name: chatbot.name });
  }

  /** What has come in of an answer that was asked for here. */
  #tellText(turn: Turn | undefined): void {
    if (!turn) return;
    const { key, text } = turn;
    const before = this.#told.key === key ? this.#told.text : '';
    if (text === before) return;
    this.#told = { key, text };
    const content = text.startsWith(before) ? text.slice(before.length) : text;
    this.dispatch('smail-chat-token', { content, text });
  }
}
