import { ParseError } from 'eventsource-parser';

import { parseChatEvent, type ChatEvent, type StoredEvent } from '../../protocol/chat-event.ts';
import { EVENT_STREAM_MEDIA_TYPE } from '../../protocol/event-stream.ts';
import { ANSWER_MAX_BYTES } from '../../protocol/limits.ts';
import { ChatError } from './chat-error.ts';
import { hasMediaType } from './media-type.ts';
import { readMessages } from './read-messages.ts';

/** The longest event that is waited for, in UTF-16 code units: a whole answer, and as much again for its sources. */
const EVENT_MAX_LENGTH = 2 * ANSWER_MAX_BYTES;

export interface ReadEventStreamOptions {
  /** The id after which to go on; events up to it are dropped. 0, the beginning, by default. */
  readonly afterId?: number;
  /** Called for every chunk of bytes, which may be a comment alone. */
  readonly onBytes?: (() => void) | undefined;
}

/**
 * Reads the events of one answer. Events that were seen already are dropped; types that this version does not know are
 * skipped. Ends after the terminal event. Leaving the loop closes the connection. The loop throws a `ChatError`, `interrupted`,
 * if the stream breaks off, lacks an event, or says what the protocol has no word for.
 * @throws {ChatError} `connection`, at once, if the response is no event stream.
 */
export function readEventStream(
  response: Response,
  options: ReadEventStreamOptions = {},
): AsyncGenerator<StoredEvent, void, undefined> {
  if (!response.body || !hasMediaType(response, EVENT_STREAM_MEDIA_TYPE)) {
    // What nobody reads may fail as it likes: the response is refused already.
    response.body?.cancel().catch(() => {});
    const cause = new TypeError(`expected an event stream, got ${response.headers.get('content-type') ?? 'nothing'}`);
    throw new ChatError('connection', cause.message, { cause, symptom: 'no-stream' });
  }
  return readEvents(response.body, options);
}

async function* readEvents(
  body: ReadableStream<Uint8Array>,
  { afterId = 0, onBytes }: ReadEventStreamOptions,
): AsyncGenerator<StoredEvent, void, undefined> {
  let lastId = afterId;
  try {
    for await (const message of readMessages(body, { maxLength: EVENT_MAX_LENGTH, onBytes })) {
      if (message.type === 'retry') continue;
      const id = readId(message.type === 'id' ? message.lastEventId : message.id);
      if (id <= lastId) continue;
      if (id > lastId + 1) throw new ChatError('interrupted', `event ${id} came after event ${lastId}`);
      lastId = id;
      const event = message.type === 'message' ? readEvent(message.data) : undefined;
      if (!event) continue;
      yield { id, event };
      if (event.done) return;
    }
  } catch (cause) {
    if (cause instanceof ChatError) throw cause;
    const message = cause instanceof ParseError ? cause.message : 'the connection broke';
    throw new ChatError('interrupted', message, { cause });
  }
  throw new ChatError('interrupted', 'the stream ended before the answer did');
}

function readId(id = ''): number {
  if (!/^[1-9]\d{0,14}$/.test(id)) throw new ChatError('interrupted', 'an event has no id that counts');
  return Number(id);
}

function readEvent(data: string): ChatEvent | undefined {
  try {
    return parseChatEvent(data);
  } catch (cause) {
    throw new ChatError('interrupted', 'an event breaks the protocol', { cause });
  }
}
