import { html, nothing, type TemplateResult } from 'lit';

import type { Failure } from '../conversation/failure.ts';
import type { Translate } from '../texts.ts';

export interface LoadingView {
  readonly t: Translate;
  /** Why the rest of the chat could not be had, if that has failed. */
  readonly failure: Failure | undefined;
  readonly onRetry: () => void;
}

/** What stands in the panel until the rest of the chat is there. */
export function loading({ t, failure, onRetry }: LoadingView): TemplateResult {
  if (failure === undefined) {
    return html`<div class="loading"><div class="progress" role="progressbar" aria-label=${t('waiting')}></div></div>`;
  }
  return html`<div class="loading" part="failure" role="alert">
    <p dir="auto">${t(failure.final ? 'outdated' : `failure.${failure.code}`)}</p>
    ${failure.final ? nothing : html`<button part="retry-button" type="button" @click=${onRetry}>${t('tryAgain')}</button>`}
  </div>`;
}
