import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Conversations } from './conversations.ts';

/** How many sessions are forgotten in one step, in which nothing else is served. */
const STEP = 100;

/** How long what was said with a chatbot is kept that is not in the configuration any more, in days. */
const DEFAULT_DAYS = 30;

export interface RetentionOptions {
  readonly conversations: Pick<Conversations, 'expire'>;
  /** How long what was said with this chatbot is kept, in days; `undefined` for one that is not configured. Asked each time. */
  readonly daysOf: (chatbotId: string) => number | undefined;
  readonly log: Pick<Logger, 'info' | 'error'>;
  /** In milliseconds. @default 3_600_000 */
  readonly intervalMs?: number;
}

/**
 * Forgets what is too old, at once and then every hour, until `signal` aborts. A failure is logged, and the next time comes. Never
 * rejects.
 */
export async function keepRetention(options: RetentionOptions, signal: AbortSignal): Promise<void> {
  const { log, intervalMs = 3_600_000 } = options;
  while (!signal.aborted) {
    try {
      const sessions = await forget(options, signal);
      if (sessions > 0) log.info({ sessions }, 'old conversations forgotten');
    } catch (error) {
      log.error({ err: error }, 'old conversations could not be forgotten');
    }
    // It only ever ends early because it is aborted.
    await setTimeout(intervalMs, undefined, { signal, ref: false }).catch(() => {});
  }
}

/** @returns how many sessions were changed. */
async function forget({ conversations, daysOf }: RetentionOptions, signal: AbortSignal): Promise<number> {
  let sessions = 0;
  while (!signal.aborted) {
    const changed = await conversations.expire((id) => daysOf(id) ?? DEFAULT_DAYS, new Date(), STEP);
    sessions += changed;
    if (changed < STEP) break;
    // Others have their turn.
    await setImmediate();
  }
  return sessions;
}
