import { html, type TemplateResult } from 'lit';

import type { Translate } from '../texts.ts';

/** What the handle is told; the size that comes of it is another's matter. */
export interface ResizeView {
  /** Pressed, or moved while it may be pressed. */
  readonly onPointer: (event: PointerEvent) => void;
  readonly onKey: (event: KeyboardEvent) => void;
  readonly onClick: () => void;
}

/** The panel's free corner. */
export function resizeHandle({ onPointer, onKey, onClick }: ResizeView, t: Translate): TemplateResult {
  return html`<button
    class="resize"
    part="resize-handle"
    type="button"
    aria-label=${t('resize')}
    aria-keyshortcuts="ArrowUp ArrowDown ArrowLeft ArrowRight"
    @pointerdown=${onPointer}
    @pointermove=${onPointer}
    @keydown=${onKey}
    @click=${onClick}
  ></button>`;
}
