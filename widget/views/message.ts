import { html, nothing, type TemplateResult } from 'lit';

import type { Turn } from '../conversation/turn.ts';
import { isOpen } from '../conversation/turn.ts';
import { answerActions, type AnswerActionsView } from './answer-actions.ts';
import type { Drawing } from './drawing.ts';
import { citationLinks } from './citation-links.ts';
import { messageTime } from './message-time.ts';
import { richText } from './rich-text.ts';

/**
 * What the visitor has asked.
 * @param onEdit - absent where it cannot be worded anew.
 */
export function questionMessage(
  { question, askedAt }: Turn,
  onEdit: (() => void) | undefined,
  drawing: Drawing,
): TemplateResult {
  const { t, rendering, features } = drawing;
  return html`<div class="message visitor" part="message visitor-message">
      <span class="heard">${t('you')}</span>
      <div class="text" ${richText(question, true, rendering())}></div>
    </div>
    <div class="actions asked">
      ${messageTime(askedAt, drawing)}
      ${
        features.edit && onEdit
          ? html`<button class="action begin-edit" part="edit-button" type="button" @click=${() => onEdit()}>
              ${t('edit')}
            </button>`
          : nothing
      }
    </div>`;
}

/** What the chatbot says first. */
export function greetingMessage(text: string, { t, rendering }: Drawing): TemplateResult {
  return html`<div class="message assistant" part="message assistant-message">
    <span class="heard">${t('assistant')}</span>
    <div class="text" ${richText(text, true, rendering())}></div>
  </div>`;
}

/**
 * What the chatbot answers. A screen reader is not to be told of every word that is added, so the log's announcements leave it
 * out; `announcements` says it block by block.
 */
export function answerMessage(view: AnswerActionsView, drawing: Drawing): TemplateResult {
  const { turn } = view;
  const { t, rendering, features } = drawing;
  const isWhole = !isOpen(turn);
  const sources = features.sources && turn.phase === 'complete' ? turn.sources : undefined;
  return html`<div
    class="message assistant"
    part="message assistant-message"
    aria-live="off"
    aria-busy=${isWhole ? 'false' : 'true'}
  >
    <span class="heard">${t('assistant')}</span>
    <div class="text" ${richText(turn.text, isWhole, rendering(turn))} ${citationLinks(sources, t('sources'))}></div>
    ${isWhole ? answerActions(view, drawing) : nothing}
  </div>`;
}
