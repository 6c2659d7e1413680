import type { ChatEvent } from '../../../protocol/chat-event.ts';
import { encodeEvent, EVENT_STREAM_MEDIA_TYPE } from '../../../protocol/event-stream.ts';
import { PROBLEM_MEDIA_TYPE, type Problem } from '../../../protocol/problem.ts';
import { PATHS, type CancelRequest, type ChatRequest, type PublicChatbot } from '../../../protocol/requests.ts';
import type { RequestRecord, ResponseHead } from './stand-in-server.ts';

let chatbots = 0;

/** A chatbot of the stand-in chat server, told by the test what to say. */
export class StandIn {
  readonly chatbotId: string;

  private constructor(chatbotId: string) {
    this.chatbotId = chatbotId;
  }

  /** @param chatbot - with an empty name the chatbot does not describe itself: the test does, with `describes`. */
  static async create(chatbot: Partial<PublicChatbot> = {}): Promise<StandIn> {
    const id = `${crypto.randomUUID()}-${chatbots++}`;
    await control(`chatbots/${id}`, { id, name: 'Tilly', greeting: '', suggestions: [], ...chatbot });
    return new StandIn(id);
  }

  /** The next question, once it is asked. */
  async question(): Promise<Exchange<ChatRequest>> {
    return this.#next(PATHS.chatStream);
  }

  /** The next wish to stop an answer, once it is made. */
  async cancelling(): Promise<Exchange<CancelRequest>> {
    return this.#next(PATHS.cancel);
  }

  /** The next request for the chatbot's description, once it is made. */
  async asksForDescription(): Promise<Exchange<undefined>> {
    return this.#next(PATHS.chatbot(this.chatbotId));
  }

  /** Every request there was for this chatbot, oldest first. */
  async requests(): Promise<readonly RequestRecord[]> {
    return (await control(`chatbots/${this.chatbotId}/requests`)).json();
  }

  async #next<Body>(path: string): Promise<Exchange<Body>> {
    const response = await control(`chatbots/${this.chatbotId}/next?path=${encodeURIComponent(path)}`);
    return new Exchange<Body>(await response.json());
  }
}

/** One request and its response, which the test writes step by step. Every step resolves when it is on the wire. */
export class Exchange<Body> {
  readonly body: Body;
  readonly headers: Readonly<Record<string, string>>;
  readonly #path: string;
  #begun = false;
  #lastId = 0;

  constructor({ exchange, body, headers }: RequestRecord) {
    this.body = body as Body;
    this.headers = headers;
    this.#path = `exchanges/${exchange}`;
  }

  /** Begins the response. */
  async begin(status: number, headers: ResponseHead['headers']): Promise<void> {
    this.#begun = true;
    await control(`${this.#path}/head`, { status, headers });
  }

  /** Adds events to the stream, which begins with the first of them. */
  async sends(...events: readonly ChatEvent[]): Promise<void> {
    await this.writes(events.map((event) => encodeEvent({ id: ++this.#lastId, event })).join(''));
  }

  /** Adds text to the stream as it is. */
  async writes(text: string): Promise<void> {
    if (!this.#begun) await this.begin(200, { 'content-type': EVENT_STREAM_MEDIA_TYPE });
    await control(`${this.#path}/write`, text);
  }

  /** Sends the events, of which the last is a terminal one, and ends the stream. */
  async ends(...events: readonly ChatEvent[]): Promise<void> {
    if (events.length > 0) await this.sends(...events);
    await control(`${this.#path}/end`, null);
  }

  /** Breaks the connection. */
  async breaks(): Promise<void> {
    await control(`${this.#path}/cut`, null);
  }

  /** Resolves when the connection is gone, from whichever side. */
  async closed(): Promise<void> {
    await control(`${this.#path}/closed`);
  }

  /** Answers with a JSON document. */
  async answers(document: unknown, status = 200, headers: ResponseHead['headers'] = {}): Promise<void> {
    await this.begin(status, { 'content-type': 'application/json', ...headers });
    await this.writes(JSON.stringify(document));
    await this.ends();
  }

  /** Refuses with a problem document. */
  async refuses(
    { status, code, detail }: Pick<Problem, 'status' | 'code' | 'detail'>,
    headers: ResponseHead['headers'] = {},
  ): Promise<void> {
    const problem: Problem = { type: 'about:blank', title: 'Refused', status, code, detail };
    await this.answers(problem, status, { 'content-type': PROBLEM_MEDIA_TYPE, ...headers });
  }
}

/** @returns the address of a page on the test's own origin, with this HTML and these headers. */
export async function servePage(html: string, headers: ResponseHead['headers'] = {}): Promise<string> {
  return (await control('pages', { html, headers })).json();
}

async function control(path: string, body?: unknown): Promise<Response> {
  const request = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`/stand-in/${path}`, request);
  if (!response.ok) throw new Error(`the stand-in refuses ${path}: ${await response.text()}`);
  return response;
}
