import { html, nothing, type TemplateResult } from 'lit';

import type { Translate } from '../texts.ts';
import { chatIcon } from './icons.ts';

export interface LauncherView {
  readonly t: Translate;
  /** How many answers nobody has seen yet. */
  readonly unread: number;
  readonly hidden: boolean;
  /** The visitor is about to open the chat, it seems. */
  readonly onApproach: () => void;
  readonly onOpen: () => void;
}

/** The button in the page's corner, and what is heard of answers while there is nothing else. */
export function launcher({ t, unread, hidden, onApproach, onOpen }: LauncherView): TemplateResult {
  const label = t('openChat');
  const news = unread > 0 ? t('unread', { count: unread }) : '';
  return html`<button
      class="launcher"
      part="launcher"
      type="button"
      aria-label=${news === '' ? label : `${label}, ${news}`}
      aria-haspopup="dialog"
      ?hidden=${hidden}
      @pointerenter=${onApproach}
      @touchstart=${{ handleEvent: onApproach, passive: true }}
      @focus=${onApproach}
      @click=${onOpen}
    >
      <slot name="launcher-icon">${chatIcon}</slot>
      ${unread > 0 ? html`<span class="unread" part="unread" aria-hidden="true">${Math.min(unread, 99)}</span>` : nothing}
    </button>
    <p class="heard" role="status" ?hidden=${hidden}>${news}</p>`;
}
