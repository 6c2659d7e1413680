import { createHash } from 'node:crypto';
import { RateLimiterMemory } from 'rate-limiter-flexible';

const WINDOW_S = 60;

/** How many keys are counted apart in a minute, and into how many counts those above that are put together. */
const MAX_KEYS = 50_000;
const SHARED_KEYS = 1_024;

/**
 * Counts what happens under each of many keys in a minute, which begins with the first. Whoever comes from ever new addresses fills no memory:
 * there are at most twice `maxKeys` at a time, and those above share counts.
 */
export class RateCounter {
  readonly #maxKeys: number;
  // What is too much is for the caller to say, at each count: it may be configured anew.
  readonly #counts = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: WINDOW_S });
  /** How many keys are new since `#newSince`; what was counted before the last minute is gone by the end of this one. */
  #newKeys = 0;
  #newSince = 0;

  constructor(maxKeys = MAX_KEYS) {
    this.#maxKeys = maxKeys;
  }

  /**
   * Counts one, unless that makes it more than `max` in the minute.
   * @returns the milliseconds until there is room again; 0 where it was counted.
   */
  async count(key: string, max: number): Promise<number> {
    const place = await this.#placeOf(key);
    // Added first, so that of two at once one sees the other.
    const { consumedPoints, msBeforeNext, isFirstInDuration } = await this.#counts.penalty(place);
    if (isFirstInDuration) this.#newKeys++;
    if (consumedPoints <= max) return 0;
    await this.#counts.reward(place);
    return Math.max(1, msBeforeNext);
  }

  /** Takes back one that was counted. */
  async takeBack(key: string): Promise<void> {
    const place = await this.#placeOf(key);
    // Its minute may be over: then there is nothing to take it from.
    if ((await this.#counts.get(place)) !== null) await this.#counts.reward(place);
  }

  async #placeOf(key: string): Promise<string> {
    const hash = createHash('sha256').update(key).digest();
    const own = hash.toString('base64url');
    if ((await this.#counts.get(own)) !== null) return own;
    const now = performance.now();
    if (now - this.#newSince > WINDOW_S * 1_000) {
      this.#newSince = now;
      this.#newKeys = 0;
    }
    return this.#newKeys < this.#maxKeys ? own : `shared ${hash.readUInt32BE() % SHARED_KEYS}`;
  }
}
