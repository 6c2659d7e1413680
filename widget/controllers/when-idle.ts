import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** How long to wait where the browser does not tell when it is idle (Safari), in milliseconds. */
const SOON_MS = 200;

/** Does something for its host that nobody waits for: when the page is loaded, and its main thread has nothing else to do. */
export class WhenIdle implements ReactiveController {
  readonly #act: () => void;
  #waiting: AbortController | undefined;

  constructor(host: ReactiveControllerHost, act: () => void) {
    this.#act = act;
    host.addController(this);
  }

  /** Asks for it. Does nothing while that is yet to come. */
  ask(): void {
    if (this.#waiting) return;
    this.#waiting = new AbortController();
    const { signal } = this.#waiting;
    if (document.readyState === 'complete') this.#wait(signal);
    else addEventListener('load', () => this.#wait(signal), { once: true, signal });
  }

  hostDisconnected(): void {
    this.#waiting?.abort();
    this.#waiting = undefined;
  }

  #wait(signal: AbortSignal): void {
    const act = (): void => {
      if (signal.aborted) return;
      this.#waiting = undefined;
      this.#act();
    };
    if ('requestIdleCallback' in globalThis) {
      const handle = requestIdleCallback(act);
      signal.addEventListener('abort', () => cancelIdleCallback(handle));
    } else {
      const timer = setTimeout(act, SOON_MS);
      signal.addEventListener('abort', () => clearTimeout(timer));
    }
  }
}
