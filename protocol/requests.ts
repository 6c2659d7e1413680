import type { CompleteEvent, Source } from './chat-event.ts';

/** Where the server's resources are, relative to its origin. */
export const PATHS = {
  chatStream: '/api/public/chat/stream',
  stream: (streamId: string): string => `/api/public/chat/stream/${encodeURIComponent(streamId)}`,
  chat: '/api/public/chat',
  cancel: '/api/public/chat/cancel',
  sessions: '/api/public/sessions',
  messages: '/api/public/sessions/messages',
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
}

export interface SessionResponse {
  readonly session_id: string;
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
  /** Of an answer that was stopped or failed before its end. */
  readonly partial?: true;
}

export interface MessagesResponse {
  /** Oldest first; at most the last 200, and 512 k characters. The answer that is being written is not among them. */
  readonly messages: readonly StoredMessage[];
  /** The answer that is being written at this moment: to be read from its stream. */
  readonly running?: { readonly stream_id: string; readonly message_id: string };
}

/** What `GET /api/public/chatbots/:id` tells everybody. Never prompts, models, keys or allowed origins. */
export interface PublicChatbot {
  readonly id: string;
  readonly name: string;
  readonly greeting: string;
  /** Questions that the visitor may pick instead of typing; at most 6. */
  readonly suggestions: readonly string[];
}
