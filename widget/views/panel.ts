import { html, nothing, type TemplateResult } from 'lit';

import type { Translate } from '../texts.ts';
import { isComposing } from './enter-key.ts';
import { chatIcon, closeIcon, minimiseIcon, restoreIcon } from './icons.ts';

export interface PanelView {
  readonly t: Translate;
  readonly name: string;
  /** The owner's privacy notice, as the policy for addresses let it through. */
  readonly privacyUrl: string | undefined;
  readonly hidden: boolean;
  /** Whether it can have the focus itself: as long as nothing in it is there to take it. */
  readonly isFocusable: boolean;
  /** What only a panel has that floats above the page. */
  readonly floating?: FloatingView | undefined;
  /** More buttons for the header, in order. */
  readonly tools?: readonly (TemplateResult | typeof nothing)[] | undefined;
  /** What stands between the header and the end, in order. */
  readonly content: readonly (TemplateResult | typeof nothing)[];
}

export interface FloatingView {
  /** Whether there is only the header to be seen. */
  readonly minimised: boolean;
  /** How many answers were finished since it was minimised. */
  readonly unread: number;
  readonly onMinimise: () => void;
  readonly onClose: () => void;
}

/** The chat itself. Where it floats above the page it is a dialog, but no modal one: the page stays in reach. */
export function panel({
  t,
  name,
  privacyUrl,
  hidden,
  isFocusable,
  floating,
  tools,
  content,
}: PanelView): TemplateResult {
  const closeOnEscape = (event: KeyboardEvent): void => {
    // While an input method is composing, Escape is a word to it.
    if (event.key !== 'Escape' || isComposing(event) || !floating) return;
    event.stopPropagation();
    floating.onClose();
  };
  return html`<div
    class="panel ${floating?.minimised ? 'minimised' : ''}"
    part="panel"
    role=${floating ? 'dialog' : nothing}
    aria-label=${floating ? name : nothing}
    tabindex=${isFocusable ? -1 : nothing}
    ?hidden=${hidden}
    @keydown=${closeOnEscape}
  >
    <header class="header" part="header">
      <slot name="header">
        <span class="badge">${chatIcon}</span>
        <h2 class="name"><bdi>${name}</bdi></h2>
      </slot>
      ${tools} ${floating ? windowButtons(floating, t) : nothing}
    </header>
    <p class="machine" part="notice">
      <bdi>${t('machine')}</bdi> ${privacyUrl === undefined ? nothing : privacyLink(privacyUrl, t)}
    </p>
    ${content}
  </div>`;
}

function windowButtons({ minimised, unread, onMinimise, onClose }: FloatingView, t: Translate): TemplateResult {
  return html`${minimised && unread > 0 ? html`<span class="unread" part="unread">${t('unread', { count: unread })}</span>` : nothing}<button
      class="tool minimise"
      part="minimise-button"
      type="button"
      aria-label=${t('minimise')}
      aria-pressed=${minimised}
      @click=${() => onMinimise()}
    >
      ${minimised ? restoreIcon : minimiseIcon}
    </button>
    <button class="tool" part="close-button" type="button" aria-label=${t('closeChat')} @click=${() => onClose()}>
      ${closeIcon}
    </button>`;
}

function privacyLink(url: string, t: Translate): TemplateResult {
  return html`<a href=${url} target="_blank" rel="noopener noreferrer nofollow ugc" referrerpolicy="no-referrer"
    >${t('privacy')}<span class="heard"> ${t('opensInNewTab')}</span></a
  >`;
}
