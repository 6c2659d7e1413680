import type { Inside } from './inside.ts';
import { httpUrl } from './markdown/link-policy.ts';
import * as shared from './shared.ts';
import { installSiteApi } from './site-api.ts';
import { SmailChatElement } from './smail-chat-element.ts';
import { importScript } from './transport/import-script.ts';

export type * from './smail-chat-events.ts';
export type { SiteApi } from './site-api.ts';
export { SmailChatElement };

const TAG = 'smail-chat';

/** The file of the second script (scripts/build-widget.ts); there is none where modules are used as they are. */
declare const INSIDE_SCRIPT: string | undefined;

// A server that renders pages may import this, too: it has no elements to define.
if (typeof document !== 'undefined') start();

function start(): void {
  /** Known only while the script is evaluated. A module has none, and is told everything by attributes. */
  const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript : undefined;
  const server = script && serverOf(script);
  // A script tag that was pasted twice runs twice.
  if (!customElements.get(TAG)) {
    SmailChatElement.defaultServer = server;
    if (typeof INSIDE_SCRIPT === 'string') loadInsideFrom(INSIDE_SCRIPT, script?.src);
    customElements.define(TAG, SmailChatElement);
  }
  // Read now: the page may take the tag away.
  const attributes = script ? [...script.attributes].map(({ name, value }) => [name, value] as const) : [];
  const make = (): SmailChatElement | undefined => {
    const chat = document.createElement(TAG);
    for (const [name, value] of attributes) {
      const setting = name.replace(/^data-/, '');
      if (setting !== name && SmailChatElement.observedAttributes.includes(setting)) chat.setAttribute(setting, value);
    }
    if (server !== undefined) chat.setAttribute('server', server);
    chat.setAttribute('mode', 'floating');
    return chat.chatbotId === '' ? undefined : chat;
  };
  installSiteApi(make, script?.dataset['chatbotId'] !== undefined && script.dataset['autoload'] !== 'off');
}

/** @param src - the address of the first script; without one the second stands at the root of the chat's server. */
function loadInsideFrom(name: string, src: string | undefined): void {
  SmailChatElement.load = async (server) => {
    const { default: make } = (await importScript(name, httpUrl(src)?.href ?? server)) as InsideScript;
    return make(shared);
  };
}

/** The second script: inside.ts, as a function of what is shared. */
interface InsideScript {
  readonly default: (given: typeof shared) => { readonly Inside: typeof Inside };
}

/** @returns the origin that `data-server` names, or else the one that the script was loaded from; `undefined` if inline. */
function serverOf({ dataset, src }: HTMLScriptElement): string | undefined {
  return (httpUrl(dataset['server'], document.baseURI) ?? httpUrl(src, document.baseURI))?.origin;
}
