import { LRUCache } from 'lru-cache';

/** How many `client_message_id`s are remembered, and for how long: as long as a finished stream stays readable. */
const ASKED = { max: 10_000, ttl: 300_000 } as const;

/** How many cancellations may wait for their message, and how long they hold. */
const CANCELLED_EARLY = { max: 10_000, ttl: 30_000 } as const;

/** A message as its client names it. */
export interface MessageName {
  readonly sessionId: string;
  readonly clientMessageId: string;
}

/** What is remembered of messages by the ids that their clients gave them, so that each is asked once and can be stopped early. */
export class KnownMessages {
  readonly #streams = new LRUCache<string, string>(ASKED);
  readonly #cancelledEarly = new LRUCache<string, true>(CANCELLED_EARLY);

  /** @returns the stream that answers the message, if it was asked. */
  streamOf(name: MessageName): string | undefined {
    return this.#streams.get(keyOf(name));
  }

  remember(name: MessageName, streamId: string): void {
    this.#streams.set(keyOf(name), streamId);
  }

  /** Has the message asked anew when it is sent again, unless another stream answers it by now. */
  forget(name: MessageName, streamId: string): void {
    const key = keyOf(name);
    if (this.#streams.get(key) === streamId) this.#streams.delete(key);
  }

  /** Notes that a message is to be stopped when it comes. */
  cancelEarly(name: MessageName): void {
    this.#cancelledEarly.set(keyOf(name), true);
  }

  /** @returns whether the message was to be stopped when it comes; says so once. */
  takeEarlyCancel(name: MessageName): boolean {
    const key = keyOf(name);
    const isCancelled = this.#cancelledEarly.get(key) === true;
    this.#cancelledEarly.delete(key);
    return isCancelled;
  }

  /** Forgets every message of a session. */
  forgetAll(sessionId: string): void {
    const start = keyOf({ sessionId, clientMessageId: '' });
    for (const cache of [this.#streams, this.#cancelledEarly]) {
      for (const key of [...cache.keys()].filter((key) => key.startsWith(start))) cache.delete(key);
    }
  }
}

/** A session id has no space in it. */
function keyOf({ sessionId, clientMessageId }: MessageName): string {
  return `${sessionId} ${clientMessageId}`;
}
