import type { ReactiveController, ReactiveControllerHost } from 'lit';

import type { Settings } from '../settings.ts';

/** What a chat opens by itself for. */
type Wishes = Pick<Settings, 'openAfter' | 'openOnSelector'>;
type Cause = keyof Wishes;

export interface SelfOpeningOptions {
  /** Where in `localStorage` it is remembered. */
  readonly key: () => string;
  readonly open: () => void;
}

/**
 * Opens a chat that nobody has opened: after some time, and when something of the page comes into sight; each once a visitor. That
 * is remembered when the chat opens, not before; also when the visitor opens it, who needs no hint any more.
 */
export class SelfOpening implements ReactiveController {
  readonly #options: SelfOpeningOptions;
  #wishes: Wishes = {};
  /** Why the chat is about to open; `undefined` while that can only be its visitor's doing. */
  #cause: Cause | undefined;
  /** Whether the chat was open in this page. */
  #isOver = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #observer: IntersectionObserver | undefined;
  #target: Element | null = null;

  constructor(host: ReactiveControllerHost, options: SelfOpeningOptions) {
    this.#options = options;
    host.addController(this);
  }

  /** Waits for what is wished and was not done yet. Begins anew where the wishes have changed, and only there. */
  wait({ openAfter, openOnSelector }: Wishes): void {
    const { openAfter: after, openOnSelector: selector } = this.#wishes;
    if (this.#isOver || (openAfter === after && openOnSelector === selector)) return;
    this.hostDisconnected();
    this.#wishes = { ...(openAfter !== undefined && { openAfter }), ...(openOnSelector && { openOnSelector }) };
    const done = this.#done;
    if (openAfter !== undefined && !done.includes('openAfter')) {
      this.#timer = setTimeout(() => this.#open('openAfter'), openAfter * 1_000);
    }
    if (openOnSelector === undefined || done.includes('openOnSelector')) return;
    this.#observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) this.#open('openOnSelector');
    });
    // What the page adds later is found when it is scrolled to.
    document.addEventListener('scroll', this.#look, { capture: true, passive: true });
    this.#look();
  }

  /** The chat is open, by whomever. */
  opened(): void {
    const causes = this.#cause === undefined ? Object.keys(this.#wishes) : [this.#cause];
    const done = new Set([...this.#done, ...causes]);
    this.hostDisconnected();
    this.#isOver = true;
    if (causes.length === 0) return;
    try {
      localStorage.setItem(this.#options.key(), JSON.stringify([...done]));
    } catch {
      // Full, switched off or forbidden: it is remembered as long as this page.
    }
  }

  hostDisconnected(): void {
    this.#wishes = {};
    clearTimeout(this.#timer);
    this.#observer?.disconnect();
    this.#target = null;
    document.removeEventListener('scroll', this.#look, { capture: true });
  }

  get #done(): readonly unknown[] {
    try {
      const stored: unknown = JSON.parse(localStorage.getItem(this.#options.key()) ?? '[]');
      return Array.isArray(stored) ? stored : [];
    } catch {
      return [];
    }
  }

  #open(cause: Cause): void {
    this.#cause = cause;
    this.#options.open();
  }

  readonly #look = (): void => {
    const { openOnSelector } = this.#wishes;
    if (openOnSelector === undefined || this.#target?.isConnected) return;
    try {
      this.#target = document.querySelector(openOnSelector);
    } catch {
      // No selector: it matches nothing.
    }
    if (this.#target) this.#observer?.observe(this.#target);
  };
}
