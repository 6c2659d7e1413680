import { html, nothing, type TemplateResult } from 'lit';

import { MESSAGE_MAX_LENGTH } from '../../protocol/limits.ts';
import { strings } from '../strings.ts';
import { sendIcon, stopIcon } from './icons.ts';

export interface ComposerView {
  /** Whether an answer is open: a message can be written, but not sent. */
  readonly answering: boolean;
  /** @returns whether the message was taken; otherwise it stays for the visitor to send later. */
  readonly onSend: (text: string) => boolean;
  readonly onStop: () => void;
}

/** Where the visitor writes. The draft lives in the text field alone. */
export function composer({ answering, onSend, onStop }: ComposerView): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem('message') as HTMLTextAreaElement;
    if (onSend(field.value)) field.value = '';
    field.focus();
  };
  const stopOnClick = (event: MouseEvent): void => {
    // The second click of a double click on Send, which this button was a moment ago.
    if (event.detail <= 1) onStop();
  };
  // One button that changes, so that it keeps the focus of whoever pressed it.
  return html`<form class="composer" part="composer" @submit=${submit}>
    <label class="heard" for="message">${strings.yourMessage}</label>
    <textarea
      id="message"
      class="field"
      part="textbox"
      name="message"
      rows="1"
      maxlength=${MESSAGE_MAX_LENGTH}
      placeholder=${strings.placeholder}
      dir="auto"
      autocomplete="off"
      enterkeyhint="send"
      @keydown=${sendOnEnter}
    ></textarea>
    <button
      class="send"
      part=${answering ? 'stop-button' : 'send-button'}
      type=${answering ? 'button' : 'submit'}
      aria-label=${answering ? strings.stop : strings.sendMessage}
      @click=${answering ? stopOnClick : nothing}
    >
      ${answering ? stopIcon : sendIcon}
    </button>
  </form>`;
}

function sendOnEnter(event: KeyboardEvent): void {
  if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return;
  event.preventDefault();
  (event.currentTarget as HTMLTextAreaElement).form?.requestSubmit();
}

/** Whether the key belongs to an input method. Safari ends the composition first, and only the old key code still tells. */
function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}
