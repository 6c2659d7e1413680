import type { SmailChatElement } from './smail-chat-element.ts';
import type { SmailChatEventMap, SmailChatEventName } from './smail-chat-events.ts';

/** The one name that the script adds to a page. */
const NAME = 'SmailChat';
const TAG = 'smail-chat';

type Listener<Name extends SmailChatEventName> = (event: SmailChatEventMap[`smail-chat-${Name}`]) => void;

/** What an element and `window.SmailChat` do alike: methods of the element, of which the global one has no results. */
const METHODS = ['show', 'hide', 'toggle', 'send', 'stop', 'reset', 'setContext', 'identify'] as const;

type Method = (typeof METHODS)[number];

/** Those for which a chat is put into a page that has none yet. */
const SHOWING = new Set<Method>(['show', 'toggle', 'send']);

/**
 * `window.SmailChat`. It acts on the page's first chat, as soon as the page's HTML is there; where there is none, on the one that the
 * script tag describes, if it does.
 */
export type SiteApi = { readonly [Name in Method]: (...args: Parameters<SmailChatElement[Name]>) => void } & {
  /** Hears every chat of the page. @param name - an event's, without `smail-chat-`. */
  on<Name extends SmailChatEventName>(name: Name, listener: Listener<Name>): void;
  off<Name extends SmailChatEventName>(name: Name, listener: Listener<Name>): void;
  /** Takes every chat out of the page, with all listeners and with `window.SmailChat`. The script can be loaded again. */
  destroy(): void;
};

declare global {
  interface Window {
    /** Until the script has come, its stub may stand here. */
    SmailChat?: SiteApi;
  }
}

/** What the stub has noted: methods that were called before the script was there, and with what. */
type Noted = readonly (readonly [name: keyof SiteApi, args: readonly unknown[]])[];

/**
 * Gives the page `window.SmailChat`, has it do what the stub has noted, in order, and has links to `#smail-chat` open the chat. Does
 * nothing where another copy of the script has done so.
 * @param make - makes the chat of the script tag; gives none where the tag describes none.
 * @param autoload - whether that chat comes into the page by itself.
 */
export function installSiteApi(make: () => SmailChatElement | undefined, autoload: boolean): void {
  const noted: unknown = window[NAME];
  if (noted && !Array.isArray(noted)) {
    // The other copy has a launcher ready, unless its tag describes none.
    if (autoload) whenParsed(() => document.querySelector(TAG) ?? appendTo(document.body, make()));
    return;
  }
  const life = new AbortController();
  const { signal } = life;
  let own: SmailChatElement | undefined;

  const act = (name: Method, args: readonly unknown[]): void =>
    whenParsed(() => {
      if (signal.aborted) return;
      const chat = document.querySelector(TAG) ?? (own ??= make());
      if (chat === own && !own?.isConnected && SHOWING.has(name)) appendTo(document.body, own);
      if (chat) Reflect.apply(chat[name], chat, args);
    });
  const api = {
    ...(Object.fromEntries(METHODS.map((name) => [name, (...args: unknown[]) => act(name, args)])) as Pick<
      SiteApi,
      Method
    >),
    on: (name, listener) => document.addEventListener(`${TAG}-${name}`, listener as EventListener, { signal }),
    off: (name, listener) => document.removeEventListener(`${TAG}-${name}`, listener as EventListener),
    destroy: () => {
      life.abort();
      for (const chat of document.querySelectorAll(TAG)) chat.destroy();
      delete window[NAME];
    },
  } satisfies SiteApi;
  window[NAME] = api;

  // Before anything of the page that would take the link for a place to go to.
  document.addEventListener('click', (event) => showForLink(event) && act('show', [true]), { capture: true, signal });
  const body = new MutationObserver((changes) => {
    // Single-page applications put a new body into the page; a chat that somebody has taken away stays away.
    const isLost = changes.some(({ removedNodes }) => [...removedNodes].some((node) => own && node.contains(own)));
    if (isLost && !document.querySelector(TAG)) appendTo(document.body, own);
  });
  body.observe(document.documentElement, { childList: true });
  signal.addEventListener('abort', () => body.disconnect());

  if (autoload) {
    whenParsed(() => {
      if (!signal.aborted && !document.querySelector(TAG)) appendTo(document.body, (own ??= make()));
    });
  }
  for (const [name, args] of (noted ?? []) as Noted) {
    // The stub takes every name.
    if (Object.hasOwn(api, name)) Reflect.apply(api[name], api, args);
    // oxlint-disable-next-line no-console
    else console.warn(`${NAME}.${name} does not exist`);
  }
}

/** @returns whether a click is on a link that opens the chat, which is all that it does then. */
function showForLink(event: MouseEvent): boolean {
  const isLink = event.composedPath().some((node) => node instanceof Element && node.matches(`a[href="#${TAG}"]`));
  // With a modifier the visitor wants another tab.
  if (!isLink || event.ctrlKey || event.metaKey || event.shiftKey) return false;
  event.preventDefault();
  return true;
}

function appendTo(body: HTMLElement, chat: SmailChatElement | undefined): void {
  if (chat) body.append(chat);
}

/** Calls `callback` once every element of the page's HTML is there, which is now or later. */
function whenParsed(callback: () => void): void {
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', callback, { once: true });
  else callback();
}
