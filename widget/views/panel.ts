import { html, nothing, type TemplateResult } from 'lit';

import { strings } from '../strings.ts';
import { chatIcon, closeIcon } from './icons.ts';

export interface PanelView {
  readonly name: string;
  readonly hidden: boolean;
  /** Absent where the panel cannot be closed because it is a part of the page. */
  readonly onClose?: (() => void) | undefined;
  /** What stands between the header and the last line, in order. */
  readonly content: readonly TemplateResult[];
}

/** The chat itself. Where it floats above the page it is a dialog, but no modal one: the page stays in reach. */
export function panel({ name, hidden, onClose, content }: PanelView): TemplateResult {
  const closeOnEscape = (event: KeyboardEvent): void => {
    // While an input method is composing, Escape is a word to it.
    if (event.key !== 'Escape' || event.isComposing || !onClose) return;
    event.stopPropagation();
    onClose();
  };
  return html`<div
    class="panel"
    part="panel"
    role=${onClose ? 'dialog' : nothing}
    aria-label=${onClose ? name : nothing}
    ?hidden=${hidden}
    @keydown=${closeOnEscape}
  >
    <header class="header" part="header">
      <span class="badge">${chatIcon}</span>
      <h2 class="name" dir="auto">${name}</h2>
      ${
        onClose
          ? html`<button
              class="close"
              part="close-button"
              type="button"
              aria-label=${strings.closeChat}
              @click=${() => onClose()}
            >
              ${closeIcon}
            </button>`
          : nothing
      }
    </header>
    ${content}
    <p class="machine" dir="auto">${strings.machine}</p>
  </div>`;
}
