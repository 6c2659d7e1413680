import { createParser } from 'eventsource-parser';
import { request, type IncomingMessage, type RequestOptions } from 'node:http';
import { parseChatEvent, type ChatEvent } from '../../protocol/chat-event.ts';
import { PATHS } from '../../protocol/requests.ts';

export interface ReceivedEvent {
  readonly id: number;
  readonly event: ChatEvent;
  /** When the bytes came, in milliseconds as `performance.now()` counts. */
  readonly at: number;
}

/**
 * Asks as a program would: over a plain socket, so that nothing between the test and the wire holds anything back.
 * Leaving the loop closes the connection.
 */
export async function* ask(url: string, body: Readonly<Record<string, unknown>>): AsyncGenerator<ReceivedEvent, void> {
  const headers = { 'Content-Type': 'application/json' };
  const text = JSON.stringify({ chatbot_id: 'demo', ...body });
  yield* readEvents(await send(url + PATHS.chatStream, { method: 'POST', headers }, text));
}

async function* readEvents(response: IncomingMessage): AsyncGenerator<ReceivedEvent, void> {
  if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
  const received: ReceivedEvent[] = [];
  const parser = createParser({
    onEvent: ({ id, data }) => {
      const event = parseChatEvent(data);
      if (event === undefined) throw new Error(`unknown event ${data}`);
      received.push({ id: Number(id), event, at: performance.now() });
    },
  });
  for await (const text of response.setEncoding('utf8') as AsyncIterable<string>) {
    parser.feed(text);
    yield* received.splice(0);
  }
}

/** Reads a stream from `afterId` on, as a client does that has lost its connection. Throws with the status if that is refused. */
export async function* resume(
  url: string,
  { streamId, sessionId, afterId = 0 }: { streamId: string; sessionId: string; afterId?: number },
): AsyncGenerator<ReceivedEvent, void> {
  const headers = { Authorization: `Bearer ${sessionId}`, 'Last-Event-ID': String(afterId) };
  yield* readEvents(await send(url + PATHS.stream(streamId), { method: 'GET', headers }));
}

/** @returns the ids that the `start` event names. */
export function startOf(events: readonly ReceivedEvent[]): { streamId: string; sessionId: string; messageId: string } {
  const start = events[0]?.event;
  if (start?.type !== 'start') throw new Error('the first event is no start');
  return { streamId: start.stream_id, sessionId: start.session_id, messageId: start.message_id };
}

/** Asks, and reads to the end. */
export async function askAll(url: string, body: Readonly<Record<string, unknown>>): Promise<ReceivedEvent[]> {
  return Array.fromAsync(ask(url, body));
}

/** The text that the tokens of an answer add up to. */
export function textOf(events: readonly ReceivedEvent[]): string {
  return events.map(({ event }) => (event.type === 'token' ? event.content : '')).join('');
}

function send(url: string, options: RequestOptions, body?: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(url, { ...options, agent: false }, resolve)
      .once('error', reject)
      .end(body);
  });
}
