import type { ReactiveController } from 'lit';

export interface PageLifeOptions {
  /** The page is left. It may come back from the back/forward cache, which takes no page with an open connection. */
  readonly onLeave: () => void;
  /** The page is back from the cache. */
  readonly onReturn: () => void;
  /** The tab has come before the visitor's eyes. */
  readonly onVisible: () => void;
}

/** Tells of what becomes of the page, as long as its host is in it. */
export class PageLife implements ReactiveController {
  readonly #options: PageLifeOptions;

  constructor(options: PageLifeOptions) {
    this.#options = options;
  }

  hostConnected(): void {
    addEventListener('pagehide', this.#options.onLeave);
    addEventListener('pageshow', this.#onShow);
    document.addEventListener('visibilitychange', this.#onVisibility);
  }

  hostDisconnected(): void {
    removeEventListener('pagehide', this.#options.onLeave);
    removeEventListener('pageshow', this.#onShow);
    document.removeEventListener('visibilitychange', this.#onVisibility);
  }

  readonly #onShow = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) this.#options.onReturn();
  };

  readonly #onVisibility = (): void => {
    if (document.visibilityState === 'visible') this.#options.onVisible();
  };
}
