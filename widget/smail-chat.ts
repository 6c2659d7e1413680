import { httpUrl } from './http-url.ts';
import { SmailChatElement } from './smail-chat-element.ts';

export type * from './smail-chat-events.ts';
export { SmailChatElement };

const TAG = 'smail-chat';

/** Known only while the script is evaluated. A module has none, and is told everything by attributes. */
const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript : undefined;
const server = script && serverOf(script);
const chatbotId = script?.dataset['chatbotId'];

// A script tag that was pasted twice runs twice.
if (!customElements.get(TAG)) {
  SmailChatElement.defaultServer = server;
  customElements.define(TAG, SmailChatElement);
}
if (chatbotId) whenParsed(() => appendLauncher(chatbotId));

/** @returns the origin that `data-server` names, or else the one that the script was loaded from; `undefined` if inline. */
function serverOf({ dataset, src }: HTMLScriptElement): string | undefined {
  return (httpUrl(dataset['server'], document.baseURI) ?? httpUrl(src, document.baseURI))?.origin;
}

/** Calls `callback` once every element of the page's HTML is there, which is now or later. */
function whenParsed(callback: () => void): void {
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', callback, { once: true });
  else callback();
}

/** Unless the page has a chat already, by its owner's hand or from another script tag. */
function appendLauncher(id: string): void {
  if (document.querySelector(TAG)) return;
  const chat = document.createElement(TAG);
  chat.setAttribute('chatbot-id', id);
  if (server !== undefined) chat.setAttribute('server', server);
  chat.setAttribute('mode', 'floating');
  document.body.append(chat);
}
