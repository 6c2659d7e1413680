import type {
  AnswerState,
  CancelledEvent,
  CompleteEvent,
  ErrorEvent,
  RestartEvent,
  Source,
  StartEvent,
  StatusEvent,
  TokenEvent,
} from '../../../protocol/chat-event.ts';

/** The session that `start` gives unless told otherwise. */
export const SESSION = 'session-1';

export function start(session = SESSION): StartEvent {
  return { type: 'start', stream_id: 'stream-1', message_id: 'message-1', session_id: session, done: false };
}

export function status(state: AnswerState): StatusEvent {
  return { type: 'status', state, done: false };
}

export function token(content: string): TokenEvent {
  return { type: 'token', content, done: false };
}

export function restart(): RestartEvent {
  return { type: 'restart', done: false };
}

export function complete(content: string, more: Partial<CompleteEvent> = {}): CompleteEvent {
  return {
    type: 'complete',
    content,
    done: true,
    message_id: 'message-1',
    finish_reason: 'stop',
    sources: [],
    context_quality: { coverage: 1, best_score: 1, passages: 1, grounded: 'good' },
    usage: { prompt_tokens: 1, completion_tokens: 1, tokens_per_second: 1, time_to_first_token_ms: 1, cached: false },
    ...more,
  };
}

export function cancelled(content: string): CancelledEvent {
  return { type: 'cancelled', content, done: true };
}

export function failed(more: Partial<ErrorEvent> = {}): ErrorEvent {
  return {
    type: 'error',
    error: 'The model is resting.',
    code: 'llm_unavailable',
    retryable: true,
    done: true,
    ...more,
  };
}

export function source(title: string, url: string): Source {
  return { id: title, title, url, snippet: '' };
}
