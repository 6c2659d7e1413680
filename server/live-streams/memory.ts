import { LRUCache } from 'lru-cache';
import { isTerminal, type ChatEvent, type StoredEvent } from '../../protocol/chat-event.ts';
import { StreamClosedError, StreamNotFoundError, type LiveStreams } from './live-streams.ts';

export interface MemoryLiveStreamsOptions {
  /** How long a finished log stays readable, in milliseconds. @default 300_000 */
  readonly retentionMs?: number;
  /** How many finished logs are kept at most; the one that was not read for longest goes first. @default 1_000 */
  readonly maxFinished?: number;
}

/** Logs in this process's memory: for one instance. */
export class MemoryLiveStreams implements LiveStreams {
  readonly #open = new Map<string, Log>();
  readonly #finished: LRUCache<string, Log>;

  constructor({ retentionMs = 300_000, maxFinished = 1_000 }: MemoryLiveStreamsOptions = {}) {
    this.#finished = new LRUCache({ max: maxFinished, ttl: retentionMs, ttlAutopurge: true });
  }

  async open(streamId: string): Promise<void> {
    this.#open.set(streamId, new Log());
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

  async *read(streamId: string, afterId: number, signal: AbortSignal): AsyncGenerator<StoredEvent, void> {
    const log = this.#open.get(streamId) ?? this.#finished.get(streamId);
    if (log === undefined) throw new StreamNotFoundError(`stream ${streamId} is not known`);
    yield* log.read(afterId, signal);
  }
}

/** One answer's events and the readers that wait for the next. */
class Log {
  readonly #events: ChatEvent[] = [];
  readonly #waiting = new Set<() => void>();

  get ended(): boolean {
    const last = this.#events.at(-1);
    return last !== undefined && isTerminal(last);
  }

  append(event: ChatEvent): number {
    const id = this.#events.push(event);
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
    return id;
  }

  async *read(afterId: number, signal: AbortSignal): AsyncGenerator<StoredEvent, void> {
    for (let id = afterId + 1; !signal.aborted; id++) {
      while (id > this.#events.length && !this.ended && !signal.aborted) await this.#appended(signal);
      const event = this.#events[id - 1];
      if (event === undefined || signal.aborted) return;
      yield { id, event };
    }
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
