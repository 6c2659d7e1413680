import { html, type TemplateResult } from 'lit';

import type { Translate } from '../texts.ts';

export interface JumpButtonView {
  readonly t: Translate;
  /** Whether the end is in sight. */
  readonly hidden: boolean;
  readonly onJump: () => void;
}

/** The way back to the end, above the last line. */
export function jumpButton({ t, hidden, onJump }: JumpButtonView): TemplateResult {
  return html`<div class="jump" ?hidden=${hidden}>
    <button class="plain" part="jump-button" type="button" @click=${() => onJump()}>${t('jumpToLatest')}</button>
  </div>`;
}
