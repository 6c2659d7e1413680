import { createParser } from 'eventsource-parser';
import { request, type IncomingMessage } from 'node:http';
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
  const response = await post(url + PATHS.chatStream, { chatbot_id: 'demo', ...body });
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

/** Asks, and reads to the end. */
export async function askAll(url: string, body: Readonly<Record<string, unknown>>): Promise<ReceivedEvent[]> {
  return Array.fromAsync(ask(url, body));
}

/** The text that the tokens of an answer add up to. */
export function textOf(events: readonly ReceivedEvent[]): string {
  return events.map(({ event }) => (event.type === 'token' ? event.content : '')).join('');
}

function post(url: string, body: unknown): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, agent: false }, resolve)
      .once('error', reject)
      .end(JSON.stringify(body));
  });
}
