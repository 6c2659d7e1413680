import type { CancelRequest, ChatRequest, FeedbackRequest, SessionRequest } from '../../protocol/requests.ts';
import { PATHS } from '../../protocol/requests.ts';
import { ChatError } from './chat-error.ts';
import { parsePublicChatbot, type Chatbot } from './public-chatbot.ts';
import { readProblem } from './read-problem.ts';
import { Silence, SILENCE_MS } from './silence.ts';

export interface ServerOptions {
  /** What sends the requests: a seam. By default the page's `fetch` as it is at that moment. */
  readonly fetcher?: typeof fetch;
  /** The silence after which a connection counts as dead, in milliseconds. @default SILENCE_MS */
  readonly silenceMs?: number;
}

export interface Exchange<Answer> {
  readonly path: string;
  readonly method?: 'POST' | 'DELETE';
  readonly accept?: string;
  readonly body?: ChatRequest | CancelRequest | SessionRequest | FeedbackRequest;
  /** Whose conversation it is about. */
  readonly sessionId?: string;
  readonly lastEventId?: number;
  readonly silenceMs?: number;
  /** Whether the browser may keep the answer as long as the server says. */
  readonly isPublic?: boolean;
  /** Absent where a response has no content. @throws {ProtocolError} if the JSON of one is not what it should be. */
  readonly parse?: (value: unknown) => Answer;
}

/**
 * One server, and what it tells of a chatbot: all that a chat needs which nobody has opened yet. Every method rejects with a
 * `ChatError`, or with the signal's reason once it is aborted; nothing is tried twice.
 */
export class Server {
  readonly #server: string;
  readonly #fetch: typeof fetch;
  protected readonly silenceMs: number;

  /** @param server - its origin. */
  constructor(
    server: string,
    { fetcher = (...request) => fetch(...request), silenceMs = SILENCE_MS }: ServerOptions = {},
  ) {
    this.#server = server;
    this.#fetch = fetcher;
    this.silenceMs = silenceMs;
  }

  /**
   * What everybody may know about a chatbot.
   * @param language - what its texts are wished in, a BCP 47 tag; absent: what the browser says.
   */
  chatbot(chatbotId: string, signal: AbortSignal, language?: string): Promise<Chatbot> {
    const query = language === undefined ? '' : `?lang=${encodeURIComponent(language)}`;
    const path = PATHS.chatbot(chatbotId) + query;
    return this.exchange({ path, parse: parsePublicChatbot, isPublic: true }, signal);
  }

  protected exchange<Answer>(
    exchange: Exchange<Answer> & Required<Pick<Exchange<Answer>, 'parse'>>,
    signal: AbortSignal,
  ): Promise<Answer>;
  protected exchange(exchange: Omit<Exchange<never>, 'parse'>, signal: AbortSignal): Promise<void>;
  protected async exchange(exchange: Exchange<unknown>, signal: AbortSignal): Promise<unknown> {
    const silence = new Silence(exchange.silenceMs ?? this.silenceMs);
    try {
      const response = await this.request(exchange, signal, silence.signal);
      return exchange.parse?.(await response.json());
    } catch (error) {
      throw asChatError(error, signal, silence.signal);
    } finally {
      silence.end();
    }
  }

  /** @returns a response with a 2xx status. */
  protected async request(
    {
      path,
      method,
      accept = 'application/json',
      body,
      sessionId,
      lastEventId = 0,
      isPublic,
    }: Omit<Exchange<never>, 'parse'>,
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
        cache: isPublic ? 'default' : 'no-store',
      });
    } catch (cause) {
      throw new ChatError('connection', 'the server could not be reached', { cause });
    }
    if (!response.ok) throw await readProblem(response);
    return response;
  }
}

/**
 * @param signal - what the caller has aborted, if anything.
 * @param silence - what is aborted if the server was silent for too long.
 * @returns what to throw for `error`.
 */
export function asChatError(error: unknown, signal: AbortSignal, silence: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (silence.aborted) return new ChatError('interrupted', 'the server is silent', { symptom: 'silence' });
  if (error instanceof ChatError) return error;
  return new ChatError('connection', 'the server did not answer in the words of the protocol', { cause: error });
}
