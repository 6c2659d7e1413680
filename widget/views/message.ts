import { html, type TemplateResult } from 'lit';

import { strings } from '../strings.ts';
import { growingText } from './growing-text.ts';

/** What the visitor has asked. */
export function questionMessage(text: string): TemplateResult {
  return html`<div class="message visitor" part="message visitor-message">
    <span class="heard">${strings.you}</span>
    <div class="text" dir="auto">${text}</div>
  </div>`;
}

/** What the chatbot says first. */
export function greetingMessage(text: string): TemplateResult {
  return html`<div class="message assistant" part="message assistant-message">
    <span class="heard">${strings.assistant}</span>
    <div class="text" dir="auto">${text}</div>
  </div>`;
}

/**
 * What the chatbot answers, as plain text. A screen reader is not to be told of every word that is added, so the log's
 * announcements leave it out; `announcement` says it as a whole.
 * @param growing - whether more is to come.
 */
export function answerMessage(text: string, growing: boolean): TemplateResult {
  return html`<div
    class="message assistant"
    part="message assistant-message"
    aria-live="off"
    aria-busy=${growing ? 'true' : 'false'}
  >
    <span class="heard">${strings.assistant}</span>
    <div class="text" dir="auto">${growingText(text)}</div>
  </div>`;
}
