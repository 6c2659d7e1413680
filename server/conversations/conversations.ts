import type { Source } from '../../protocol/chat-event.ts';

export interface Message {
  readonly id: string;
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly createdAt: Date;
  /** Of an answer. */
  readonly sources?: readonly Source[];
  /** Of an answer that was stopped or failed before its end. */
  readonly partial?: true;
}

/** What was said, by session. */
export interface Conversations {
  /** Adds a message at the end of a session's conversation. */
  append(sessionId: string, message: Message): Promise<void>;
  /** @returns the last `limit` messages of a session, oldest first; none for a session that is not known. */
  recent(sessionId: string, limit: number): Promise<readonly Message[]>;
}
