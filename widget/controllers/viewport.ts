import type { ReactiveController, ReactiveControllerHost } from 'lit';

import type { OwnProperties } from '../own-properties.ts';

const NONE: OwnProperties = { '--_view-top': undefined, '--_view-height': undefined };

/** Knows which part of the window a keyboard on the screen leaves, which style sheets are not told of. */
export class Viewport implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #viewport: VisualViewport | null;

  /** @param viewport - a seam. */
  constructor(host: ReactiveControllerHost, viewport = visualViewport) {
    this.#host = host;
    this.#viewport = viewport;
    host.addController(this);
  }

  /** Nothing as long as the whole window is in sight. Who zooms in on the chat is not to have it laid out anew. */
  get properties(): OwnProperties {
    const { height = innerHeight, offsetTop = 0, scale = 1 } = this.#viewport ?? {};
    if (scale > 1.01 || innerHeight - height < 1) return NONE;
    return { '--_view-top': `${offsetTop}px`, '--_view-height': `${height}px` };
  }

  hostConnected(): void {
    for (const type of ['resize', 'scroll']) this.#viewport?.addEventListener(type, this.#onChange);
  }

  hostDisconnected(): void {
    for (const type of ['resize', 'scroll']) this.#viewport?.removeEventListener(type, this.#onChange);
  }

  readonly #onChange = (): void => this.#host.requestUpdate();
}
