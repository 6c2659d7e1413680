import type { StoredEvent } from '../../protocol/chat-event.ts';
import { EVENT_STREAM_MEDIA_TYPE } from '../../protocol/event-stream.ts';
import { PATHS, type CancelRequest, type ChatRequest, type PublicChatbot } from '../../protocol/requests.ts';
import { ChatError } from './chat-error.ts';
import { parsePublicChatbot } from './public-chatbot.ts';
import { readEventStream } from './read-event-stream.ts';
import { readProblem } from './read-problem.ts';

/**
 * Speaks with one server. Every method rejects with a `ChatError`, or with the signal's reason once it is aborted; nothing
 * is tried twice.
 */
export class ChatClient {
  readonly #server: string;
  readonly #fetch: typeof fetch;

  /**
   * @param server - its origin.
   * @param fetcher - what sends the requests: a seam. By default the page's `fetch` as it is at that moment.
   */
  constructor(server: string, fetcher: typeof fetch = (...request) => fetch(...request)) {
    this.#server = server;
    this.#fetch = fetcher;
  }

  /** Asks, and yields the events of the answer; see `readEventStream`. Leaving the loop closes the connection. */
  async *send(request: ChatRequest, signal: AbortSignal): AsyncGenerator<StoredEvent, void, undefined> {
    const response = await this.#post(PATHS.chatStream, request, EVENT_STREAM_MEDIA_TYPE, signal);
    try {
      yield* readEventStream(response);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  }

  /** Has an answer stopped. Resolves when the server has taken note; the answer's own stream tells what came of it. */
  async cancel(request: CancelRequest, signal: AbortSignal): Promise<void> {
    const response = await this.#post(PATHS.cancel, request, 'application/json', signal);
    await response.body?.cancel();
  }

  /** What everybody may know about a chatbot. */
  async chatbot(chatbotId: string, signal: AbortSignal): Promise<PublicChatbot> {
    const response = await this.#request(PATHS.chatbot(chatbotId), { headers: { accept: 'application/json' }, signal });
    try {
      return parsePublicChatbot(await response.json());
    } catch (cause) {
      signal.throwIfAborted();
      throw new ChatError('connection', 'the server did not describe the chatbot', { cause });
    }
  }

  #post(path: string, body: ChatRequest | CancelRequest, accept: string, signal: AbortSignal): Promise<Response> {
    const headers = { accept, 'content-type': 'application/json' };
    return this.#request(path, { method: 'POST', headers, body: JSON.stringify(body), signal });
  }

  /** @returns a response with a 2xx status. */
  async #request(path: string, init: RequestInit & { readonly signal: AbortSignal }): Promise<Response> {
    let response: Response;
    try {
      response = await this.#fetch(new URL(path, this.#server), {
        ...init,
        // The session's token is in the body alone: no cookie is sent or stored, and nothing of it goes to another place.
        credentials: 'omit',
        redirect: 'error',
        cache: 'no-store',
      });
    } catch (cause) {
      init.signal.throwIfAborted();
      throw new ChatError('connection', 'the server could not be reached', { cause });
    }
    if (!response.ok) {
      const problem = await readProblem(response);
      init.signal.throwIfAborted();
      throw problem;
    }
    return response;
  }
}
