import type { Chatbot } from '../config/chatbot-config.ts';

/** What a budget needs to know of a chatbot. */
export type Budgeted = Pick<Chatbot, 'id' | 'budget'>;

/** Tokens that are kept for one answer. */
export interface Reservation {
  /**
   * Gives back what is not needed of it: as soon as less is known to be needed, and at the end. Never makes it larger, so that nothing
   * is spent above a budget; that an answer does not need more is for the caps on its prompt and its length to see to.
   * Without it all of the reservation is spent, as it is when the process is killed.
   * @param tokens - what is needed, or was.
   */
  settle(tokens: number): Promise<void>;
}

export interface Exhausted {
  /** Whose budget has not enough left. */
  readonly exhausted: 'chatbot' | 'address';
  /** Seconds until there is a new one. */
  readonly retryAfter: number;
}

/** What chatbots may spend in a day (UTC), and what of it is spent. */
export interface Budgets {
  /**
   * Keeps `tokens` for an answer, in the chatbot's budget and in that of the address there: in both or in none. However many ask at once,
   * a budget is never kept or spent above what the chatbot says at that moment.
   * @param address - as limits count it. Stored as a hash that nobody can link with that of another day.
   */
  reserve(chatbot: Budgeted, address: string, tokens: number): Promise<Reservation | Exhausted>;
}

/** A budget that is not to be kept: where there is none, and for a model that costs nothing. */
export const FREE: Reservation = { settle: async () => {} };

const DAY_MS = 86_400_000;

/** @returns the day, counted from 1970-01-01 (UTC). */
export function dayOf(now: number): number {
  return Math.floor(now / DAY_MS);
}

/** @returns the whole seconds until the next day (UTC); at least 1. */
export function secondsToNextDay(now: number): number {
  return Math.ceil(((dayOf(now) + 1) * DAY_MS - now) / 1_000);
}

/** @returns what of a reservation is given back, in tokens: never more than all, and nothing where it is not known what was needed. */
export function unused(reserved: number, needed: number): number {
  return Number.isFinite(needed) ? Math.min(reserved, Math.max(0, reserved - Math.ceil(needed))) : 0;
}
