import { LRUCache } from 'lru-cache';
import { isTerminal, type ChatEvent, type StoredEvent } from '../../protocol/chat-event.ts';
import { compactEvents, type EventList } from './compact-events.ts';
import { StreamClosedError, StreamNotFoundError, type LiveStreams } from './live-streams.ts';

/** What a log takes besides its text and its tokens, in bytes, estimated upwards. */
const LOG_BYTES = 4_096;

/** What an event takes besides its text, in bytes: as an object, perhaps with metadata, or in a compact list. */
const EVENT_BYTES = 256;
const COMPACT_EVENT_BYTES = 4;

export interface MemoryLiveStreamsOptions {
  /** How long a finished log stays readable, in milliseconds. @default 300_000 */
  readonly retentionMs?: number;
  /**
   * How much memory finished logs may take together, in bytes; the one that was not read for longest goes first. Its answer is
   * still in the conversation. @default 33_554_432
   */
  readonly maxFinishedBytes?: number;
}

/** Logs in this process's memory: for one instance. */
export class MemoryLiveStreams implements LiveStreams {
  readonly #open = new Map<string, Log>();
  readonly #finished: LRUCache<string, Log>;

  constructor({ retentionMs = 300_000, maxFinishedBytes = 33_554_432 }: MemoryLiveStreamsOptions = {}) {
    this.#finished = new LRUCache({
      maxSize: maxFinishedBytes,
      sizeCalculation: (log) => log.bytes,
      ttl: retentionMs,
      ttlAutopurge: true,
    });
  }

  async open(streamId: string, owner: string): Promise<void> {
    this.#open.set(streamId, new Log(owner));
  }

  async append(streamId: string, event: ChatEvent): Promise<number> {
    const log = this.#open.get(streamId);
    if (log === undefined) throw new StreamClosedError(`stream ${streamId} takes no more events`);
    const id = log.append(event);
    if (log.ended) {
      this.#open.delete(streamId);
      this.#finished.set(streamId, log);
    }
    return id;
  }

  async removeAll(owner: string): Promise<void> {
    for (const logs of [this.#open, this.#finished]) {
      for (const [streamId, log] of [...logs.entries()].filter(([, log]) => log.owner === owner)) {
        logs.delete(streamId);
        log.remove();
      }
    }
  }

  async has(streamId: string, owner: string): Promise<boolean> {
    return this.#find(streamId, owner) !== undefined;
  }

  async *read(
    streamId: string,
    owner: string,
    afterId: number,
    signal: AbortSignal,
  ): AsyncGenerator<StoredEvent, void> {
    const log = this.#find(streamId, owner);
    if (log === undefined) throw new StreamNotFoundError(`stream ${streamId} is not known`);
    yield* log.read(afterId, signal);
  }

  #find(streamId: string, owner: string): Log | undefined {
    const log = this.#open.get(streamId) ?? this.#finished.get(streamId);
    return log?.owner === owner ? log : undefined;
  }
}

/** One answer's events and the readers that wait for the next. */
class Log {
  readonly owner: string;
  #events: EventList;
  /** Where events are appended; gone once the log has ended. */
  #open: ChatEvent[] | undefined = [];
  readonly #waiting = new Set<() => void>();
  #isRemoved = false;
  #characters = 0;

  constructor(owner: string) {
    this.owner = owner;
    this.#events = this.#open ?? [];
  }

  get ended(): boolean {
    return this.#open === undefined;
  }

  /** What it takes in memory, estimated upwards: JavaScript keeps a character in one byte or in two. */
  get bytes(): number {
    const eachEvent = Array.isArray(this.#events) ? EVENT_BYTES : COMPACT_EVENT_BYTES;
    return LOG_BYTES + 2 * this.#characters + eachEvent * this.#events.length;
  }

  append(event: ChatEvent): number {
    if (this.#open === undefined) throw new StreamClosedError('the log has ended');
    const id = this.#open.push(event);
    if (event.type === 'token') this.#characters += event.content.length;
    if (isTerminal(event)) {
      this.#events = compactEvents(this.#open);
      this.#open = undefined;
    }
    this.#wake();
    return id;
  }

  /** Empties the log, for readers too that hold on to it. */
  remove(): void {
    this.#isRemoved = true;
    this.#events = [];
    this.#open = undefined;
    this.#wake();
  }

  async *read(afterId: number, signal: AbortSignal): AsyncGenerator<StoredEvent, void> {
    for (let id = afterId + 1; !signal.aborted; id++) {
      while (id > this.#events.length && !this.ended && !signal.aborted) await this.#appended(signal);
      if (this.#isRemoved && !signal.aborted) throw new StreamNotFoundError('the stream was removed');
      const event = this.#events.at(id - 1);
      if (event === undefined || signal.aborted) return;
      yield { id, event };
      if (isTerminal(event)) return;
    }
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /** Resolves after the next append, or when `signal` aborts; leaves nothing behind on the signal. */
  #appended(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
        resolve();
      };
      signal.addEventListener('abort', wake);
      this.#waiting.add(wake);
    });
  }
}
