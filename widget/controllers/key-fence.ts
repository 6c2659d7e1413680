import type { ReactiveController } from 'lit';

const FENCED = ['keydown', 'keypress', 'keyup', 'beforeinput', 'input', 'paste'] as const;

/** No text, and a page that holds the chat in a dialog of its own needs them: to close it, and to keep the focus inside. */
const PASSED = new Set(['Escape', 'Tab']);

/**
 * Keeps what is typed in the host from the page around it. Key events leave a shadow root retargeted to its host, so that a
 * page's shortcuts take them for keys that were pressed outside any text field.
 */
export class KeyFence implements ReactiveController {
  readonly #host: HTMLElement;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  hostConnected(): void {
    for (const type of FENCED) this.#host.addEventListener(type, stopAtHost);
  }

  hostDisconnected(): void {
    for (const type of FENCED) this.#host.removeEventListener(type, stopAtHost);
  }
}

function stopAtHost(event: Event): void {
  if (!(event instanceof KeyboardEvent && PASSED.has(event.key))) event.stopPropagation();
}
