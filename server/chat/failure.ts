import type { CancelledEvent, ErrorEvent } from '../../protocol/chat-event.ts';
import { isRetryable, type ProblemCode } from '../../protocol/problem.ts';
import { ModelError } from '../models/model.ts';
import { AnswerStopped } from './answer-stopped.ts';

/** What a visitor reads when an answer fails: what happened, and what they can do. */
const SENTENCES = {
  llm_unavailable: 'The assistant is not available at the moment. Please try again in a minute.',
  llm_timeout: 'The answer took too long. Please try again.',
  llm_error: 'The answer broke off. Please try again.',
  interrupted: 'The server is restarting, so the answer broke off. Please try again in a moment.',
  internal: 'Something went wrong on our side. Please try again.',
} as const satisfies Partial<Record<ProblemCode, string>>;

/** For a visitor who comes back to an answer that was ended because nobody read it. */
const LEFT_ALONE = 'The connection was lost for too long, so the answer was ended. Please try again.';

/**
 * Turns whatever ended an answer early into its terminal event. The error's own words are not in it.
 * @param content - the answer so far.
 */
export function failureEvent(error: unknown, content: string): CancelledEvent | ErrorEvent {
  if (error instanceof AnswerStopped && error.why === 'cancelled') return { type: 'cancelled', content, done: true };
  const code = failureCode(error);
  const sentence = error instanceof AnswerStopped && error.why === 'orphaned' ? LEFT_ALONE : SENTENCES[code];
  const wait = error instanceof ModelError && error.retryAfter !== undefined && { retry_after: error.retryAfter };
  return { type: 'error', error: sentence, code, retryable: isRetryable(code), ...wait, done: true };
}

function failureCode(error: unknown): keyof typeof SENTENCES {
  if (error instanceof ModelError) return error.code;
  if (error instanceof AnswerStopped) return 'interrupted';
  return 'internal';
}
