import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Says something in the page's title until the visitor looks at the page. */
export class TitleNotice implements ReactiveController {
  /** What stood there, and what we have put there. */
  #notice: { readonly before: string; readonly ours: string } | undefined;

  constructor(host: ReactiveControllerHost) {
    host.addController(this);
  }

  show(text: string): void {
    this.#restore();
    const before = titleElement()?.textContent;
    // A page without a title has none to put back, and another chat may have said it already.
    if (before === undefined || document.title.startsWith(text)) return;
    document.title = `${text} · ${before.trim()}`;
    this.#notice = { before, ours: document.title };
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#onVisibility);
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#onVisibility);
    this.#restore();
  }

  readonly #onVisibility = (): void => {
    if (!document.hidden) this.#restore();
  };

  /** Exactly, white space and all; not where the page has another title by now. */
  #restore(): void {
    const element = titleElement();
    if (this.#notice && element && document.title === this.#notice.ours) element.textContent = this.#notice.before;
    this.#notice = undefined;
  }
}

function titleElement(): HTMLTitleElement | null {
  // Not one of a drawing (SVG).
  return document.head.querySelector('title');
}
