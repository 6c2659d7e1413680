import type { ReactiveControllerHost } from 'lit';

import type { OwnProperties } from '../own-properties.ts';

/** In CSS pixels. */
export interface PanelSize {
  readonly width: number;
  readonly height: number;
}

/** How far a pointer may move in a click, in CSS pixels. */
const SLOP = 4;

/** How far an arrow key goes, in CSS pixels. */
const STEP = 24;

/** Smaller is of no use. What is larger than the window is cut by the style sheet. */
const SMALLEST: PanelSize = { width: 300, height: 260 };
const LARGE: PanelSize = { width: 760, height: 2000 };

export interface ResizingOptions {
  readonly panel: () => HTMLElement | null;
  /** What is remembered of the size, if anything. */
  readonly size: () => PanelSize | undefined;
  /** @param size - absent where the panel is to have its first size again. */
  readonly onResize: (size: PanelSize | undefined) => void;
}

/**
 * Resizes the panel by its free corner: it is dragged, moved by the arrow keys, or clicked, which makes the panel large and its
 * first size again, since nobody has to be able to drag (WCAG 2.2, success criterion 2.5.7).
 */
export class Resizing {
  readonly #host: ReactiveControllerHost;
  readonly #options: ResizingOptions;
  /** Where the pointer was when it was last looked at. */
  #from: PanelSize | undefined;
  #isDragged = false;

  constructor(host: ReactiveControllerHost, options: ResizingOptions) {
    this.#host = host;
    this.#options = options;
  }

  get properties(): OwnProperties {
    const size = this.#options.size();
    return { '--_width': size && `${size.width}px`, '--_height': size && `${size.height}px` };
  }

  readonly onPointer = (event: PointerEvent): void => {
    const handle = event.currentTarget as HTMLElement;
    const at = { width: event.clientX, height: event.clientY };
    if (event.type === 'pointerdown') {
      this.#isDragged = false;
      this.#from = at;
      handle.setPointerCapture(event.pointerId);
      return;
    }
    if (!this.#from || !handle.hasPointerCapture(event.pointerId)) return;
    const isNear = Math.hypot(at.width - this.#from.width, at.height - this.#from.height) < SLOP;
    if (isNear && !this.#isDragged) return;
    this.#isDragged = true;
    this.#grow(at.width - this.#from.width, this.#from.height - at.height, handle);
    this.#from = at;
  };

  readonly onKey = (event: KeyboardEvent): void => {
    const sideways = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key] ?? 0;
    const up = { ArrowUp: STEP, ArrowDown: -STEP }[event.key] ?? 0;
    if (sideways === 0 && up === 0) return;
    event.preventDefault();
    this.#grow(sideways, up, event.currentTarget as HTMLElement);
  };

  readonly onClick = (): void => {
    // The click at the end of a drag is none.
    if (!this.#isDragged) this.#become(this.#options.size() ? undefined : LARGE);
    this.#isDragged = false;
  };

  /** @param right - how far the handle goes, as `up`. */
  #grow(right: number, up: number, handle: HTMLElement): void {
    const panel = this.#options.panel()?.getBoundingClientRect();
    if (!panel) return;
    const outwards = handle.getBoundingClientRect().left < panel.left + panel.width / 2 ? -1 : 1;
    this.#become({
      width: Math.max(SMALLEST.width, Math.round(panel.width + right * outwards)),
      height: Math.max(SMALLEST.height, Math.round(panel.height + up)),
    });
  }

  #become(size: PanelSize | undefined): void {
    this.#options.onResize(size);
    this.#host.requestUpdate();
  }
}
