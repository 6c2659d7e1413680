import type { CompleteEvent, Source } from './chat-event.ts';
import type { Language, SomeTexts } from './texts.ts';
import type { WidgetSettings } from './widget-settings.ts';

/** Where the server's resources are, relative to its origin. */
export const PATHS = {
  chatStream: '/api/public/chat/stream',
  stream: (streamId: string): string => `/api/public/chat/stream/${encodeURIComponent(streamId)}`,
  chat: '/api/public/chat',
  cancel: '/api/public/chat/cancel',
  sessions: '/api/public/sessions',
  messages: '/api/public/sessions/messages',
  export: '/api/public/sessions/export',
  feedback: (messageId: string): string => `/api/public/messages/${encodeURIComponent(messageId)}/feedback`,
  chatbot: (chatbotId: string): string => `/api/public/chatbots/${encodeURIComponent(chatbotId)}`,
} as const;

/** The body of `POST /api/public/chat/stream`. A key that is not listed here is refused with `invalid_request`. */
export interface ChatRequest {
  /** What the visitor wrote: 1 to `MESSAGE_MAX_LENGTH` characters, not all of them white space. */
  readonly message: string;
  readonly chatbot_id: string;
  /** The token from an earlier `start` event. One that does not verify is not an error: the visitor gets a new session. */
  readonly session_id?: string;
  /** Makes a repeated request harmless: within a session, a message with a known id joins its stream. */
  readonly client_message_id?: string;
  /** `metadata` asks for `metadata` on `token` events. */
  readonly include?: readonly 'metadata'[];
  /**
   * The `client_message_id` or the id of an earlier question of the session: its turn, and all that was said after it, is taken out of
   * the conversation when this question is stored. One that is not known changes nothing: what is to be gone is gone.
   */
  readonly replaces?: string;
  /** Where the visitor is, for a chatbot whose owner has `page_context` on; `invalid_request` otherwise. */
  readonly context?: PageContext;
}

/** The page on which a question was asked. */
export interface PageContext {
  /** At most `PAGE_TITLE_MAX_LENGTH` characters. */
  readonly title?: string;
  /** http or https, at most `PAGE_URL_MAX_LENGTH` characters. */
  readonly url?: string;
  /** What the visitor has selected in the page: at most `PAGE_SELECTION_MAX_LENGTH` characters. */
  readonly selection?: string;
}

/** The body of `POST /api/public/chat/cancel`: one of the two ids, and the session that owns it. */
export interface CancelRequest {
  readonly stream_id?: string;
  readonly client_message_id?: string;
  readonly session_id: string;
}

export interface CancelResponse {
  readonly status: 'cancelled' | 'not_found';
}

/** What `POST /api/public/chat` answers, when the answer is whole. */
export type ChatResponse = Omit<CompleteEvent, 'type' | 'done'> & { readonly session_id: string };

/** The body of `POST /api/public/sessions`: a session before its first message makes that message safe to repeat. */
export interface SessionRequest {
  readonly chatbot_id: string;
  /** Who the visitor is: a JWT that the owner's server has signed (docs/sessions.md). One that is not good is `invalid_request`. */
  readonly identity?: string;
}

export interface SessionResponse {
  readonly session_id: string;
}

/** The body of `POST /api/public/messages/:id/feedback`; it takes the place of what was said of this answer before. */
export interface FeedbackRequest {
  /** `null` takes it back. */
  readonly rating: 'up' | 'down' | null;
  /** At most `FEEDBACK_COMMENT_MAX_LENGTH` characters; none without a rating. */
  readonly comment?: string;
}

/** What a visitor thinks of an answer. */
export interface Feedback {
  readonly rating: 'up' | 'down';
  readonly comment?: string;
}

/** A message of `GET /api/public/sessions/messages`. */
export interface StoredMessage {
  readonly id: string;
  readonly role: 'user' | 'assistant';
  readonly content: string;
  /** ISO 8601, in UTC. */
  readonly created_at: string;
  /** Of a question, where its client gave one. */
  readonly client_message_id?: string;
  /** Of an answer that is whole. */
  readonly sources?: readonly Source[];
  /** Of an answer that is whole, where there are some; as in its `complete` event. */
  readonly follow_ups?: readonly string[];
  /** Of an answer, where its visitor gave one. */
  readonly feedback?: Feedback;
  /** Of an answer that was stopped or failed before its end. */
  readonly partial?: true;
}

export interface MessagesResponse {
  /** Oldest first; at most the last 200, and 512 k characters. The answer that is being written is not among them. */
  readonly messages: readonly StoredMessage[];
  /** The answer that is being written at this moment: to be read from its stream. */
  readonly running?: { readonly stream_id: string; readonly message_id: string };
}

/** What `GET /api/public/sessions/export` gives: all that is stored of a session. */
export interface SessionExport {
  readonly chatbot_id: string;
  /** ISO 8601, in UTC, like all times here. */
  readonly created_at: string;
  /** Before this request, to the minute. */
  readonly last_used_at: string;
  /** Whether the owner's server has said who the visitor is. The name itself is not stored. */
  readonly identified: boolean;
  /** Oldest first, every one. */
  readonly messages: readonly ExportedMessage[];
}

export interface ExportedMessage extends StoredMessage {
  /** How an answer stands; a question is `complete`. */
  readonly state: 'generating' | 'complete' | 'cancelled' | 'failed' | 'partial';
  /** What else is kept of an answer that is whole, as in its `complete` event. */
  readonly outcome?: Omit<CompleteEvent, 'type' | 'done' | 'content' | 'message_id' | 'sources'>;
}

/** What `GET /api/public/chatbots/:id` tells everybody. Never prompts, models, keys or allowed origins. */
export interface PublicChatbot extends WidgetSettings {
  readonly id: string;
  readonly name: string;
  readonly greeting: string;
  /** Questions that the visitor may pick instead of typing; at most 6. */
  readonly suggestions: readonly string[];
  /**
   * The share of sessions whose answers are streamed, 0 to 100: `isStreamed` says which. The others ask for whole answers. Absent: all.
   */
  readonly streaming_percent?: number;
  /** What `texts` are in: the owner's choice, or the nearest to what the visitor reads; `en` where there is none near. */
  readonly language?: Language;
  readonly direction?: 'ltr' | 'rtl';
  /** The widget's texts: all in another language than English; in English those that the owner has worded anew. */
  readonly texts?: SomeTexts;
}
