import type { StoredEvent } from '../../protocol/chat-event.ts';
import { EVENT_STREAM_MEDIA_TYPE } from '../../protocol/event-stream.ts';
import {
  PATHS,
  type CancelRequest,
  type ChatRequest,
  type FeedbackRequest,
  type MessagesResponse,
} from '../../protocol/requests.ts';
import { ChatError } from './chat-error.ts';
import { parseMessages, parseSession, parseWholeAnswer, type WholeAnswer } from './parse-response.ts';
import { readEventStream } from './read-event-stream.ts';
import { asChatError, Server, type Exchange, type ServerOptions } from './server.ts';
import { Silence } from './silence.ts';

/** How long a whole answer may take that comes in one piece, without a sign of life before, in milliseconds. */
const WHOLE_ANSWER_MS = 120_000;

export interface ChatClientOptions extends ServerOptions {
  /** Who the visitor is, as the owner's server says: see `SessionRequest`. */
  readonly identity?: string | undefined;
  /** The server does not believe that. */
  readonly onRefused?: (() => void) | undefined;
}

type Events = AsyncGenerator<StoredEvent, void, undefined>;

/** Speaks with one server for a visitor. */
export class ChatClient extends Server {
  readonly #identity: string | undefined;
  readonly #onRefused: () => void;

  /** @param server - its origin. */
  constructor(server: string, { identity, onRefused = () => {}, ...options }: ChatClientOptions = {}) {
    super(server, options);
    this.#identity = identity;
    this.#onRefused = onRefused;
  }

  /** @returns the id of a new session: of nobody known, where the server refuses the visitor's identity. */
  async openSession(chatbotId: string, signal: AbortSignal): Promise<string> {
    const open = (identity?: string): Promise<string> => {
      const body = { chatbot_id: chatbotId, ...(identity !== undefined && { identity }) };
      return this.exchange({ path: PATHS.sessions, method: 'POST', body, parse: parseSession }, signal);
    };
    try {
      return await open(this.#identity);
    } catch (error) {
      const isRefused = error instanceof ChatError && error.code === 'invalid_request';
      if (this.#identity === undefined || !isRefused) throw error;
      this.#onRefused();
      return open();
    }
  }

  /**
   * Asks. Resolves when the server has begun to answer, with the events of the answer; see `readEventStream`. Leaving the
   * loop over them closes the connection.
   */
  ask(request: ChatRequest, signal: AbortSignal): Promise<Events> {
    return this.#stream({ path: PATHS.chatStream, method: 'POST', body: request }, 0, signal);
  }

  /**
   * Goes on with an answer, after the event `afterId`; otherwise as `ask`.
   * @throws {ChatError} `stream_lost` if the server does not know the stream any more.
   */
  resume(streamId: string, sessionId: string, afterId: number, signal: AbortSignal): Promise<Events> {
    return this.#stream({ path: PATHS.stream(streamId), sessionId, lastEventId: afterId }, afterId, signal);
  }

  /** Asks, or joins who has asked with the same id, and waits for the whole answer. */
  askWhole(request: ChatRequest, signal: AbortSignal): Promise<WholeAnswer> {
    const silenceMs = WHOLE_ANSWER_MS;
    const parse = parseWholeAnswer;
    return this.exchange({ path: PATHS.chat, method: 'POST', body: request, silenceMs, parse }, signal);
  }

  /** @returns what was said in a session. */
  messages(sessionId: string, signal: AbortSignal): Promise<MessagesResponse> {
    return this.exchange({ path: PATHS.messages, sessionId, parse: parseMessages }, signal);
  }

  /** Has an answer stopped. Resolves when the server has taken note; the answer's own stream tells what came of it. */
  cancel(request: CancelRequest, signal: AbortSignal): Promise<void> {
    return this.exchange({ path: PATHS.cancel, method: 'POST', body: request, parse: () => undefined }, signal);
  }

  /** Says what the visitor thinks of an answer of the session. */
  rate(messageId: string, request: FeedbackRequest, sessionId: string, signal: AbortSignal): Promise<void> {
    return this.exchange({ path: PATHS.feedback(messageId), method: 'POST', body: request, sessionId }, signal);
  }

  /** Deletes a session, and all that was said in it. */
  erase(sessionId: string, signal: AbortSignal): Promise<void> {
    return this.exchange({ path: PATHS.sessions, method: 'DELETE', sessionId }, signal);
  }

  async #stream(exchange: Omit<Exchange<never>, 'parse'>, afterId: number, signal: AbortSignal): Promise<Events> {
    const silence = new Silence(this.silenceMs);
    try {
      const response = await this.request({ ...exchange, accept: EVENT_STREAM_MEDIA_TYPE }, signal, silence.signal);
      return watched(readEventStream(response, { afterId, onBytes: silence.heard }), silence, signal);
    } catch (error) {
      silence.end();
      throw asChatError(error, signal, silence.signal);
    }
  }
}

/** Yields `events`, as long as the connection is not silent for too long. */
async function* watched(events: Events, silence: Silence, signal: AbortSignal): Events {
  try {
    yield* events;
  } catch (error) {
    throw asChatError(error, signal, silence.signal);
  } finally {
    silence.end();
  }
}
