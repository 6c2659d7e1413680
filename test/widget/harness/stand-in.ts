import type { ChatEvent, StartEvent } from '../../../protocol/chat-event.ts';
import { encodeEvent, EVENT_STREAM_MEDIA_TYPE } from '../../../protocol/event-stream.ts';
import { PROBLEM_MEDIA_TYPE, type Problem } from '../../../protocol/problem.ts';
import {
  PATHS,
  type CancelRequest,
  type ChatRequest,
  type FeedbackRequest,
  type MessagesResponse,
  type PublicChatbot,
  type SessionRequest,
} from '../../../protocol/requests.ts';
import { start } from './events.ts';
import { sessionOf, type RequestRecord, type ResponseHead } from './stand-in-server.ts';

let chatbots = 0;

/** A chatbot of the stand-in chat server, told by the test what to say. */
export class StandIn {
  readonly chatbotId: string;

  private constructor(chatbotId: string) {
    this.chatbotId = chatbotId;
  }

  /**
   * @param chatbot - with an empty name the chatbot does not describe itself: the test does.
   * @param silent - paths at which the test answers what is answered by itself otherwise: sessions, and what they hold.
   */
  static async create(chatbot: Partial<PublicChatbot> = {}, silent: readonly string[] = []): Promise<StandIn> {
    const id = `${crypto.randomUUID()}-${chatbots++}`;
    const description = { id, name: 'Tilly', greeting: '', suggestions: [], ...chatbot };
    await control(`chatbots/${id}`, { chatbot: description, transcript: { messages: [] }, silent });
    return new StandIn(id);
  }

  /** The session that visitors of this chatbot are given. */
  get session(): string {
    return sessionOf(this.chatbotId);
  }

  /** The `start` event of an answer in that session. */
  start(): StartEvent {
    return start(this.session);
  }

  /** Sets what that session holds. */
  async holds(transcript: MessagesResponse): Promise<void> {
    await control(`chatbots/${this.chatbotId}/transcript`, transcript);
  }

  /** The next question, once it is asked. */
  async question(): Promise<Exchange<ChatRequest>> {
    return this.#next(PATHS.chatStream);
  }

  /** The next reader who comes back for the rest of an answer; the response goes on after what was seen. */
  async resumption(streamId = 'stream-1'): Promise<Exchange<undefined>> {
    return this.#next(PATHS.stream(streamId));
  }

  /** The next question whose answer is wanted in one piece. */
  async wholeQuestion(): Promise<Exchange<ChatRequest>> {
    return this.#next(PATHS.chat);
  }

  /** The next wish for a session; see `silent`. */
  async opening(): Promise<Exchange<SessionRequest>> {
    return this.#next(PATHS.sessions);
  }

  /** The next wish to know what was said; see `silent`. */
  async recalling(): Promise<Exchange<undefined>> {
    return this.#next(PATHS.messages);
  }

  /** The next wish to stop an answer, once it is made. */
  async cancelling(): Promise<Exchange<CancelRequest>> {
    return this.#next(PATHS.cancel);
  }

  /** The next word on this answer. */
  async rating(messageId = 'message-1'): Promise<Exchange<FeedbackRequest>> {
    return this.#next(PATHS.feedback(messageId));
  }

  /** The next wish to have a session deleted. */
  async erasing(): Promise<Exchange<undefined>> {
    return this.#next(PATHS.sessions);
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
  /** Of the last event that the reader has. */
  #lastId: number;

  constructor({ exchange, body, headers }: RequestRecord) {
    this.body = body as Body;
    this.headers = headers;
    this.#lastId = Number(headers['last-event-id'] ?? 0);
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

  /** Fails as a proxy does whose server is gone. */
  async fails(): Promise<void> {
    await this.answers('<h1>Bad Gateway</h1>', 502, { 'content-type': 'text/html' });
  }

  /**
   * Breaks the connection, not before the response has begun: a browser may repeat by itself what it has heard nothing of
   * over a connection that was used before.
   */
  async breaks(): Promise<void> {
    if (!this.#begun) await this.begin(200, { 'content-type': EVENT_STREAM_MEDIA_TYPE });
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

  /** Agrees, without a word. */
  async agrees(): Promise<void> {
    await this.begin(204, {});
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
