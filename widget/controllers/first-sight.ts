import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Calls back once, when the host first comes into sight: not for an element further down the page, in a closed tab panel or
 * behind `hidden`.
 */
export class FirstSight implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #observer: IntersectionObserver;

  constructor(host: ReactiveControllerHost & Element, onSeen: () => void) {
    this.#host = host;
    this.#observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      this.#observer.disconnect();
      host.removeController(this);
      onSeen();
    });
  }

  hostConnected(): void {
    this.#observer.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }
}
