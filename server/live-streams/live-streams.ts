import type { ChatEvent, StoredEvent } from '../../protocol/chat-event.ts';

/**
 * The logs of answers that are being written or were written a short while ago. An answer is appended to its log by one
 * writer and read by any number of readers, each at its own pace.
 */
export interface LiveStreams {
  /**
   * Begins an empty log.
   * @param owner - the session whose answer it holds: nobody else reads it.
   */
  open(streamId: string, owner: string): Promise<void>;
  /**
   * Appends an event and returns its id; ids start at 1 and rise by 1.
   * @throws {StreamClosedError} if there is no such log, or it has its terminal event.
   */
  append(streamId: string, event: ChatEvent): Promise<number>;
  /** Removes every log of this owner, with what its readers have not read yet. */
  removeAll(owner: string): Promise<void>;
  /** @returns whether there is such a log and it is the owner's. */
  has(streamId: string, owner: string): Promise<boolean>;
  /**
   * Yields the events after `afterId`, then those still to come; ends after a terminal event or when `signal` aborts. A
   * reader that awaits is not pushed: the log holds one cursor for it and nothing else.
   * @throws {StreamNotFoundError} if there is no such log, it is somebody else's, or it goes away before its terminal event
   *   was read.
   */
  read(streamId: string, owner: string, afterId: number, signal: AbortSignal): AsyncIterable<StoredEvent>;
}

/** Nothing can be appended to a log that is not there or has ended. */
export class StreamClosedError extends Error {
  override readonly name = 'StreamClosedError';
}

/** The log is not known: it never was, it is past its time, or it is another session's. */
export class StreamNotFoundError extends Error {
  override readonly name = 'StreamNotFoundError';
}
