import { LRUCache } from 'lru-cache';
import { isTriedAgain, type AnswerRecord, type Conversations, type Message, type Turn } from './conversations.ts';

export interface MemoryConversationsOptions {
  /** How many sessions are kept; the one that was silent longest goes first. @default 10_000 */
  readonly maxSessions?: number;
  /** How many messages of a session are kept, at least 2; the oldest go first. @default 200 */
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

  async begin(sessionId: string, { questionId, question, answerId }: Turn): Promise<void> {
    const messages = this.#sessions.get(sessionId) ?? [];
    if (isTriedAgain(question, messages.slice(-2))) messages.splice(-2);
    const createdAt = new Date();
    messages.push(
      { id: questionId, role: 'user', content: question, createdAt, state: 'complete', sources: [] },
      { id: answerId, role: 'assistant', content: '', createdAt, state: 'generating', sources: [] },
    );
    messages.splice(0, messages.length - this.#maxMessages);
    this.#sessions.set(sessionId, messages);
  }

  async update(sessionId: string, answerId: string, { content, state, sources = [] }: AnswerRecord): Promise<void> {
    const messages = this.#sessions.get(sessionId) ?? [];
    const index = messages.findIndex(({ id }) => id === answerId);
    const message = messages[index];
    if (message !== undefined) messages[index] = { ...message, content, state, sources };
  }

  async recent(sessionId: string, limit: number): Promise<readonly Message[]> {
    return limit > 0 ? (this.#sessions.get(sessionId)?.slice(-limit) ?? []) : [];
  }

  /** Nothing outlives the process that was writing it. */
  async recover(): Promise<number> {
    return 0;
  }
}
