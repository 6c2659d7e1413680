import type { Mode } from '../../../widget/settings.ts';
import type { SmailChatElement } from '../../../widget/smail-chat-element.ts';
import '../../../widget/smail-chat.ts';
import { find, get } from './roles.ts';
import type { StandIn } from './stand-in.ts';

let mounted: HTMLElement | undefined;

export interface MountOptions {
  readonly mode?: Mode;
  /** Where an inline chat stands; in CSS pixels. */
  readonly width?: number;
  readonly height?: number;
}

/** Puts a chat into the test's own page, in a container of this size. */
export async function mount(
  standIn: StandIn,
  { mode = 'inline', width = 420, height = 560 }: MountOptions = {},
): Promise<SmailChatElement> {
  unmount();
  mounted = document.createElement('div');
  mounted.style.width = `${width}px`;
  mounted.style.height = `${height}px`;
  const chat = document.createElement('smail-chat');
  chat.setAttribute('chatbot-id', standIn.chatbotId);
  // Nothing waits for a time.
  chat.setAttribute('retry-base', '1');
  if (mode === 'floating') chat.setAttribute('mode', mode);
  mounted.append(chat);
  document.body.append(mounted);
  await chat.updateComplete;
  return chat;
}

/** Takes the chat away again. */
export function unmount(): void {
  mounted?.remove();
  mounted = undefined;
}

/** The text field, once there is one. */
export async function textbox(page: ParentNode = document): Promise<HTMLTextAreaElement> {
  return (await find('textbox', 'Your message', page)) as HTMLTextAreaElement;
}

/** Writes `text` as the message and sends it. */
export async function ask(text: string, page: ParentNode = document): Promise<void> {
  (await textbox(page)).value = text;
  const button = get('button', 'Send message', page);
  // As a pointer's click does.
  button.focus();
  button.click();
}
