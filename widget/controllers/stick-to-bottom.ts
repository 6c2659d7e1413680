import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** How near to the end still counts as the end, in CSS pixels: half a line, and more than rounding under zoom can make. */
const NEAR_PX = 12;

/**
 * Keeps a scroller at its end while it grows, unless the reader has scrolled up: then it stays where they are until they
 * come back to the end by themselves or `pin` is called. Until then it has the class `away`.
 */
export class StickToBottom implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #find: () => HTMLElement | null;
  readonly #resize = new ResizeObserver(() => this.#follow());
  #scroller: HTMLElement | null = null;
  #pinned = true;
  /** Where the scroller stood when it was last looked at, and how much of it was to be seen, in CSS pixels. */
  #top = 0;
  #height = 0;

  /** @param find - the scroller, once it is rendered, with one child that holds all that scrolls. */
  constructor(host: ReactiveControllerHost, find: () => HTMLElement | null) {
    this.#host = host;
    this.#find = find;
    host.addController(this);
  }

  /** Whether the end is in sight and stays there. */
  get isPinned(): boolean {
    return this.#pinned;
  }

  /** Goes to the end and stays there. */
  pin(): void {
    this.#setPinned(true);
    this.#top = 0;
    this.#follow();
  }

  hostUpdated(): void {
    const scroller = this.#find();
    if (scroller !== this.#scroller) {
      this.#detach();
      this.#attach(scroller);
    }
    this.#follow();
  }

  hostConnected(): void {
    this.#attach(this.#scroller);
  }

  hostDisconnected(): void {
    this.#detach();
  }

  #attach(scroller: HTMLElement | null): void {
    this.#scroller = scroller;
    if (!scroller) return;
    scroller.addEventListener('scroll', this.#onScroll, { passive: true });
    // A keyboard or a growing composer takes room without an update of the host, and text that appears does, too. An observer
    // is told after the layout and before the frame is painted, so that nothing is seen to jump.
    this.#resize.observe(scroller);
    if (scroller.firstElementChild) this.#resize.observe(scroller.firstElementChild);
  }

  #detach(): void {
    this.#scroller?.removeEventListener('scroll', this.#onScroll);
    this.#resize.disconnect();
  }

  readonly #onScroll = (): void => this.#look();

  /**
   * Tells the reader's scrolling from ours by its direction: we only ever go down. The distance to the end alone would not
   * do, as the content may have grown between our scrolling and its event. The browser goes up by itself, but only by as
   * much as a window that gets higher, above a text field that gets lower, leaves empty below the end.
   */
  #look(): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    // While it is not displayed it stands nowhere, and some browsers begin at the top again afterwards.
    if (clientHeight === 0) {
      this.#top = 0;
      return;
    }
    if (scrollHeight - clientHeight - scrollTop <= NEAR_PX) this.#setPinned(true);
    else if (scrollTop < this.#top - Math.max(0, clientHeight - this.#height)) this.#setPinned(false);
    this.#top = scrollTop;
    this.#height = clientHeight;
  }

  #setPinned(pinned: boolean): void {
    if (pinned === this.#pinned) return;
    this.#pinned = pinned;
    this.#scroller?.classList.toggle('away', !pinned);
    this.#host.requestUpdate();
  }

  #follow(): void {
    // The reader may have scrolled since the last frame, and the event of it be still on its way.
    this.#look();
    const scroller = this.#scroller;
    if (!scroller || !this.#pinned) return;
    scroller.scrollTop = scroller.scrollHeight;
    this.#top = scroller.scrollTop;
  }
}
