import { html, type TemplateResult } from 'lit';

import { strings } from '../strings.ts';
import { chatIcon } from './icons.ts';

export interface LauncherView {
  readonly hidden: boolean;
  readonly onOpen: () => void;
}

/** The button in the page's corner. */
export function launcher({ hidden, onOpen }: LauncherView): TemplateResult {
  return html`<button
    class="launcher"
    part="launcher"
    type="button"
    aria-label=${strings.openChat}
    aria-haspopup="dialog"
    ?hidden=${hidden}
    @click=${onOpen}
  >
    ${chatIcon}
  </button>`;
}
