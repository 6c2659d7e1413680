import { ModelError, type Model } from './model.ts';

/** All in milliseconds. Every part counts as a sign of life, `thinking` too: a model that thinks is not stuck. */
export interface TimeLimits {
  /** From the question to the first part. Includes the time in which the model is loaded. */
  readonly firstTokenMs: number;
  /** From one part to the next, not counting the time in which the reader has not asked for it. */
  readonly betweenTokensMs: number;
  /** From the question to the end, not counting that time either: an answer that is handed on slowly is no slow model. */
  readonly totalMs: number;
}

const DEFAULT_LIMITS: TimeLimits = { firstTokenMs: 30_000, betweenTokensMs: 30_000, totalMs: 120_000 };

/**
 * The same model, which is stopped when it takes too long.
 * @throws {ModelError} `llm_timeout`, from the answer, when a limit runs out.
 */
export function withTimeLimits(model: Model, limits: TimeLimits = DEFAULT_LIMITS): Model {
  return {
    get name() {
      return model.name;
    },
    followsInstructions: model.followsInstructions === true,
    isFree: model.isFree === true,

    async *generate(prompt, signal) {
      // A model throws the reason of its signal: here the reason is the time limit.
      const limit = new AbortController();
      const expire = (what: string, ms: number): void =>
        limit.abort(new ModelError('llm_timeout', `${model.name}: ${what} within ${ms} ms`));
      let isAwaited = false;
      const asked = performance.now();
      /** While the reader has not asked for the next part: since when. And how long that was before. */
      let heldSince: number | undefined;
      let heldMs = 0;
      const checkTotal = (): void => {
        const now = performance.now();
        const left = limits.totalMs - (now - asked - heldMs - (heldSince === undefined ? 0 : now - heldSince));
        if (left > 0) total = setTimeout(checkTotal, Math.ceil(left));
        else expire('no end', limits.totalMs);
      };
      let total = setTimeout(checkTotal, limits.totalMs);
      const first = setTimeout(expire, limits.firstTokenMs, 'no first token', limits.firstTokenMs);
      const next = setTimeout(() => {
        if (isAwaited) expire('no further token', limits.betweenTokensMs);
      }, limits.betweenTokensMs);
      try {
        for await (const part of model.generate(prompt, AbortSignal.any([signal, limit.signal]))) {
          clearTimeout(first);
          isAwaited = false;
          heldSince = performance.now();
          yield part;
          heldMs += performance.now() - heldSince;
          heldSince = undefined;
          isAwaited = true;
          next.refresh();
        }
      } finally {
        for (const timer of [total, first, next]) clearTimeout(timer);
        // A signal made of others is kept alive by those who listen to it, for ever, unless it is aborted.
        limit.abort();
      }
    },
  };
}
