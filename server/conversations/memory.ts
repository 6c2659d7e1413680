import { LRUCache } from 'lru-cache';
import type { Conversations, Message } from './conversations.ts';

export interface MemoryConversationsOptions {
  /** How many sessions are kept; the one that was silent longest goes first. @default 10_000 */
  readonly maxSessions?: number;
  /** How many messages of a session are kept; the oldest go first. @default 200 */
  readonly maxMessages?: number;
}

/** Conversations in this process's memory: they are gone when it ends. */
export class MemoryConversations implements Conversations {
  readonly #sessions: LRUCache<string, Message[]>;
  readonly #maxMessages: number;

  constructor({ maxSessions = 10_000, maxMessages = 200 }: MemoryConversationsOptions = {}) {
    this.#sessions = new LRUCache({ max: maxSessions });
    this.#maxMessages = maxMessages;
  }

  async append(sessionId: string, message: Message): Promise<void> {
    const messages = this.#sessions.get(sessionId) ?? [];
    messages.push(message);
    if (messages.length > this.#maxMessages) messages.shift();
    this.#sessions.set(sessionId, messages);
  }

  async recent(sessionId: string, limit: number): Promise<readonly Message[]> {
    return limit > 0 ? (this.#sessions.get(sessionId)?.slice(-limit) ?? []) : [];
  }
}
