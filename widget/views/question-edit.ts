import { html, type TemplateResult } from 'lit';

import { MESSAGE_MAX_LENGTH } from '../../protocol/limits.ts';
import type { Drawing } from './drawing.ts';
import { isComposing, sendOnEnter } from './enter-key.ts';

export interface QuestionEditView {
  /** The question as it was asked. */
  readonly text: string;
  readonly onSave: (text: string) => void;
  readonly onCancel: () => void;
}

/** A question in the place of itself, to be worded anew. */
export function questionEdit({ text, onSave, onCancel }: QuestionEditView, { t }: Drawing): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    onSave((event.currentTarget as HTMLFormElement).querySelector('textarea')?.value ?? '');
  };
  const keydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || isComposing(event)) return;
    event.stopPropagation();
    onCancel();
  };
  return html`<form class="words edit" part="edit-form" @submit=${submit} @keydown=${keydown}>
    <textarea
      aria-label=${t('edit')}
      rows="2"
      required
      maxlength=${MESSAGE_MAX_LENGTH}
      dir="auto"
      enterkeyhint="send"
      .defaultValue=${text}
      @keydown=${sendOnEnter}
    ></textarea>
    <div class="row">
      <button class="plain" type="button" @click=${() => onCancel()}>${t('cancel')}</button>
      <button class="plain" type="submit">${t('save')}</button>
    </div>
  </form>`;
}
