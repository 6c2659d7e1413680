import { ChatError } from './chat-error.ts';
import type { Conditions } from './conditions.ts';
import { isWorthRepeating, RETRY_ATTEMPTS, retryDelay } from './retry-policy.ts';

/** What is being waited for before the next attempt. */
export type WaitStep =
  /** The browser has no network; that it comes back is waited for as long as it takes. */
  | { readonly type: 'offline' }
  /** @param attempt - from 1 to `of`. */
  | { readonly type: 'reconnecting'; readonly attempt: number; readonly of: number; readonly code: ChatError['code'] };

/** Counts attempts, and waits between them. */
export class Patience {
  readonly #conditions: Conditions;
  #failures = 0;

  constructor(conditions: Conditions) {
    this.#conditions = conditions;
  }

  /** Something was achieved: the count begins anew. */
  renew(): void {
    this.#failures = 0;
  }

  /**
   * Waits until the next attempt should be made. One that fails while the browser is offline does not count.
   * @throws whatever `error` is, where no other attempt is to be made.
   */
  async *wait(error: unknown, signal: AbortSignal): AsyncGenerator<WaitStep, void, undefined> {
    signal.throwIfAborted();
    if (!(error instanceof ChatError)) throw error;
    const { retryBaseMs, random, sleep, isOnline, online } = this.#conditions;
    if (isWorthRepeating(error) && !isOnline()) {
      yield { type: 'offline' };
      return online(signal);
    }
    const delay = retryDelay(error, this.#failures + 1, retryBaseMs, random);
    if (delay === undefined) throw error;
    this.#failures += 1;
    yield { type: 'reconnecting', attempt: this.#failures, of: RETRY_ATTEMPTS, code: error.code };
    return sleep(delay, signal);
  }

  /** @returns what `attempt` comes to; it is made until it succeeds or the patience is at its end. */
  async outlast<Result>(attempt: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        // oxlint-disable-next-line no-unused-vars -- nobody is to be told what is waited for
        for await (const _step of this.wait(error, signal));
      }
    }
  }
}
