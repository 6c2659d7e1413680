import type { ReactiveController } from 'lit';
import type { LitElement } from 'lit';

/**
 * Brings the visitor's focus into a chat, and back to where it was. As long as there is no text field yet, the panel has it, from
 * where it goes on to the text field unless its visitor has moved it.
 */
export class Focus implements ReactiveController {
  readonly #host: LitElement;
  readonly #isComplete: () => boolean;
  /** What is to be done after the next update. */
  #next: 'enter' | 'go-on' | 'leave' | undefined;
  /** What in the page had the focus when the chat was opened: the host, if it was the launcher. */
  #opener: Element | null = null;

  /** @param isComplete - whether the text field is there. */
  constructor(host: LitElement, isComplete: () => boolean) {
    this.#host = host;
    this.#isComplete = isComplete;
    host.addController(this);
  }

  /** Takes note of where the focus is. */
  note(): void {
    this.#opener = document.activeElement;
  }

  enter(): void {
    this.#begin('enter');
  }

  /** Goes back to where it was when that was noted, or to the launcher. */
  leave(): void {
    this.#begin('leave');
  }

  /** Before the panel, which needs it no more, loses it by itself. */
  hostUpdate(): void {
    const { activeElement } = this.#host.shadowRoot ?? {};
    if (this.#next === 'go-on' && activeElement !== this.#find('.panel')) this.#next = undefined;
  }

  hostUpdated(): void {
    const next = this.#next;
    this.#next = undefined;
    if (next === 'leave') this.#leave();
    else if (next !== undefined) this.#enter();
  }

  #begin(next: 'enter' | 'leave'): void {
    this.#next = next;
    this.#host.requestUpdate();
  }

  #enter(): void {
    const isComplete = this.#isComplete();
    this.#find(isComplete ? '.field' : '.panel')?.focus();
    if (!isComplete) this.#next = 'go-on';
  }

  #leave(): void {
    const opener = this.#opener;
    if (opener instanceof HTMLElement && opener.isConnected && opener !== this.#host && opener !== document.body) {
      opener.focus();
    } else this.#find('.launcher')?.focus();
  }

  #find(selector: string): HTMLElement | null {
    return this.#host.renderRoot.querySelector<HTMLElement>(selector);
  }
}
