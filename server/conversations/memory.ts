import { LRUCache } from 'lru-cache';
import type { Feedback } from '../../protocol/requests.ts';
import {
  failedAttempts,
  SESSION_IDLE_MS,
  SessionErasedError,
  VISIT_NOTED_EVERY_MS,
  type AnswerRecord,
  type Conversations,
  type Message,
  type Session,
  type Turn,
} from './conversations.ts';

const DAY_MS = 86_400_000;

export interface MemoryConversationsOptions {
  /** How many sessions are kept; the one that was silent longest goes first. @default 10_000 */
  readonly maxSessions?: number;
  /** How many messages of a session are kept, at least 2; the oldest go first. @default 200 */
  readonly maxMessages?: number;
}

/** What is kept of a session. */
interface Kept {
  /** Empty where it is not known. */
  readonly chatbotId: string;
  readonly usedAt: Date;
  readonly isErased: boolean;
  readonly messages: Message[];
}

/** Conversations in this process's memory: they are gone when it ends. */
export class MemoryConversations implements Conversations {
  readonly #sessions: LRUCache<string, Kept>;
  readonly #maxMessages: number;

  constructor({ maxSessions = 10_000, maxMessages = 200 }: MemoryConversationsOptions = {}) {
    this.#sessions = new LRUCache({ max: maxSessions });
    this.#maxMessages = maxMessages;
  }

  async visit(session: Session, now: Date): Promise<Date | undefined> {
    const kept = this.#sessions.get(session.id);
    const usedAt = lastUse(session, kept, now);
    if (kept && usedAt && now.getTime() - usedAt.getTime() >= VISIT_NOTED_EVERY_MS) {
      this.#sessions.set(session.id, { ...kept, usedAt: now });
    }
    return usedAt;
  }

  async record(session: Session, now: Date): Promise<boolean> {
    const kept = this.#sessions.get(session.id);
    if (lastUse(session, kept, now) === undefined) return false;
    const { chatbotId } = session;
    this.#sessions.set(session.id, { messages: kept?.messages ?? [], chatbotId, usedAt: now, isErased: false });
    return true;
  }

  async begin(sessionId: string, { questionId, question, clientMessageId, answerId, replaces }: Turn): Promise<void> {
    const createdAt = new Date();
    const kept = this.#sessions.get(sessionId) ?? { messages: [], chatbotId: '', usedAt: createdAt, isErased: false };
    if (kept.isErased) throw new SessionErasedError('nothing can be said in a session that was erased');
    const { messages } = kept;
    const replaced = replaces === undefined ? -1 : messages.findLastIndex((message) => isQuestion(message, replaces));
    if (replaced !== -1) messages.splice(replaced);
    const blank = { createdAt, sources: [], outcome: undefined, feedback: undefined };
    messages.push(
      { ...blank, id: questionId, role: 'user', content: question, state: 'complete', clientMessageId },
      { ...blank, id: answerId, role: 'assistant', content: '', state: 'generating', clientMessageId: undefined },
    );
    messages.splice(0, messages.length - this.#maxMessages);
    this.#sessions.set(sessionId, kept);
  }

  async extend(sessionId: string, answerId: string, text: string): Promise<void> {
    const messages = this.#said(sessionId);
    const index = messages.findLastIndex(({ id }) => id === answerId);
    const message = messages[index];
    if (message?.state === 'generating') messages[index] = { ...message, content: message.content + text };
  }

  async update(
    sessionId: string,
    answerId: string,
    { content, state, sources = [], outcome }: AnswerRecord,
  ): Promise<void> {
    const messages = this.#said(sessionId);
    const index = messages.findIndex(({ id }) => id === answerId);
    const message = messages[index];
    if (message === undefined) return;
    messages[index] = { ...message, content, state, sources, outcome };
    if (state !== 'complete') return;
    const replaced = new Set(failedAttempts(messages.slice(0, index + 1)));
    if (replaced.size > 0) messages.splice(0, Infinity, ...messages.filter(({ id }) => !replaced.has(id)));
  }

  async recent(sessionId: string, limit: number, maxLength = Infinity): Promise<readonly Message[]> {
    const last = limit > 0 ? this.#said(sessionId).slice(-limit) : [];
    let length = 0;
    const first = last.findLastIndex(({ content }) => (length += content.length) > maxLength);
    return last.slice(first + 1);
  }

  async rate(sessionId: string, answerId: string, feedback: Feedback | undefined): Promise<boolean> {
    const messages = this.#said(sessionId);
    const index = messages.findIndex(({ id, role }) => id === answerId && role === 'assistant');
    const message = messages[index];
    if (message === undefined) return false;
    messages[index] = { ...message, feedback };
    return true;
  }

  async *messages(sessionId: string): AsyncGenerator<Message, void> {
    yield* this.#said(sessionId).slice();
  }

  async erase(session: Session, now: Date): Promise<boolean> {
    if (lastUse(session, this.#sessions.get(session.id), now) === undefined) return false;
    this.#sessions.set(session.id, { chatbotId: '', usedAt: now, isErased: true, messages: [] });
    return true;
  }

  async expire(daysOf: (chatbotId: string) => number, now: Date, limit: number): Promise<number> {
    let changed = 0;
    const all = [...this.#sessions.entries()];
    for (const [sessionId, { chatbotId, usedAt, messages }] of all) {
      if (changed >= limit) break;
      const askedAt = messages.at(-1)?.createdAt.getTime() ?? 0;
      const isOld = askedAt <= now.getTime() - daysOf(chatbotId) * DAY_MS;
      if (isOld && isIdle(usedAt, now)) this.#sessions.delete(sessionId);
      else if (isOld && messages.length > 0) messages.splice(0);
      else continue;
      changed++;
    }
    return changed;
  }

  async findAnswer(sessionId: string, clientMessageId: string): Promise<Message | undefined> {
    const messages = this.#said(sessionId);
    const question = messages.findLastIndex((message) => message.clientMessageId === clientMessageId);
    return question === -1 ? undefined : messages[question + 1];
  }

  /** Nothing outlives the process that was writing it. */
  async recover(): Promise<number> {
    return 0;
  }

  #said(sessionId: string): Message[] {
    return this.#sessions.get(sessionId)?.messages ?? [];
  }
}

/** @returns when a session was used last; `undefined` where it may not be used any more. */
function lastUse({ createdAt }: Session, kept: Kept | undefined, now: Date): Date | undefined {
  const usedAt = kept?.usedAt ?? createdAt;
  return kept?.isErased || isIdle(usedAt, now) ? undefined : usedAt;
}

function isIdle(usedAt: Date, now: Date): boolean {
  return now.getTime() - usedAt.getTime() >= SESSION_IDLE_MS;
}

function isQuestion({ role, id, clientMessageId }: Message, named: string): boolean {
  return role === 'user' && (id === named || clientMessageId === named);
}
