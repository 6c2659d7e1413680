import type { Source } from '../protocol/chat-event.ts';
import type { ProblemCode } from '../protocol/problem.ts';

/** The events of `<smail-chat>`. All bubble, cross shadow roots and cannot be cancelled: they tell what has happened. */
export interface SmailChatEventMap {
  'smail-chat-ready': CustomEvent<ReadyDetail>;
  'smail-chat-open': CustomEvent<void>;
  'smail-chat-close': CustomEvent<void>;
  'smail-chat-message': CustomEvent<MessageDetail>;
  'smail-chat-token': CustomEvent<TokenDetail>;
  'smail-chat-complete': CustomEvent<CompleteDetail>;
  'smail-chat-error': CustomEvent<ErrorDetail>;
  'smail-chat-feedback': CustomEvent<FeedbackDetail>;
  'smail-chat-diagnostics': CustomEvent<DiagnosticsDetail>;
}

/** The names that `on` and `off` take. */
export type SmailChatEventName = keyof SmailChatEventMap extends `smail-chat-${infer Name}` ? Name : never;

export interface ReadyDetail {
  readonly chatbotId: string;
  /** What the chatbot is called. */
  readonly name: string;
}

export interface MessageDetail {
  /** What the visitor asked. */
  readonly message: string;
}

export interface TokenDetail {
  /** What has come in since the last of these events. */
  readonly content: string;
  /** All of the answer so far. It is shorter than before where a model had to begin anew. */
  readonly text: string;
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

export interface FeedbackDetail {
  /** Of the answer. */
  readonly messageId: string;
  /** `null` where the visitor has taken it back. */
  readonly rating: 'up' | 'down' | null;
  readonly comment?: string;
}

/** What becomes of the connection to the server. Nothing of what was said is in it. */
export type DiagnosticsDetail =
  /** The server does not believe what `identify` was given: the conversation goes on with nobody it knows. */
  | { readonly kind: 'identity-refused' }
  /** The connection is gone for this reason, and another one is tried. */
  | {
      readonly kind: 'reconnecting';
      /** From 1 to `of`. */
      readonly attempt: number;
      readonly of: number;
      readonly code: ProblemCode;
    }
  /** The connection is gone, and the browser has no network; it is waited for. */
  | { readonly kind: 'offline' }
  /** The connection stands again. */
  | { readonly kind: 'resumed' }
  /** Nothing was heard for so long that the connection counts as dead. */
  | { readonly kind: 'stalled' }
  /**
   * From now on, in this tab, answers come in one piece. `refused`: in the place of an event stream came something else;
   * `silent`: nothing came, though the server can be reached; `held-back`: everything came at once, at its end.
   */
  | { readonly kind: 'fallback'; readonly reason: 'refused' | 'silent' | 'held-back' };

declare global {
  interface GlobalEventHandlersEventMap extends SmailChatEventMap {}
}
