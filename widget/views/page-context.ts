import { html, nothing, type TemplateResult } from 'lit';

import type { PageContext } from '../../protocol/requests.ts';
import type { Translate } from '../texts.ts';

export interface PageContextView {
  readonly t: Translate;
  /** All that goes along; absent where nothing may. */
  readonly context: PageContext | undefined;
  readonly isLeftOut: boolean;
  readonly onLeaveOut: (isLeftOut: boolean) => void;
}

/** What goes along with a question, and the visitor's way to prevent it. */
export function pageContext({ t, context, isLeftOut, onLeaveOut }: PageContextView): TemplateResult {
  const { title, url, selection } = context ?? {};
  const name = title ?? url ?? selection;
  if (name === undefined) return html``;
  return html`<label class="context" part="context">
    <input
      type="checkbox"
      .checked=${!isLeftOut}
      @change=${(event: Event) => onLeaveOut(!(event.target as HTMLInputElement).checked)}
    />
    <span>
      <span dir="auto">${t('contextShared', { title: name })}</span>
      ${title === undefined || url === undefined ? nothing : html`<span class="context-part" dir="ltr">${url}</span>`}
      ${selection === undefined || selection === name ? nothing : html`<q class="context-part" dir="auto" title=${selection}>${selection}</q>`}
    </span>
  </label>`;
}
