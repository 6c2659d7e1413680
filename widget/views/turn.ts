import { html, nothing, type TemplateResult } from 'lit';

import type { AnswerActionsView } from './answer-actions.ts';
import type { Drawing } from './drawing.ts';
import { failureNotice } from './failure-notice.ts';
import { answerMessage, questionMessage } from './message.ts';
import { questionEdit, type QuestionEditView } from './question-edit.ts';
import { sourceList } from './source-list.ts';
import { suggestionList } from './suggestion-list.ts';

export interface TurnView extends AnswerActionsView {
  /** Whether nothing was said after it. */
  readonly isLast: boolean;
  /** Absent for a turn that cannot be tried again. */
  readonly onRetry?: (() => void) | undefined;
  /** Absent for a question that cannot be worded anew. */
  readonly onEdit?: (() => void) | undefined;
  /** While it is. */
  readonly editing?: QuestionEditView | undefined;
  readonly onFollowUp: (text: string) => void;
}

/** A question and what came of it. */
export function turnMessages(view: TurnView, drawing: Drawing): TemplateResult {
  const { turn, editing, onEdit } = view;
  const question =
    editing && drawing.features.edit ? questionEdit(editing, drawing) : questionMessage(turn, onEdit, drawing);
  return html`${question} ${turn.text === '' ? nothing : answerMessage(view, drawing)} ${ending(view, drawing)}`;
}

function ending({ turn, isLast, onRetry, onFollowUp }: TurnView, drawing: Drawing): TemplateResult | typeof nothing {
  const { t, features } = drawing;
  switch (turn.phase) {
    case 'complete':
      return html`${turn.cutShort ? html`<p class="note" dir="auto">${t('cutShort')}</p>` : nothing}
      ${features.sources && turn.sources.length > 0 ? sourceList(turn.sources, drawing) : nothing}
      ${isLast ? suggestionList(turn.followUps, t('followUps'), onFollowUp) : nothing}`;
    case 'failed':
      return failureNotice({ failure: turn.failure, onRetry }, drawing);
    case 'sending':
    case 'streaming':
    case 'reconnecting':
    case 'offline':
    case 'stopping':
    case 'cancelled':
      return nothing;
    default:
      return turn satisfies never;
  }
}
