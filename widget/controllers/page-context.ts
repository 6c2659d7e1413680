import type { ReactiveController, ReactiveControllerHost } from 'lit';

import { PAGE_SELECTION_MAX_LENGTH, PAGE_TITLE_MAX_LENGTH, PAGE_URL_MAX_LENGTH } from '../../protocol/limits.ts';
import type { PageContext } from '../../protocol/requests.ts';
import { httpUrl } from '../markdown/link-policy.ts';

type Host = ReactiveControllerHost & Element;

/**
 * The page that the visitor is on, to go along with a question. What is selected in it is followed while the host is in the page and
 * `isWanted`, as the selection is gone when the visitor begins to write.
 */
export class PageContextController implements ReactiveController {
  readonly #host: Host;
  readonly #isWanted: () => boolean;
  #own: PageContext = {};
  #selected = '';
  /** What was shown last: what goes along is what the visitor could see. */
  #shown: PageContext | undefined;
  /** Whether the visitor has left it out. */
  #isLeftOut = false;

  constructor(host: Host, isWanted: () => boolean) {
    this.#host = host;
    this.#isWanted = isWanted;
    host.addController(this);
  }

  /** What would go along, to be shown now; `undefined` where nothing may. */
  get shown(): PageContext | undefined {
    this.#shown = this.#isWanted() ? this.#read() : undefined;
    return this.#shown;
  }

  /** What goes along. */
  get sent(): PageContext | undefined {
    return this.#isLeftOut ? undefined : this.#shown;
  }

  #read(): PageContext {
    const { title = document.title, url = location.href, selection = this.#selected } = this.#own;
    return {
      ...cut('title', title, PAGE_TITLE_MAX_LENGTH),
      ...addressOf(url),
      ...cut('selection', selection, PAGE_SELECTION_MAX_LENGTH),
    };
  }

  get isLeftOut(): boolean {
    return this.#isLeftOut;
  }

  set isLeftOut(isLeftOut: boolean) {
    this.#isLeftOut = isLeftOut;
    this.#host.requestUpdate();
  }

  /** The owner knows better: what is given takes the place of what the page says, until it is given as `undefined`. */
  set(context: { readonly [K in keyof PageContext]?: unknown }): void {
    this.#own = { ...this.#own, ...(context as PageContext) };
    this.#host.requestUpdate();
  }

  hostConnected(): void {
    document.addEventListener('selectionchange', this.#onSelection);
    // A single-page application changes its title and address without a sign; the visitor comes here before they ask.
    this.#host.addEventListener('focusin', this.#onFocus);
  }

  hostDisconnected(): void {
    document.removeEventListener('selectionchange', this.#onSelection);
    this.#host.removeEventListener('focusin', this.#onFocus);
  }

  readonly #onFocus = (): void => {
    if (this.#isWanted()) this.#host.requestUpdate();
  };

  readonly #onSelection = (): void => {
    // In the chat itself the visitor selects what was said, or writes.
    if (!this.#isWanted() || document.activeElement === this.#host) return;
    const selection = getSelection();
    if (selection?.anchorNode && this.#host.contains(selection.anchorNode)) return;
    const selected = String(selection ?? '').trim();
    if (selected === this.#selected) return;
    this.#selected = selected;
    this.#host.requestUpdate();
  };
}

function cut<Key extends keyof PageContext>(
  key: Key,
  value: unknown,
  maxLength: number,
): Pick<PageContext, Key> | object {
  const text = typeof value === 'string' ? value.trim().slice(0, maxLength) : '';
  return text === '' ? {} : { [key]: text };
}

/** Without what names a place in the page, or somebody. A longer address than the server takes would be another one if it were cut. */
function addressOf(value: unknown): Pick<PageContext, 'url'> | object {
  const url = httpUrl(typeof value === 'string' ? value : '', document.baseURI);
  if (!url) return {};
  url.hash = url.username = url.password = '';
  return url.href.length > PAGE_URL_MAX_LENGTH ? {} : { url: url.href };
}
