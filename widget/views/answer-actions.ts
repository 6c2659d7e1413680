import { html, nothing, type TemplateResult } from 'lit';

import { FEEDBACK_COMMENT_MAX_LENGTH } from '../../protocol/limits.ts';
import type { Feedback } from '../../protocol/requests.ts';
import type { CompleteTurn, Turn } from '../conversation/turn.ts';
import type { Drawing } from './drawing.ts';
import { thumbIcon } from './tool-icons.ts';
import { messageTime } from './message-time.ts';

export interface AnswerActionsView {
  readonly turn: Turn;
  /** What became of the last thing that was done with it, where that is news. */
  readonly outcome: string | undefined;
  /** @param rendered - the element that shows the answer. */
  readonly onCopy: (rendered: HTMLElement) => void;
  /** Absent where the same cannot be asked again. */
  readonly onRegenerate?: (() => void) | undefined;
  readonly onRate: (turn: CompleteTurn, rating: Feedback['rating']) => void;
  /** What the field begins with in which the visitor may add why; absent where they may not. */
  readonly comment?: string | undefined;
  readonly onComment: (turn: CompleteTurn, comment: string) => void;
}

/** What can be done with an answer that has come to its end. */
export function answerActions(view: AnswerActionsView, drawing: Drawing): TemplateResult {
  const { turn, outcome, onCopy, onRegenerate } = view;
  const { t, features } = drawing;
  const copy = ({ currentTarget }: Event): void => {
    const message = (currentTarget as HTMLElement).closest('.message');
    const rendered = message?.querySelector<HTMLElement>('.text');
    if (rendered) onCopy(rendered);
  };
  return html`<div class="actions">
      ${
        features.copy
          ? html`<button class="action" part="copy-button" type="button" @click=${copy}>${t('copyAnswer')}</button>`
          : nothing
      }
      ${
        features.regenerate && onRegenerate
          ? html`<button class="action" part="regenerate-button" type="button" @click=${() => onRegenerate()}>
              ${t('regenerate')}
            </button>`
          : nothing
      }
      ${features.feedback && turn.phase === 'complete' ? thumbs(turn, view, drawing) : nothing}
      <span class="outcome">${outcome ?? nothing}</span>
      ${messageTime(turn.answeredAt ?? turn.askedAt, drawing)}
    </div>
    ${features.feedback && turn.phase === 'complete' && view.comment !== undefined ? commentForm(turn, view, drawing) : nothing}`;
}

function thumbs(turn: CompleteTurn, { onRate }: AnswerActionsView, { t }: Drawing): readonly TemplateResult[] {
  return (['up', 'down'] as const).map(
    (rating) =>
      html`<button
        class="action thumb ${rating}"
        part="feedback-button"
        type="button"
        aria-label=${t(rating === 'up' ? 'goodAnswer' : 'badAnswer')}
        aria-pressed=${turn.feedback?.rating === rating}
        @click=${() => onRate(turn, rating)}
      >
        ${thumbIcon}
      </button>`,
  );
}

function commentForm(
  turn: CompleteTurn,
  { comment = '', onComment }: AnswerActionsView,
  { t }: Drawing,
): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    // The form goes away, and would take the focus with it.
    form.closest('.message')?.querySelector<HTMLElement>('[aria-pressed=true]')?.focus();
    onComment(turn, form.querySelector('textarea')?.value ?? '');
  };
  return html`<form class="words" part="feedback-form" @submit=${submit}>
    <label for="comment" dir="auto">${t('feedbackComment')}</label>
    <textarea id="comment" rows="2" maxlength=${FEEDBACK_COMMENT_MAX_LENGTH} dir="auto" .value=${comment}></textarea>
    <button class="plain" type="submit">${t('sendFeedback')}</button>
  </form>`;
}
