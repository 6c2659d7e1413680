import type { ChatEvent, StoredEvent } from '../../protocol/chat-event.ts';

/**
 * The logs of answers that are being written or were written a short while ago. An answer is appended to its log by one
 * writer and read by any number of readers, each at its own pace.
 */
export interface LiveStreams {
  /** Begins an empty log. */
  open(streamId: string): Promise<void>;
  /**
   * Appends an event and returns its id; ids start at 1 and rise by 1.
   * @throws {StreamClosedError} if there is no such log, or it has its terminal event.
   */
  append(streamId: string, event: ChatEvent): Promise<number>;
  /**
   * Yields the events after `afterId`, then those still to come; ends after a terminal event or when `signal` aborts. A
   * reader that awaits is not pushed: the log holds one cursor for it and nothing else.
   * @throws {StreamNotFoundError} if there is no such log, or it goes away before its terminal event was read.
   */
  read(streamId: string, afterId: number, signal: AbortSignal): AsyncIterable<StoredEvent>;
}

/** Nothing can be appended to a log that is not there or has ended. */
export class StreamClosedError extends Error {
  override readonly name = 'StreamClosedError';
}

/** The log is not known: it never was, or it is past its time. */
export class StreamNotFoundError extends Error {
  override readonly name = 'StreamNotFoundError';
}
