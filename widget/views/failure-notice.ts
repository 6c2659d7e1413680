import { html, nothing, type TemplateResult } from 'lit';

import type { Failure } from '../conversation/failure.ts';
import type { Translate } from '../texts.ts';
import type { Drawing } from './drawing.ts';
import { writtenTime } from './message-time.ts';
import { richText } from './rich-text.ts';

export interface FailureView {
  readonly failure: Failure;
  /** Absent where trying again is not on offer. */
  readonly onRetry?: (() => void) | undefined;
}

/**
 * Tells what went wrong, and when and how to go on. The time is told once; what counts down is for the eyes. The button keeps its
 * place and the focus, and does nothing before its time.
 */
export function failureNotice({ failure, onRetry }: FailureView, drawing: Drawing): TemplateResult {
  const { code, sentence, retryable } = failure;
  const { t, rendering, locale } = drawing;
  const limit = drawing.limitOf(failure);
  return html`<div class="failure" part="failure">
    <div class="text" ${richText(sentence ?? t(`failure.${code}`), true, rendering())}></div>
    ${
      limit
        ? html`<p dir="auto">${t('limitedUntil', { time: writtenTime(limit.until, locale) })}</p>
            <p dir="auto" role="timer">${waitFor(limit.seconds, t)}</p>`
        : nothing
    }
    ${
      retryable && onRetry
        ? html`<button
            class="plain"
            part="retry-button"
            type="button"
            aria-disabled=${limit ? 'true' : nothing}
            @click=${() => (limit ? undefined : onRetry())}
          >
            ${t('tryAgain')}
          </button>`
        : nothing
    }
  </div>`;
}

function waitFor(seconds: number, t: Translate): string {
  if (seconds <= 90) return t('waitFor.seconds', { count: Math.ceil(seconds) });
  if (seconds <= 90 * 60) return t('waitFor.minutes', { count: Math.ceil(seconds / 60) });
  return t('waitFor.hours', { count: Math.ceil(seconds / 3600) });
}
