import type { Conversations, Message, Session } from '../conversations/conversations.ts';
import type { SessionTokens } from './session-tokens.ts';

/**
 * Reads what the owner's server says of its visitor.
 * @param identity - as it came from the visitor's page.
 * @returns a keyed hash of the visitor's name, 22 characters of base64url; `undefined` if it is not good for this chatbot.
 */
export type Identify = (identity: string, chatbotId: string) => Promise<string | undefined>;

/** A session that may be used. */
interface Entered {
  readonly session: Session;
  /** Before this. */
  readonly usedAt: Date;
}

/** All that is stored of a session. */
export interface StoredSession {
  readonly chatbotId: string;
  readonly createdAt: Date;
  /** Before it was asked for. */
  readonly usedAt: Date;
  /** Whether the owner's server has said who its visitor is. */
  readonly isIdentified: boolean;
  /** Oldest first. */
  readonly messages: AsyncIterable<Message>;
}

/** Who may come in: what a token says of itself, and what is known of its session. */
export class Sessions {
  readonly #tokens: SessionTokens;
  readonly #conversations: Conversations;
  readonly #identify: Identify;

  constructor(tokens: SessionTokens, conversations: Conversations, identify: Identify = async () => undefined) {
    this.#tokens = tokens;
    this.#conversations = conversations;
    this.#identify = identify;
  }

  /** A new session of a visitor who is not known. */
  open(chatbotId: string): Session {
    return this.#issue(chatbotId, undefined);
  }

  /** A new session of the visitor whom the owner's server names; `undefined` if it does not. */
  async openFor(chatbotId: string, identity: string): Promise<Session | undefined> {
    const visitor = await this.#identify(identity, chatbotId);
    return visitor === undefined ? undefined : this.#issue(chatbotId, visitor);
  }

  /** @returns what a token says of itself, whatever has become of its session; `undefined` if it is not ours, or is too old. */
  read(sessionId: string): Session | undefined {
    return this.#tokens.verify(sessionId);
  }

  /** @returns the session; `undefined` if it is not ours, or was erased, or has been unused or in use for too long. */
  async enter(sessionId: string): Promise<Entered | undefined> {
    const session = this.#tokens.verify(sessionId);
    const usedAt = session && (await this.#conversations.visit(session, new Date()));
    return usedAt && { session, usedAt };
  }

  /** @returns all that is stored of the session; `undefined` if it may not be used. */
  async describe(sessionId: string): Promise<StoredSession | undefined> {
    const entered = await this.enter(sessionId);
    if (entered === undefined) return undefined;
    const { chatbotId, createdAt, visitor } = entered.session;
    const messages = this.#conversations.messages(sessionId);
    return { chatbotId, createdAt, usedAt: entered.usedAt, isIdentified: visitor !== undefined, messages };
  }

  /** A session id is taken from the client only if it was issued for this chatbot; otherwise the visitor gets a new session. */
  async adopt(sessionId: string, chatbotId: string): Promise<Session> {
    const entered = this.#tokens.verify(sessionId)?.chatbotId === chatbotId ? await this.enter(sessionId) : undefined;
    return entered?.session ?? this.open(chatbotId);
  }

  /** Notes that a question is asked. @returns whether the session may still be used. */
  record(session: Session): Promise<boolean> {
    return this.#conversations.record(session, new Date());
  }

  #issue(chatbotId: string, visitor: string | undefined): Session {
    const now = new Date();
    const id = this.#tokens.issue(chatbotId, visitor, now.getTime());
    return { id, chatbotId, createdAt: now, visitor };
  }
}
