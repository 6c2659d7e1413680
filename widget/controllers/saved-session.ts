import type { OpenTurn } from '../conversation/turn.ts';
import { isSessionId } from '../transport/parse-response.ts';

/** An answer that was still to come when it was last heard of. */
type SavedTurn = Pick<OpenTurn, 'key' | 'question' | 'clientMessageId' | 'place'>;

/** What a tab is to find again after a reload, and on the next page of the site. */
export interface SavedTab {
  /** Whether the chat was open. */
  readonly open: boolean;
  /** Whether streams are known not to come through. */
  readonly whole: boolean;
  readonly turn: SavedTurn | undefined;
}

const NOTHING: SavedTab = { open: false, whole: false, turn: undefined };

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
  #tab: SavedTab | undefined;

  /** @param server - its origin. */
  constructor(server: string, chatbotId: string, stores: Stores = STORES) {
    this.#key = `smail-chat ${server} ${chatbotId}`;
    this.#stores = stores;
  }

  /** Read anew each time: another tab may have begun one. */
  get sessionId(): string | undefined {
    const stored = read(this.#stores.local, this.#key);
    return isSessionId(stored) ? stored : this.#sessionId;
  }

  set sessionId(sessionId: string | undefined) {
    this.#sessionId = sessionId;
    write(this.#stores.local, this.#key, sessionId);
  }

  get tab(): SavedTab {
    this.#tab ??= parseTab(read(this.#stores.tab, this.#key));
    return this.#tab;
  }

  /** Changes what is given and leaves the rest. */
  keep(changes: Partial<SavedTab>): void {
    this.#tab = { ...this.tab, ...changes };
    const { open, whole, turn } = this.#tab;
    write(this.#stores.tab, this.#key, open || whole || turn ? this.#tab : undefined);
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
  const { open, whole, turn } = Object(value) as Record<string, unknown>;
  return { ...NOTHING, open: open === true, whole: whole === true, turn: parseTurn(turn) };
}

function parseTurn(value: unknown): SavedTurn | undefined {
  const { key, question, clientMessageId, place } = Object(value) as Record<string, unknown>;
  if (typeof key !== 'string' || typeof question !== 'string') return undefined;
  const { streamId, messageId } = Object(place) as Record<string, unknown>;
  const known = typeof streamId === 'string' && typeof messageId === 'string';
  if (!known && typeof clientMessageId !== 'string') return undefined;
  return {
    key,
    question,
    clientMessageId: typeof clientMessageId === 'string' ? clientMessageId : undefined,
    // What had been shown of it went with the page.
    place: known ? { streamId, messageId, lastId: 0 } : undefined,
  };
}
