/**
 * Reads a `Retry-After` header: seconds, or a date (RFC 9110, section 10.2.3).
 * @param now - milliseconds since the epoch, as `Date.now()` gives them.
 * @returns whole seconds from now, at least 0; `undefined` where there is none or it can't be read.
 */
export function readRetryAfter(value: string | null | undefined, now: number): number | undefined {
  if (value === null || value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value);
  // `Date.parse` takes more for a date than HTTP does, where each begins with a weekday: -5 is a day in May to it.
  const date = /^[A-Z][a-z]{2}/.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1_000));
}
