import type { Source } from '../protocol/chat-event.ts';
import type { ProblemCode } from '../protocol/problem.ts';

/** The events of `<smail-chat>`. All bubble, cross shadow roots and cannot be cancelled: they tell what has happened. */
export interface SmailChatEventMap {
  'smail-chat-open': CustomEvent<void>;
  'smail-chat-close': CustomEvent<void>;
  'smail-chat-message': CustomEvent<MessageDetail>;
  'smail-chat-complete': CustomEvent<CompleteDetail>;
  'smail-chat-error': CustomEvent<ErrorDetail>;
}

export interface MessageDetail {
  /** What the visitor asked. */
  readonly message: string;
}

export interface CompleteDetail {
  readonly messageId: string;
  /** The whole answer. */
  readonly content: string;
  readonly sources: readonly Source[];
}

export interface ErrorDetail {
  readonly code: ProblemCode;
  /** Whether the same question may succeed when it is asked again. */
  readonly retryable: boolean;
  /** Seconds to wait before a new attempt can succeed, where the server has said so. */
  readonly retryAfter: number | undefined;
}

declare global {
  interface GlobalEventHandlersEventMap extends SmailChatEventMap {}
}
