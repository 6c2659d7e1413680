import { ANSWER_MAX_BYTES } from '../../protocol/limits.ts';
import { isProblemCode } from '../../protocol/problem.ts';
import type { Feedback } from '../../protocol/requests.ts';
import type { Failure } from '../conversation/failure.ts';
import type { Answer } from '../transport/follow-answer.ts';
import { isId, isMessage, isSessionId, isSource, parseFeedback, parseFollowUps } from '../transport/parse-response.ts';

/** What the tabs of one visitor tell each other. */
export type TabMessage =
  | TurnMessage
  /** The visitor thinks this of an answer; nothing any more, where it is `undefined`. */
  | { readonly type: 'rated'; readonly messageId: string; readonly feedback: Feedback | undefined }
  /** The conversation in this session is over, and perhaps deleted: what is asked next begins another. */
  | { readonly type: 'ended'; readonly sessionId: string };

/** What they tell of a question; all of it goes by the question's `clientMessageId`. */
export type TurnMessage = { readonly clientMessageId: string } & (
  | {
      readonly type: 'asked';
      /** Of the turn: a question that is tried again has the key that it had. */
      readonly key: string;
      readonly question: string;
      /** See `ChatRequest.replaces`. */
      readonly replaces?: string;
    }
  /** The server has taken it, and its answer can be read. */
  | { readonly type: 'started'; readonly sessionId: string; readonly streamId: string; readonly messageId: string }
  /** The visitor wants no more of it. */
  | { readonly type: 'stopped' }
  /** It has come to its end in the tab that asked: with an answer, with a failure, or without either because it was stopped. */
  | { readonly type: 'settled'; readonly answer: Answer | undefined; readonly failure: Failure | undefined }
  /** The tab that asked is gone, and nobody there waits for an answer any more. */
  | { readonly type: 'left' }
);

/**
 * @returns the message; `undefined` for anything else, as from another version of this script or from another script of the
 *   page: nothing is asked, shown or stored here that the server would not have taken or said.
 */
export function parseTabMessage(value: unknown): TabMessage | undefined {
  const fields = Object(value) as Record<string, unknown>;
  const { type, clientMessageId, key, question, replaces, sessionId, streamId, messageId } = fields;
  const { answer, failure, feedback } = fields;
  if (type === 'ended') return isSessionId(sessionId) ? { type, sessionId } : undefined;
  if (type === 'rated') return isId(messageId) ? { type, messageId, feedback: parseFeedback(feedback) } : undefined;
  if (!isId(clientMessageId)) return undefined;
  switch (type) {
    case 'asked':
      if (!isId(key) || !isMessage(question)) return undefined;
      return { type, clientMessageId, key, question, ...(isId(replaces) && { replaces }) };
    case 'started':
      if (!isSessionId(sessionId) || !isId(streamId) || !isId(messageId)) return undefined;
      return { type, clientMessageId, sessionId, streamId, messageId };
    case 'settled':
      return { type, clientMessageId, answer: parseAnswer(answer), failure: parseFailure(failure) };
    case 'stopped':
    case 'left':
      return { type, clientMessageId };
    default:
      return undefined;
  }
}

function parseAnswer(value: unknown): Answer | undefined {
  const { content, message_id, sources, finish_reason, follow_ups } = Object(value) as Record<keyof Answer, unknown>;
  if (typeof content !== 'string' || content.length > ANSWER_MAX_BYTES || !isId(message_id)) return undefined;
  if (!Array.isArray(sources) || !sources.every(isSource)) return undefined;
  const cited = sources.map(({ id, title, url, snippet }) => ({ id, title, url, snippet }));
  // As much for the sources as for the answer: see `EVENT_MAX_LENGTH` (transport/read-event-stream.ts).
  if (JSON.stringify(cited).length > ANSWER_MAX_BYTES) return undefined;
  const followUps = parseFollowUps(follow_ups);
  return {
    content,
    message_id,
    sources: cited,
    finish_reason: finish_reason === 'length' ? 'length' : 'stop',
    ...(followUps.length > 0 && { follow_ups: followUps }),
  };
}

function parseFailure(value: unknown): Failure | undefined {
  const { code, sentence, retryable, retryAfter, final } = Object(value) as Record<keyof Failure, unknown>;
  if (!isProblemCode(code)) return undefined;
  return {
    code,
    sentence: isMessage(sentence) ? sentence : undefined,
    retryable: retryable === true,
    retryAfter: typeof retryAfter === 'number' && retryAfter >= 0 && retryAfter < Infinity ? retryAfter : undefined,
    final: final === true,
  };
}
