import type { OpenTurn } from '../conversation/turn.ts';
import { isId, isMessage, isSessionId } from '../transport/parse-response.ts';
import { whileLocked } from './lock.ts';
import type { PanelSize } from './resizing.ts';

/** An answer that was still to come when it was last heard of. */
type SavedTurn = Omit<OpenTurn, 'phase' | 'text' | 'questionId' | 'answeredAt' | 'state' | 'attempt' | 'of'>;

/** What a tab is to find again after a reload, and on the next page of the site. */
export interface SavedTab {
  /** Whether the chat was open. */
  readonly open: boolean;
  /** Whether streams are known not to come through. */
  readonly whole: boolean;
  readonly turn: SavedTurn | undefined;
  /** What was typed and not sent. */
  readonly draft: string;
  /** What the visitor has made of the panel's size. */
  readonly size?: PanelSize | undefined;
}

/** The browser's two stores. Asking for one can throw by itself, where a page may not have any. */
export interface Stores {
  /** For all tabs, until the visitor clears it. */
  readonly local: () => Storage;
  /** For this tab, as long as it is there. */
  readonly tab: () => Storage;
}

const STORES: Stores = { local: () => localStorage, tab: () => sessionStorage };

/**
 * The visitor's session with one chatbot, beyond the life of a page. Where nothing can be stored, or what is stored is junk, it
 * is remembered as long as this object; nothing here throws. Nothing is stored before there is something to store.
 */
export class SavedSession {
  readonly #key: string;
  readonly #stores: Stores;
  #sessionId: string | undefined;
  #owner: string | undefined;
  #tab: SavedTab | undefined;
  /** Who the visitor is said to be, in a mark that tells one from another; absent where nobody says. Not stored by itself. */
  visitor: string | undefined;

  /** @param server - its origin. */
  constructor(server: string, chatbotId: string, stores: Stores = STORES) {
    this.#key = `smail-chat ${server} ${chatbotId}`;
    this.#stores = stores;
  }

  /** Read anew each time: another tab may have begun one. */
  get sessionId(): string | undefined {
    const stored = read(this.#stores.local, this.#key);
    // What is remembered does not come back where another tab has put another in its place.
    if (isSessionId(stored)) this.#sessionId &&= stored;
    return isSessionId(stored) ? stored : this.#sessionId;
  }

  set sessionId(sessionId: string | undefined) {
    // One that another tab has opened has its owner already.
    if (sessionId === undefined || sessionId !== this.sessionId) {
      this.#owner = sessionId === undefined ? undefined : this.visitor;
      write(this.#stores.local, `${this.#key} visitor`, this.#owner);
    }
    this.#sessionId = sessionId;
    write(this.#stores.local, this.#key, sessionId);
  }

  /** Whose session it is: what `visitor` was when it was opened, in whichever tab and page. */
  get owner(): string | undefined {
    if (!isSessionId(read(this.#stores.local, this.#key))) return this.#owner;
    const stored = read(this.#stores.local, `${this.#key} visitor`);
    return typeof stored === 'string' ? stored : undefined;
  }

  /**
   * Enters the session of all tabs, or, where there is none, the one that `open` resolves to: of two tabs that come without
   * one at the same time, the second waits for the first. Where the browser has no locks both open one, and the one that is
   * stored first counts. Rejects as `open` does, or with the signal's reason.
   */
  enter(open: () => Promise<string>, signal: AbortSignal): Promise<string> {
    return whileLocked(this.#key, signal, async () => {
      const known = this.sessionId;
      if (known !== undefined) return known;
      const opened = await open();
      return (this.sessionId ??= opened);
    });
  }

  get tab(): SavedTab {
    this.#tab ??= parseTab(read(this.#stores.tab, this.#key));
    return this.#tab;
  }

  /** Changes what is given and leaves the rest. */
  keep(changes: Partial<SavedTab>): void {
    this.#tab = { ...this.tab, ...changes };
    const { open, whole, turn, draft, size } = this.#tab;
    write(this.#stores.tab, this.#key, open || whole || turn || draft || size ? this.#tab : undefined);
  }
}

function read(store: () => Storage, key: string): unknown {
  try {
    return JSON.parse(store().getItem(key) ?? 'null');
  } catch {
    return undefined;
  }
}

function write(store: () => Storage, key: string, value: unknown): void {
  try {
    if (value === undefined) store().removeItem(key);
    else store().setItem(key, JSON.stringify(value));
  } catch {
    // Full, switched off or forbidden: what is not stored is forgotten with the page.
  }
}

function parseTab(value: unknown): SavedTab {
  const { open, whole, turn, draft, size } = Object(value) as Record<string, unknown>;
  const { width, height } = Object(size) as Record<string, unknown>;
  return {
    open: open === true,
    whole: whole === true,
    turn: parseTurn(turn),
    draft: isMessage(draft) ? draft : '',
    ...(isLength(width) && isLength(height) && { size: { width, height } }),
  };
}

/** In CSS pixels. */
function isLength(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value < 10_000;
}

function parseTurn(value: unknown): SavedTurn | undefined {
  const { key, question, clientMessageId, replaces, askedAt, sessionId, place } = Object(value) as Record<
    string,
    unknown
  >;
  if (!isId(key) || !isMessage(question)) return undefined;
  const { streamId, messageId } = Object(place) as Record<string, unknown>;
  const known = isId(streamId) && isId(messageId);
  if (!known && !isId(clientMessageId)) return undefined;
  return {
    key,
    question,
    clientMessageId: isId(clientMessageId) ? clientMessageId : undefined,
    replaces: isId(replaces) ? replaces : undefined,
    askedAt: typeof askedAt === 'number' && askedAt > 0 && askedAt < 8.64e15 ? askedAt : undefined,
    sessionId: isSessionId(sessionId) ? sessionId : undefined,
    // What had been shown of it went with the page.
    place: known ? { streamId, messageId, lastId: 0 } : undefined,
  };
}
