import { createParser, type ParseError } from 'eventsource-parser';

/** What one block of an event stream says, or one of its `retry` fields. */
export type StreamMessage =
  | {
      readonly type: 'message';
      /** The block's `event` field; `message` if it has none. */
      readonly event: string;
      readonly data: string;
      /** The block's own `id` field; `undefined` if it has none. */
      readonly id: string | undefined;
      /** What a reader that comes back names as the last it has seen: of this block, or of one before; at first empty. */
      readonly lastEventId: string;
    }
  /** A block with an id and no data: nothing happens, but a reader that comes back is past it. */
  | { readonly type: 'id'; readonly lastEventId: string }
  /** How long a reader should wait before it comes back, in milliseconds. */
  | { readonly type: 'retry'; readonly ms: number };

export interface ReadMessagesOptions {
  /** The longest block that is waited for, in UTF-16 code units. */
  readonly maxLength: number;
  /** Called for every chunk of bytes, before anything that is in it. */
  readonly onBytes?: (() => void) | undefined;
}

/**
 * Reads the event stream format (WHATWG HTML, sections 9.2.5 and 9.2.6), however the network has cut it. A block that the
 * stream ends in is dropped, as it may be half of one. Leaving the loop closes the connection.
 * @throws {ParseError} if a block is longer than `maxLength`; otherwise whatever the body fails with.
 */
export async function* readMessages(
  body: ReadableStream<Uint8Array>,
  { maxLength, onBytes }: ReadMessagesOptions,
): AsyncGenerator<StreamMessage, void, undefined> {
  const arrived: StreamMessage[] = [];
  let lastEventId = '';
  let overflow: ParseError | undefined;
  const parser = createParser({
    maxBufferSize: maxLength,
    onId(id) {
      lastEventId = id;
      arrived.push({ type: 'id', lastEventId });
    },
    onEvent({ event = 'message', data, id }) {
      // `onId` has told of the same block a moment ago.
      if (id !== undefined) arrived.pop();
      arrived.push({ type: 'message', event, data, id, lastEventId });
    },
    onRetry: (ms) => arrived.push({ type: 'retry', ms }),
    onError(error) {
      if (error.type === 'max-buffer-size-exceeded') overflow = error;
    },
  });
  // The decoder takes the one byte order mark that there may be; after an empty line the parser looks for no second one.
  parser.feed('\n');
  const decoder = new TextDecoder();
  // Not `for await (const chunk of body)`: Safari's streams are no async iterables (WebKit bug 194379).
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onBytes?.();
      parser.feed(decoder.decode(value, { stream: true }));
      yield* arrived.splice(0);
      if (overflow) throw overflow;
    }
  } finally {
    // A stream that has failed rejects this too, with the error that is on its way already.
    reader.cancel().catch(() => {});
  }
}
