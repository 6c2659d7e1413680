import type { AnswerState } from '../protocol/chat-event.ts';
import type { ProblemCode } from '../protocol/problem.ts';

/** Every text of the widget that a visitor can see or hear. What the server sends is not among them. */
export const strings = {
  openChat: 'Open chat',
  closeChat: 'Close chat',
  /** The chat's name until the chatbot's own is known. */
  chat: 'Chat',
  conversation: 'Conversation',
  yourMessage: 'Your message',
  placeholder: 'Ask a question…',
  sendMessage: 'Send message',
  stop: 'Stop',
  tryAgain: 'Try again',
  suggestions: 'Suggested questions',
  sources: 'Sources',
  opensInNewTab: '(opens in a new tab)',
  /** Who speaks; heard, not seen. */
  you: 'You:',
  assistant: 'Assistant:',
  /** People must be told at first contact that they talk to a machine (EU AI Act, article 50(1)). */
  machine: 'You are chatting with an AI. It can make mistakes.',
  cutShort: 'The answer was cut short because it became too long.',
  /** Before the server has said what it is doing. */
  waiting: 'Waiting…',
  state: {
    searching: 'Searching…',
    thinking: 'Thinking…',
    writing: 'Writing…',
  } satisfies Record<AnswerState, string>,
  /** @param attempt - from 1 to `of`. */
  reconnecting: (attempt: number, of: number): string => `Reconnecting, attempt ${attempt} of ${of}…`,
  offline: 'You are offline. The answer goes on when you are back.',
  stopping: 'Stopping…',
  stopped: 'Stopped',
  /** For failures about which the server said nothing. */
  failure: {
    connection: 'The chat could not be reached. Check your connection and try again.',
    interrupted: 'The connection was lost before the answer was complete.',
    stream_lost: 'The rest of this answer is no longer available.',
    llm_unavailable: 'The assistant is not available at the moment.',
    llm_timeout: 'The assistant took too long to answer.',
    llm_error: 'The assistant could not answer.',
    overloaded: 'The chat is very busy at the moment.',
    rate_limited: 'That was a lot of messages in a short time.',
    budget_exhausted: 'The chat has reached its limit for now.',
    invalid_request: 'This message could not be accepted.',
    not_found: 'This chat does not exist.',
    forbidden_origin: 'This chat is not available on this site.',
    blocked: 'This message could not be answered.',
    internal: 'Something went wrong.',
  } satisfies Record<ProblemCode, string>,
  /** @param seconds - 0 or more. */
  waitFor(seconds: number): string {
    if (seconds <= 90) return `You can try again in ${count(Math.ceil(seconds), 'second')}.`;
    if (seconds <= 90 * 60) return `You can try again in ${count(Math.ceil(seconds / 60), 'minute')}.`;
    return `You can try again in ${count(Math.ceil(seconds / 3600), 'hour')}.`;
  },
} as const;

function count(number: number, unit: string): string {
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}
