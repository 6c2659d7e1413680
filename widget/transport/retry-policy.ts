import type { Failure } from '../conversation/failure.ts';

/** How often something is tried again before it counts as failed. */
export const RETRY_ATTEMPTS = 5;

/** The wait before the first of them where nothing else is said, in milliseconds. */
export const RETRY_BASE_MS = 500;

/**
 * The longest wait of our own accord, in milliseconds, and the longest that a server may ask for: where it asks for more it is
 * not waited for, and the visitor is told instead.
 */
const CEILING_MS = 30_000;

/**
 * Says whether and when to try again: after `baseMs`, then twice as long each time, never above 30 s, with up to half taken
 * off at random so that many widgets do not return at the same instant. Never before the server has said; where that is later,
 * up to half of its time is added at random, as it may have told all of them the same.
 * @param attempt - which attempt it would be since something was last achieved, from 1.
 * @param random - from 0 to 1, as `Math.random` gives.
 * @returns the wait in milliseconds; `undefined` where the attempts are used up, or another is of no use.
 */
export function retryDelay(
  failure: Failure,
  attempt: number,
  baseMs: number,
  random: () => number,
): number | undefined {
  const asked = (failure.retryAfter ?? 0) * 1_000;
  if (!isWorthRepeating(failure) || attempt > RETRY_ATTEMPTS) return undefined;
  const half = Math.min(baseMs * 2 ** (attempt - 1), CEILING_MS) / 2;
  const earliest = Math.max(half, asked);
  return earliest + (1 - random()) * Math.max(half, asked / 2);
}

/**
 * @returns whether the same request may succeed a moment later, without anybody's doing: the way to the server is broken, or
 *   the server has no room, or says that it takes the request in a moment, as it does while it holds another answer of the
 *   same session for one that is still being read. What it has decided about the request itself, it would decide again.
 */
export function isWorthRepeating({ code, final, retryAfter }: Failure): boolean {
  if (retryAfter !== undefined && retryAfter * 1_000 > CEILING_MS) return false;
  if (code === 'rate_limited') return retryAfter !== undefined;
  return code === 'overloaded' || ((code === 'connection' || code === 'interrupted') && !final);
}
