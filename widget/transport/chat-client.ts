import type { StoredEvent } from '../../protocol/chat-event.ts';
import { EVENT_STREAM_MEDIA_TYPE } from '../../protocol/event-stream.ts';
import {
  PATHS,
  type CancelRequest,
  type ChatRequest,
  type FeedbackRequest,
  type MessagesResponse,
  type SessionRequest,
} from '../../protocol/requests.ts';
import { ChatError } from './chat-error.ts';
import { parseMessages, parseSession, parseWholeAnswer, type WholeAnswer } from './parse-response.ts';
import { parsePublicChatbot, type Chatbot } from './public-chatbot.ts';
import { readEventStream } from './read-event-stream.ts';
import { readProblem } from './read-problem.ts';
import { Silence, SILENCE_MS } from './silence.ts';

/** How long a whole answer may take that comes in one piece, without a sign of life before, in milliseconds. */
const WHOLE_ANSWER_MS = 120_000;

export interface ChatClientOptions {
  /** What sends the requests: a seam. By default the page's `fetch` as it is at that moment. */
  readonly fetcher?: typeof fetch;
  /** The silence after which a connection counts as dead, in milliseconds. @default SILENCE_MS */
  readonly silenceMs?: number;
}

type Events = AsyncGenerator<StoredEvent, void, undefined>;

interface Exchange<Answer> {
  readonly path: string;
  readonly method?: 'POST' | 'DELETE';
  readonly accept?: string;
  readonly body?: ChatRequest | CancelRequest | SessionRequest | FeedbackRequest;
  /** Whose conversation it is about. */
  readonly sessionId?: string;
  readonly lastEventId?: number;
  readonly silenceMs?: number;
  /** Absent where a response has no content. @throws {ProtocolError} if the JSON of one is not what it should be. */
  readonly parse?: (value: unknown) => Answer;
}

/**
 * Speaks with one server. Every method rejects with a `ChatError`, or with the signal's reason once it is aborted; nothing
 * is tried twice.
 */
export class ChatClient {
  readonly #server: string;
  readonly #fetch: typeof fetch;
  readonly #silenceMs: number;

  /** @param server - its origin. */
  constructor(
    server: string,
    { fetcher = (...request) => fetch(...request), silenceMs = SILENCE_MS }: ChatClientOptions = {},
  ) {
    this.#server = server;
    this.#fetch = fetcher;
    this.#silenceMs = silenceMs;
  }

  /** @returns the id of a new session. */
  openSession(chatbotId: string, signal: AbortSignal): Promise<string> {
    return this.#exchange(
      { path: PATHS.sessions, method: 'POST', body: { chatbot_id: chatbotId }, parse: parseSession },
      signal,
    );
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
    return this.#exchange({ path: PATHS.chat, method: 'POST', body: request, silenceMs, parse }, signal);
  }

  /** @returns what was said in a session. */
  messages(sessionId: string, signal: AbortSignal): Promise<MessagesResponse> {
    return this.#exchange({ path: PATHS.messages, sessionId, parse: parseMessages }, signal);
  }

  /** Has an answer stopped. Resolves when the server has taken note; the answer's own stream tells what came of it. */
  cancel(request: CancelRequest, signal: AbortSignal): Promise<void> {
    return this.#exchange({ path: PATHS.cancel, method: 'POST', body: request, parse: () => undefined }, signal);
  }

  /** Says what the visitor thinks of an answer of the session. */
  rate(messageId: string, request: FeedbackRequest, sessionId: string, signal: AbortSignal): Promise<void> {
    return this.#exchange({ path: PATHS.feedback(messageId), method: 'POST', body: request, sessionId }, signal);
  }

  /** Deletes a session, and all that was said in it. */
  erase(sessionId: string, signal: AbortSignal): Promise<void> {
    return this.#exchange({ path: PATHS.sessions, method: 'DELETE', sessionId }, signal);
  }

  /**
   * What everybody may know about a chatbot.
   * @param language - what its texts are wished in, a BCP 47 tag; absent: what the browser says.
   */
  chatbot(chatbotId: string, signal: AbortSignal, language?: string): Promise<Chatbot> {
    const query = language === undefined ? '' : `?lang=${encodeURIComponent(language)}`;
    return this.#exchange({ path: PATHS.chatbot(chatbotId) + query, parse: parsePublicChatbot }, signal);
  }

  async #stream(exchange: Omit<Exchange<never>, 'parse'>, afterId: number, signal: AbortSignal): Promise<Events> {
    const silence = new Silence(this.#silenceMs);
    try {
      const response = await this.#request({ ...exchange, accept: EVENT_STREAM_MEDIA_TYPE }, signal, silence.signal);
      return watched(readEventStream(response, { afterId, onBytes: silence.heard }), silence, signal);
    } catch (error) {
      silence.end();
      throw asChatError(error, signal, silence.signal);
    }
  }

  #exchange<Answer>(
    exchange: Exchange<Answer> & Required<Pick<Exchange<Answer>, 'parse'>>,
    signal: AbortSignal,
  ): Promise<Answer>;
  #exchange(exchange: Omit<Exchange<never>, 'parse'>, signal: AbortSignal): Promise<void>;
  async #exchange(exchange: Exchange<unknown>, signal: AbortSignal): Promise<unknown> {
    const silence = new Silence(exchange.silenceMs ?? this.#silenceMs);
    try {
      const response = await this.#request(exchange, signal, silence.signal);
      return exchange.parse?.(await response.json());
    } catch (error) {
      throw asChatError(error, signal, silence.signal);
    } finally {
      silence.end();
    }
  }

  /** @returns a response with a 2xx status. */
  async #request(
    { path, method, accept = 'application/json', body, sessionId, lastEventId = 0 }: Omit<Exchange<never>, 'parse'>,
    ...signals: AbortSignal[]
  ): Promise<Response> {
    const headers = new Headers({ accept });
    if (body) headers.set('content-type', 'application/json');
    if (sessionId !== undefined) headers.set('authorization', `Bearer ${sessionId}`);
    if (lastEventId > 0) headers.set('last-event-id', String(lastEventId));
    let response: Response;
    try {
      response = await this.#fetch(new URL(path, this.#server), {
        ...(method && { method }),
        ...(body && { body: JSON.stringify(body) }),
        headers,
        signal: AbortSignal.any(signals),
        // The session's token is in the request alone: no cookie is sent or stored, and nothing of it goes to another place.
        credentials: 'omit',
        redirect: 'error',
        cache: 'no-store',
      });
    } catch (cause) {
      throw new ChatError('connection', 'the server could not be reached', { cause });
    }
    if (!response.ok) throw await readProblem(response);
    return response;
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

/**
 * @param signal - what the caller has aborted, if anything.
 * @param silence - what is aborted if the server was silent for too long.
 * @returns what to throw for `error`.
 */
function asChatError(error: unknown, signal: AbortSignal, silence: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (silence.aborted) return new ChatError('interrupted', 'the server is silent', { symptom: 'silence' });
  if (error instanceof ChatError) return error;
  return new ChatError('connection', 'the server did not answer in the words of the protocol', { cause: error });
}
