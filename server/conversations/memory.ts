import { LRUCache } from 'lru-cache';
import type { Feedback } from '../../protocol/requests.ts';
import { failedAttempts, type AnswerRecord, type Conversations, type Message, type Turn } from './conversations.ts';

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

  async begin(sessionId: string, { questionId, question, clientMessageId, answerId, replaces }: Turn): Promise<void> {
    const messages = this.#sessions.get(sessionId) ?? [];
    const replaced = replaces === undefined ? -1 : messages.findLastIndex((message) => isQuestion(message, replaces));
    if (replaced !== -1) messages.splice(replaced);
    const blank = { createdAt: new Date(), sources: [], outcome: undefined, feedback: undefined };
    messages.push(
      { ...blank, id: questionId, role: 'user', content: question, state: 'complete', clientMessageId },
      { ...blank, id: answerId, role: 'assistant', content: '', state: 'generating', clientMessageId: undefined },
    );
    messages.splice(0, messages.length - this.#maxMessages);
    this.#sessions.set(sessionId, messages);
  }

  async extend(sessionId: string, answerId: string, text: string): Promise<void> {
    const messages = this.#sessions.get(sessionId) ?? [];
    const index = messages.findLastIndex(({ id }) => id === answerId);
    const message = messages[index];
    if (message?.state === 'generating') messages[index] = { ...message, content: message.content + text };
  }

  async update(
    sessionId: string,
    answerId: string,
    { content, state, sources = [], outcome }: AnswerRecord,
  ): Promise<void> {
    const messages = this.#sessions.get(sessionId) ?? [];
    const index = messages.findIndex(({ id }) => id === answerId);
    const message = messages[index];
    if (message === undefined) return;
    messages[index] = { ...message, content, state, sources, outcome };
    if (state !== 'complete') return;
    const replaced = new Set(failedAttempts(messages.slice(0, index + 1)));
    if (replaced.size === 0) return;
    const kept = messages.filter(({ id }) => !replaced.has(id));
    this.#sessions.set(sessionId, kept);
  }

  async recent(sessionId: string, limit: number, maxLength = Infinity): Promise<readonly Message[]> {
    const last = limit > 0 ? (this.#sessions.get(sessionId)?.slice(-limit) ?? []) : [];
    let length = 0;
    const first = last.findLastIndex(({ content }) => (length += content.length) > maxLength);
    return last.slice(first + 1);
  }

  async rate(sessionId: string, answerId: string, feedback: Feedback | undefined): Promise<boolean> {
    const messages = this.#sessions.get(sessionId) ?? [];
    const index = messages.findIndex(({ id, role }) => id === answerId && role === 'assistant');
    const message = messages[index];
    if (message === undefined) return false;
    messages[index] = { ...message, feedback };
    return true;
  }

  async erase(sessionId: string): Promise<void> {
    this.#sessions.delete(sessionId);
  }

  async findAnswer(sessionId: string, clientMessageId: string): Promise<Message | undefined> {
    const messages = this.#sessions.get(sessionId) ?? [];
    const question = messages.findLastIndex((message) => message.clientMessageId === clientMessageId);
    return question === -1 ? undefined : messages[question + 1];
  }

  /** Nothing outlives the process that was writing it. */
  async recover(): Promise<number> {
    return 0;
  }
}

function isQuestion({ role, id, clientMessageId }: Message, named: string): boolean {
  return role === 'user' && (id === named || clientMessageId === named);
}
