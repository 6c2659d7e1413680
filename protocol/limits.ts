/** The bounds that both sides know. Lengths of text are in UTF-16 code units, as `String.length` counts. */

/** The longest message that a visitor may send. */
export const MESSAGE_MAX_LENGTH = 4_000;

/** The longest `chatbot_id`, `client_message_id`, `stream_id` or `message_id`. */
export const ID_MAX_LENGTH = 64;

/** The longest comment that a visitor may add to a rating. */
export const FEEDBACK_COMMENT_MAX_LENGTH = 1_000;

/** The most that is taken of the page on which a question was asked. */
export const PAGE_TITLE_MAX_LENGTH = 200;
export const PAGE_URL_MAX_LENGTH = 2_048;
export const PAGE_SELECTION_MAX_LENGTH = 1_000;

/** How many questions a complete answer suggests at most. */
export const FOLLOW_UPS_MAX = 3;

/** What an id is made of: safe in a path, a header and a log line. */
export const ID_PATTERN = /^[A-Za-z0-9_-]+$/;

/** The longest `session_id` that is looked at; longer ones are refused as malformed. */
export const SESSION_ID_MAX_LENGTH = 512;

/** The longest `identity` that is looked at, in characters. */
export const IDENTITY_MAX_LENGTH = 4_096;

/** The largest request body, in bytes. */
export const BODY_MAX_BYTES = 32_768;

/** The largest answer, in bytes of the JSON of its `token` events. */
export const ANSWER_MAX_BYTES = 262_144;

/** How long a connection may be silent before the server sends a comment line, in milliseconds. */
export const HEARTBEAT_MS = 15_000;
