import type { Usage } from '../../protocol/chat-event.ts';

/** When the parts of one answer came, from its `start` to its end over one connection; in milliseconds, from whenever. */
export interface Arrival {
  readonly askedAt: number;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Shorter answers say nothing: they may well come in one piece, and nobody waits long for them. In milliseconds. */
const TELLING_MS = 2_000;

/** As part of the whole wait: a stream that is passed on as it comes takes nearly all of it from its `start` to its end. */
const SPREAD_MIN = 0.1;

/**
 * Says whether something on the way has collected an answer and passed it on in one piece. The server sends `start` at once,
 * and takes its time for the rest; a proxy that holds back delivers both together, after all of that time. Both are asked,
 * the clock here and what the server says of its own: a slow way to a cached answer is no proxy, and neither is an answer
 * that was finished long before it was read.
 */
export function wasHeldBack({ askedAt, startedAt, endedAt }: Arrival, usage: Usage): boolean {
  const waited = endedAt - askedAt;
  return (
    !usage.cached &&
    waited >= TELLING_MS &&
    writingTime(usage) >= TELLING_MS &&
    endedAt - startedAt <= waited * SPREAD_MIN
  );
}

/** From the request to the last token, in milliseconds. */
function writingTime({ time_to_first_token_ms, completion_tokens, tokens_per_second }: Usage): number {
  return time_to_first_token_ms + (tokens_per_second > 0 ? (completion_tokens / tokens_per_second) * 1_000 : 0);
}
