import { createParser, type EventSourceMessage, type ParseError } from 'eventsource-parser';

import { parseChatEvent, type StoredEvent } from '../../protocol/chat-event.ts';
import { EVENT_STREAM_MEDIA_TYPE } from '../../protocol/event-stream.ts';
import { ANSWER_MAX_BYTES } from '../../protocol/limits.ts';
import { ChatError } from './chat-error.ts';
import { hasMediaType } from './media-type.ts';

/** The longest event that is waited for, in UTF-16 code units: a whole answer, and as much again for its sources. */
const EVENT_MAX_LENGTH = 2 * ANSWER_MAX_BYTES;

/**
 * Reads the events of one answer from its beginning. Events that were seen already are dropped; types that this version does
 * not know are skipped. Ends after the terminal event. Leaving the loop closes the connection.
 * @throws {ChatError} `connection` if the response is no event stream; `interrupted` if the stream breaks off, lacks an
 *   event, or says what the protocol has no word for.
 */
export async function* readEventStream(response: Response): AsyncGenerator<StoredEvent, void, undefined> {
  if (!response.body || !hasMediaType(response, EVENT_STREAM_MEDIA_TYPE)) {
    void response.body?.cancel();
    const cause = new TypeError(`expected an event stream, got ${response.headers.get('content-type') ?? 'nothing'}`);
    throw new ChatError('connection', cause.message, { cause });
  }
  let lastId = 0;
  for await (const message of readMessages(response.body)) {
    const id = readId(message);
    if (id <= lastId) continue;
    if (id > lastId + 1) throw new ChatError('interrupted', `event ${id} came after event ${lastId}`);
    lastId = id;
    const event = readEvent(message);
    if (!event) continue;
    yield { id, event };
    if (event.done) return;
  }
  throw new ChatError('interrupted', 'the stream ended before the answer did');
}

async function* readMessages(body: ReadableStream<Uint8Array>): AsyncGenerator<EventSourceMessage, void, undefined> {
  const arrived: EventSourceMessage[] = [];
  let overflow: ParseError | undefined;
  const parser = createParser({
    maxBufferSize: EVENT_MAX_LENGTH,
    onEvent: (message) => arrived.push(message),
    onError(error) {
      if (error.type === 'max-buffer-size-exceeded') overflow = error;
    },
  });
  const decoder = new TextDecoder();
  // Not `for await (const chunk of body)`: Safari's streams are no async iterables (WebKit bug 194379).
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      yield* arrived.splice(0);
      if (overflow) throw new ChatError('interrupted', overflow.message, { cause: overflow });
    }
  } catch (cause) {
    throw cause instanceof ChatError ? cause : new ChatError('interrupted', 'the connection broke', { cause });
  } finally {
    // A stream that has failed rejects this too, with the error that is on its way already.
    reader.cancel().catch(() => {});
  }
}

function readId({ id = '' }: EventSourceMessage): number {
  if (!/^[1-9]\d{0,14}$/.test(id)) throw new ChatError('interrupted', 'an event has no id that counts');
  return Number(id);
}

function readEvent({ data }: EventSourceMessage): StoredEvent['event'] | undefined {
  try {
    return parseChatEvent(data);
  } catch (cause) {
    throw new ChatError('interrupted', 'an event breaks the protocol', { cause });
  }
}
