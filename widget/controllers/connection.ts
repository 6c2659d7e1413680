import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Whether the browser has a network, as far as it knows. */
export class Connection implements ReactiveController {
  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  get isOnline(): boolean {
    return navigator.onLine;
  }

  hostConnected(): void {
    for (const type of ['online', 'offline']) addEventListener(type, this.#onChange);
  }

  hostDisconnected(): void {
    for (const type of ['online', 'offline']) removeEventListener(type, this.#onChange);
  }

  readonly #onChange = (): void => this.#host.requestUpdate();
}
