import type { ReactiveController, ReactiveControllerHost } from 'lit';

import type { Features } from '../../protocol/widget-settings.ts';
import type { Conversation } from '../conversation/conversation.ts';
import { toJson, toMarkdown } from '../conversation/export.ts';
import { downloadFile } from '../download-file.ts';
import { safeHref } from '../markdown/link-policy.ts';
import { printConversation } from '../print-conversation.ts';
import type { Translate } from '../texts.ts';
import type { MenuView } from '../views/menu.ts';
import { Erasing } from './erasing.ts';

export interface ConversationMenuOptions {
  readonly t: () => Translate;
  readonly features: () => Required<Features>;
  /** The chatbot's. */
  readonly name: () => string;
  readonly chatbotId: () => string;
  readonly turns: () => Conversation;
  /** The first of what is rendered that matches a selector. */
  readonly find: (selector: string) => HTMLElement | null;
  readonly startAnew: () => void;
  readonly say: (text: string) => void;
  /** The server's origin. */
  readonly server: () => string;
  /** Rejects where the server could not delete it. */
  readonly erase: (signal: AbortSignal) => Promise<void>;
  /** Another conversation has begun, without a word yet. */
  readonly onEmpty: () => void;
}

/** What can be done with a whole conversation, from the menu in the header. */
export class ConversationMenu implements ReactiveController {
  readonly #options: ConversationMenuOptions;
  readonly #erasing: Erasing;
  /** Whether the menu is to be open after the next update. */
  #opens = false;
  /** What is to have the focus after the next update. */
  #focus: string | undefined;

  constructor(host: ReactiveControllerHost, options: ConversationMenuOptions) {
    this.#options = options;
    this.#erasing = new Erasing(host, {
      erase: async (signal) => {
        await options.erase(signal);
        // Who is writing meanwhile goes on.
        if (!options.find('.field:focus')) options.onEmpty();
      },
      onFailed: (failure) => {
        const t = options.t();
        options.say(failure.sentence ?? t(`failure.${failure.code}`));
        this.#opens = true;
      },
    });
    host.addController(this);
  }

  /** `undefined` where nothing was said. */
  get view(): MenuView | undefined {
    const { t, features, turns, startAnew, onEmpty } = this.#options;
    const { download, print } = features();
    if (turns().length === 0) return undefined;
    return {
      t: t(),
      onNew: () => {
        startAnew();
        onEmpty();
      },
      onMarkdown: download ? () => this.#download('md', 'text/markdown', this.#markdown()) : undefined,
      onJson: download
        ? () => this.#download('json', 'application/json', toJson(turns(), this.#options.chatbotId()))
        : undefined,
      onPrint: print ? () => this.#print() : undefined,
      isAsking: this.#erasing.isAsking,
      isErasing: this.#erasing.isAtWork,
      failure: this.#erasing.failure,
      onDelete: () => {
        this.#erasing.ask();
        this.#focus = '.question .cancel';
      },
      onConfirm: () => {
        void this.#erasing.confirm();
        // The other button can't be pressed any more.
        this.#focus = '.question .cancel';
      },
      onCancel: () => {
        if (!this.#erasing.isAsking) return;
        this.#erasing.leave();
        if (this.#options.find('.question:focus-within')) this.#focus = '.item:last-of-type';
      },
    };
  }

  hostUpdated(): void {
    if (this.#opens) this.#options.find('.menu')?.setAttribute('open', '');
    this.#opens = false;
    if (this.#focus === undefined) return;
    const found = this.#options.find(this.#focus);
    this.#focus = undefined;
    found?.focus();
  }

  #markdown(): string {
    const { t, name, turns, server } = this.#options;
    const [you, assistant] = [speaker(t()('you')), speaker(t()('assistant'))];
    const address = (url: string): string | undefined => safeHref(url, server());
    return toMarkdown(turns(), { title: name(), you, assistant, sources: t()('sources'), address });
  }

  #download(extension: string, type: string, text: string): void {
    const day = new Date().toISOString().slice(0, 10);
    downloadFile(`${this.#options.chatbotId()}-${day}.${extension}`, type, text);
  }

  #print(): void {
    const { name, find } = this.#options;
    const [messages, place] = [find('.messages'), find('.panel')];
    if (messages && place) printConversation(name(), messages, place);
  }
}

/** @param label - as it stands before what was said, with a colon. */
function speaker(label: string): string {
  return label.replace(/\s*[:：]$/u, '');
}
