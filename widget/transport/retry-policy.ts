import type { Failure } from '../conversation/failure.ts';

/** How often something is tried again before it counts as failed. */
export const RETRY_ATTEMPTS = 5;

/** The wait before the first of them where nothing else is said, in milliseconds. */
export const RETRY_BASE_MS = 500;

/** The longest wait, in milliseconds. A server that asks for more is not waited for: the visitor is told instead. */
const CEILING_MS = 30_000;

/**
 * Says whether and when to try again: after `baseMs`, then twice as long each time, never above 30 s, with up to half taken
 * off at random so that many widgets do not return at the same instant; but not before the server has said.
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
  if (!isWorthRepeating(failure) || attempt > RETRY_ATTEMPTS || asked > CEILING_MS) return undefined;
  const full = Math.min(baseMs * 2 ** (attempt - 1), CEILING_MS);
  return Math.max(full - random() * (full / 2), asked);
}

/**
 * @returns whether the same request may succeed a moment later, without anybody's doing: the way to the server is broken, or
 *   the server has no room. What the server has decided about the request itself, it would decide again.
 */
export function isWorthRepeating({ code, final }: Failure): boolean {
  return code === 'overloaded' || ((code === 'connection' || code === 'interrupted') && !final);
}
