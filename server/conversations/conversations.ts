import type { Source } from '../../protocol/chat-event.ts';

/**
 * How an answer stands.
 * - `generating`: it is being written.
 * - `complete`: it is whole.
 * - `cancelled`: the visitor stopped it.
 * - `failed`: the model or the server failed, or nobody was there to read it.
 * - `partial`: the server died while it was being written.
 */
export type AnswerState = 'generating' | 'complete' | 'cancelled' | 'failed' | 'partial';

export interface Message {
  readonly id: string;
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly createdAt: Date;
  /** Of an answer; the question's is `complete`. */
  readonly state: AnswerState;
  /** Of a complete answer; empty for everything else. */
  readonly sources: readonly Source[];
}

/** A question and the answer to be, as they are begun. */
export interface Turn {
  readonly questionId: string;
  readonly question: string;
  readonly answerId: string;
}

/** What an answer has come to. */
export interface AnswerRecord {
  readonly content: string;
  readonly state: AnswerState;
  readonly sources?: readonly Source[];
}

/** What was said, by session. */
export interface Conversations {
  /**
   * Stores a question, and an empty answer to it that is `generating`. Where the session's last question was the same, and its answer
   * `failed` or is `partial`, the two take the place of those: it was tried again.
   */
  begin(sessionId: string, turn: Turn): Promise<void>;
  /** Replaces what is stored of an answer; does nothing where the conversation was deleted meanwhile. */
  update(sessionId: string, answerId: string, answer: AnswerRecord): Promise<void>;
  /** @returns the last `limit` messages of a session, oldest first; none for a session that is not known. */
  recent(sessionId: string, limit: number): Promise<readonly Message[]>;
  /**
   * Marks what is still `generating` as `partial`: to be called once, at start, when nothing can be writing.
   * @returns how many answers there were.
   */
  recover(): Promise<number>;
}

/** @returns whether a question tries the last one again: `last` are the two last messages of its session, oldest first. */
export function isTriedAgain(question: string, last: readonly Pick<Message, 'role' | 'content' | 'state'>[]): boolean {
  const [asked, answer] = last;
  return (
    asked?.role === 'user' && asked.content === question && (answer?.state === 'failed' || answer?.state === 'partial')
  );
}
