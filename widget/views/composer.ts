import { html, nothing, type TemplateResult } from 'lit';

import { MESSAGE_MAX_LENGTH } from '../../protocol/limits.ts';
import type { Translate } from '../texts.ts';
import { isComposing, sendOnEnter } from './enter-key.ts';
import { sendIcon, stopIcon } from './tool-icons.ts';

export interface ComposerView {
  readonly t: Translate;
  /** Whether an answer is open: a message can be written, but not sent. */
  readonly answering: boolean;
  /** How many characters may still be typed, where that is worth telling. */
  readonly charactersLeft: number | undefined;
  /** What was asked last; the arrow up brings it back. */
  readonly lastQuestion: string | undefined;
  /** @returns whether the message was taken; otherwise it stays for the visitor to send later. */
  readonly onSend: (text: string) => boolean;
  readonly onStop: () => void;
}

/** Where the visitor writes. The draft lives in the text field alone. */
export function composer({ t, answering, charactersLeft, lastQuestion, onSend, onStop }: ComposerView): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem('message') as HTMLTextAreaElement;
    if (onSend(field.value)) write(field, '');
    field.focus();
  };
  const keydown = (event: KeyboardEvent): void => {
    const field = event.currentTarget as HTMLTextAreaElement;
    if (event.key !== 'ArrowUp' || field.value !== '' || lastQuestion === undefined || isComposing(event)) {
      sendOnEnter(event);
      return;
    }
    event.preventDefault();
    write(field, lastQuestion);
  };
  const stopOnClick = (event: MouseEvent): void => {
    // The second click of a double click on Send, which this button was a moment ago.
    if (event.detail <= 1) onStop();
  };
  // One button that changes, so that it keeps the focus of whoever pressed it.
  return html`<form class="composer" part="composer" @submit=${submit}>
      <label class="heard" for="message">${t('yourMessage')}</label>
      <textarea
        id="message"
        class="field"
        part="textbox"
        name="message"
        rows="1"
        maxlength=${MESSAGE_MAX_LENGTH}
        placeholder=${t('placeholder')}
        dir="auto"
        autocomplete="off"
        enterkeyhint="send"
        @keydown=${keydown}
      ></textarea>
      <button
        class="send"
        part=${answering ? 'stop-button' : 'send-button'}
        type=${answering ? 'button' : 'submit'}
        aria-label=${answering ? t('stop') : t('sendMessage')}
        @click=${answering ? stopOnClick : nothing}
      >
        ${answering ? stopIcon : sendIcon}
      </button>
    </form>
    ${
      charactersLeft === undefined
        ? nothing
        : html`<p class="counter" part="counter" dir="auto">${t('charactersLeft', { count: charactersLeft })}</p>`
    }`;
}

/** Tells whoever keeps the draft, too, as typing does. */
function write(field: HTMLTextAreaElement, text: string): void {
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
