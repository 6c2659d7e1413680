import type { CompleteEvent, Source } from '../../protocol/chat-event.ts';
import type { Feedback } from '../../protocol/requests.ts';

/**
 * How an answer stands.
 * - `generating`: it is being written.
 * - `complete`: it is whole.
 * - `cancelled`: the visitor stopped it.
 * - `failed`: the model or the server failed, or nobody was there to read it.
 * - `partial`: the server died while it was being written.
 */
export type AnswerState = 'generating' | 'complete' | 'cancelled' | 'failed' | 'partial';

/** What is kept of a whole answer besides its text and its sources. */
export type Outcome = Pick<CompleteEvent, 'finish_reason' | 'context_quality' | 'usage' | 'follow_ups' | 'analysis'>;

export interface Message {
  readonly id: string;
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly createdAt: Date;
  /** Of an answer; a question's is `complete`. */
  readonly state: AnswerState;
  /** Of a complete answer; empty for everything else. */
  readonly sources: readonly Source[];
  /** Of a complete answer. */
  readonly outcome: Outcome | undefined;
  /** Of a question, where its client gave one. */
  readonly clientMessageId: string | undefined;
  /** Of an answer, where its visitor gave one. */
  readonly feedback: Feedback | undefined;
}

/** A question and the answer to be, as they are begun. */
export interface Turn {
  readonly questionId: string;
  readonly question: string;
  readonly clientMessageId?: string | undefined;
  readonly answerId: string;
  /**
   * The id, or the `clientMessageId`, of an earlier question of the session: it is taken out, and all that was said after it, in the same
   * step. One that is not known changes nothing.
   */
  readonly replaces?: string | undefined;
}

/** What an answer has come to. */
export interface AnswerRecord {
  readonly content: string;
  readonly state: Exclude<AnswerState, 'generating'>;
  readonly sources?: readonly Source[];
  readonly outcome?: Outcome | undefined;
}

/** A session, as its token tells of it. */
export interface Session {
  /** The token itself. Nothing that outlives the process holds it: only its hash. */
  readonly id: string;
  readonly chatbotId: string;
  /** When it was issued, to the second. */
  readonly createdAt: Date;
  /** A keyed hash of the name that the owner's server has given its visitor; absent where nobody said who it is. */
  readonly visitor: string | undefined;
}

/** How long a session may lie unused, in milliseconds: then its token is good for nothing. */
export const SESSION_IDLE_MS = 86_400_000;

/** How often it is noted that a session is used, but for its questions, in milliseconds. */
export const VISIT_NOTED_EVERY_MS = 60_000;

/** Nothing can be said in a session that was erased. */
export class SessionErasedError extends Error {
  override readonly name = 'SessionErasedError';
}

/**
 * Sessions, and what was said in them. A session in which nothing was asked yet has no record: it was used last when it was issued.
 * So a record can be left out as soon as it is idle, and tokens that nobody uses cost nothing.
 */
export interface Conversations {
  /**
   * Looks whether a session may be used, and notes that it is, at most every `VISIT_NOTED_EVERY_MS`. Makes no record.
   * @returns when it was used last, before this; `undefined` where it was erased, or was not used for `SESSION_IDLE_MS`.
   */
  visit(session: Session, now: Date): Promise<Date | undefined>;
  /**
   * Notes that a question is asked in a session; makes a record where there is none.
   * @returns whether it may be: not where `visit` gives `undefined`.
   */
  record(session: Session, now: Date): Promise<boolean>;
  /**
   * Stores a question, and an empty answer to it that is `generating`. A `clientMessageId` that the session has used already now
   * names this question.
   * @throws {SessionErasedError} and stores nothing where the session was erased.
   */
  begin(sessionId: string, turn: Turn): Promise<void>;
  /**
   * Adds text at the end of an answer that is `generating`; does nothing to any other. Takes the same time however long the answer is.
   * Resolves when the text is stored: where conversations outlive the process, this text does so from then on.
   */
  extend(sessionId: string, answerId: string, text: string): Promise<void>;
  /**
   * Replaces what is stored of an answer; does nothing where the conversation was deleted meanwhile. One that is `complete` takes the
   * place of the attempts before it: turns right before it with the same question whose answer `failed` or is `partial`.
   */
  update(sessionId: string, answerId: string, answer: AnswerRecord): Promise<void>;
  /**
   * @param maxLength - how many characters the messages may have together; the oldest are left out. No limit if absent.
   * @returns the last `limit` messages of a session, oldest first; none for a session that is not known.
   */
  recent(sessionId: string, limit: number, maxLength?: number): Promise<readonly Message[]>;
  /**
   * Stores what the visitor thinks of an answer, in place of what was stored before; `undefined` takes it back.
   * @returns whether the session has such an answer.
   */
  rate(sessionId: string, answerId: string, feedback: Feedback | undefined): Promise<boolean>;
  /** Yields all that was said in a session, oldest first, and reads no more than a few messages at a time. */
  messages(sessionId: string): AsyncIterable<Message>;
  /**
   * Takes out all that was said in a session, and what was noted of it: what stays for `SESSION_IDLE_MS` is that this token is good for
   * nothing any more. Resolves when nothing of the rest is left, neither here nor in a file. One that failed may be done again.
   * @returns whether there was something to be done: not where the session was erased to the end already, or is idle.
   */
  erase(session: Session, now: Date): Promise<boolean>;
  /**
   * One step of forgetting: takes out what was said in sessions whose last question is older than `daysOf` allows, then records that
   * are idle and empty. A step with which nothing is left to be done also removes the traces in the file, at most once a day.
   * @param daysOf - how long what was said with this chatbot is kept, in days; the chatbot is empty where it is not known.
   * @param limit - how many sessions are changed at most.
   * @returns how many were.
   */
  expire(daysOf: (chatbotId: string) => number, now: Date, limit: number): Promise<number>;
  /** @returns the answer to the question that came with this id in this session, if there was one. */
  findAnswer(sessionId: string, clientMessageId: string): Promise<Message | undefined>;
  /**
   * Marks what is still `generating` as `partial`: to be called once, at start, when nothing can be writing.
   * @returns how many answers there were.
   */
  recover(): Promise<number>;
}

/** How many attempts at one question are looked for. */
export const MAX_ATTEMPTS = 10;

/**
 * @param messages - the end of a session's conversation, oldest first, whose last two are a question and its whole answer.
 * @returns the ids of the messages of the attempts before.
 */
export function failedAttempts(messages: readonly Pick<Message, 'id' | 'role' | 'content' | 'state'>[]): string[] {
  const question = messages.at(-2);
  const ids: string[] = [];
  for (let at = messages.length - 4; at >= 0; at -= 2) {
    const [asked, answer] = [messages[at], messages[at + 1]];
    const isAttempt = asked?.role === 'user' && asked.content === question?.content;
    if (!isAttempt || (answer?.state !== 'failed' && answer?.state !== 'partial')) break;
    ids.push(asked.id, answer.id);
  }
  return ids;
}
