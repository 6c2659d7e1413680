import { parseChatEvent, ProtocolError, type CompleteEvent, type Source } from '../../protocol/chat-event.ts';
import {
  FEEDBACK_COMMENT_MAX_LENGTH,
  FOLLOW_UPS_MAX,
  ID_MAX_LENGTH,
  ID_PATTERN,
  MESSAGE_MAX_LENGTH,
  SESSION_ID_MAX_LENGTH,
} from '../../protocol/limits.ts';
import type { Feedback, MessagesResponse, StoredMessage } from '../../protocol/requests.ts';

/** An answer that came in one piece, and the session that it belongs to. */
export interface WholeAnswer {
  readonly sessionId: string;
  readonly event: CompleteEvent;
}

type Fields = Readonly<Record<string, unknown>>;

/** @returns whether `value` can be sent as a session's token: in a header, so of printable characters. */
export function isSessionId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= SESSION_ID_MAX_LENGTH && /^[\x21-\x7e]+$/.test(value);
}

/** @returns whether `value` can be an id of a message or a stream. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= ID_MAX_LENGTH && ID_PATTERN.test(value);
}

/** @returns whether the server would take `value` as a visitor's message. */
export function isMessage(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MESSAGE_MAX_LENGTH && value.trim() !== '';
}

/** @throws {ProtocolError} if `value` is not what the server says of a new session. */
export function parseSession(value: unknown): string {
  const { session_id: sessionId } = fieldsOf(value);
  if (!isSessionId(sessionId)) throw new ProtocolError('a session has no valid id');
  return sessionId;
}

/** @throws {ProtocolError} if `value` is not a whole answer. */
export function parseWholeAnswer(value: unknown): WholeAnswer {
  // It has the fields of the event that ends a stream, so the event's own guards look at them.
  const event = parseChatEvent(JSON.stringify({ ...fieldsOf(value), type: 'complete', done: true }));
  if (event?.type !== 'complete') throw new ProtocolError('an answer is not whole');
  return { sessionId: parseSession(value), event };
}

/** @throws {ProtocolError} if `value` is not what the server has stored of a conversation. */
export function parseMessages(value: unknown): MessagesResponse {
  const { messages, running } = fieldsOf(value);
  if (!Array.isArray(messages)) throw new ProtocolError('a conversation has no messages');
  const stored = messages.map(parseMessage);
  if (running === undefined) return { messages: stored };
  const { stream_id, message_id } = fieldsOf(running);
  if (typeof stream_id !== 'string' || typeof message_id !== 'string') {
    throw new ProtocolError('a running answer has no ids');
  }
  return { messages: stored, running: { stream_id, message_id } };
}

function parseMessage(value: unknown): StoredMessage {
  const { id, role, content, created_at, client_message_id, sources, partial, follow_ups, feedback } = fieldsOf(value);
  if (typeof id !== 'string' || typeof content !== 'string' || typeof created_at !== 'string') {
    throw new ProtocolError('a message lacks its id, content or time');
  }
  if (role !== 'user' && role !== 'assistant') throw new ProtocolError('a message is nobody’s');
  if (sources !== undefined && !(Array.isArray(sources) && sources.every(isSource))) {
    throw new ProtocolError('a message has no valid sources');
  }
  const followUps = parseFollowUps(follow_ups);
  const rated = parseFeedback(feedback);
  return {
    id,
    role,
    content,
    created_at,
    ...(isId(client_message_id) && { client_message_id }),
    ...(sources && { sources }),
    ...(followUps.length > 0 && { follow_ups: followUps }),
    ...(rated && { feedback: rated }),
    ...(partial === true && { partial }),
  };
}

export function isSource(value: unknown): value is Source {
  const { id, title, url, snippet } = fieldsOf(value);
  return [id, title, url, snippet].every((field) => typeof field === 'string');
}

/** @returns those of them that can be asked. */
export function parseFollowUps(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(isMessage).slice(0, FOLLOW_UPS_MAX) : [];
}

/** @returns `undefined` for what says nothing of an answer. */
export function parseFeedback(value: unknown): Feedback | undefined {
  const { rating, comment } = fieldsOf(value);
  if (rating !== 'up' && rating !== 'down') return undefined;
  const isComment = typeof comment === 'string' && comment.length <= FEEDBACK_COMMENT_MAX_LENGTH;
  return { rating, ...(isComment && { comment }) };
}

function fieldsOf(value: unknown): Fields {
  return Object(value) as Fields;
}
