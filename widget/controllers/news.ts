import type { ReactiveControllerHost } from 'lit';

import type { Features } from '../../protocol/widget-settings.ts';
import type { Translate } from '../texts.ts';
import { Sound } from './sound.ts';
import { TitleNotice } from './title-notice.ts';

export interface NewsOptions {
  /** Whether the chat is open. */
  readonly isOpen: () => boolean;
  readonly features: () => Features;
  readonly t: () => Translate;
}

/** Tells of answers that came in while the visitor was looking elsewhere. */
export class News {
  readonly #options: NewsOptions;
  readonly #title: TitleNotice;
  readonly #sound: Sound;
  #unread = 0;

  constructor(host: ReactiveControllerHost, options: NewsOptions) {
    this.#options = options;
    this.#title = new TitleNotice(host);
    this.#sound = new Sound(host);
  }

  /** How many answers were finished since the chat was closed. */
  get unread(): number {
    if (this.#options.isOpen()) this.#unread = 0;
    return this.#unread;
  }

  /** The visitor asks: to be called while the click or the key is handled. */
  prepare(): void {
    if (this.#options.features().sound === true) this.#sound.prepare();
  }

  /** An answer is whole. */
  tell(): void {
    const { isOpen, features, t } = this.#options;
    if (!isOpen()) this.#unread += 1;
    if (!document.hidden) return;
    if (features().title === true) this.#title.show(t()('newAnswer'));
    if (features().sound === true) this.#sound.play();
  }
}
