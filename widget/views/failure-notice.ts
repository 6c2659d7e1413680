import { html, nothing, type TemplateResult } from 'lit';

import type { Failure } from '../conversation/failure.ts';
import { strings } from '../strings.ts';

/**
 * Tells what went wrong, and when and how to go on.
 * @param onRetry - absent where trying again is not on offer.
 */
export function failureNotice(failure: Failure, onRetry?: () => void): TemplateResult {
  const { code, sentence, retryable, retryAfter = 0 } = failure;
  return html`<div class="failure" part="failure">
    <p dir="auto">${sentence ?? strings.failure[code]}</p>
    ${retryAfter > 0 ? html`<p dir="auto">${strings.waitFor(retryAfter)}</p>` : nothing}
    ${
      retryable && onRetry
        ? html`<button class="plain" part="retry-button" type="button" @click=${() => onRetry()}>
            ${strings.tryAgain}
          </button>`
        : nothing
    }
  </div>`;
}
