import {
  dayOf,
  FREE,
  secondsToNextDay,
  unused,
  type Budgeted,
  type Budgets,
  type Exhausted,
  type Reservation,
} from './budgets.ts';

/** Budgets that end with the process. As many addresses are kept as chatbots let ask in a day. */
export class MemoryBudgets implements Budgets {
  readonly #now: () => number;
  #day = 0;
  /** Tokens by chatbot, and by chatbot and address, of this day. */
  #spent = new Map<string, number>();

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  async reserve({ id, budget }: Budgeted, address: string, tokens: number): Promise<Reservation | Exhausted> {
    const now = this.#now();
    if (dayOf(now) !== this.#day) {
      this.#day = dayOf(now);
      this.#spent = new Map();
    }
    const accounts = [
      { whose: 'chatbot', key: id, cap: budget.tokensPerDay },
      { whose: 'address', key: `${id} ${address}`, cap: budget.tokensPerDayPerAddress },
    ] as const;
    const kept = accounts.filter(({ cap }) => cap !== undefined);
    if (kept.length === 0) return FREE;
    for (const { whose, key, cap = Infinity } of kept) {
      if ((this.#spent.get(key) ?? 0) + tokens > cap) {
        return { exhausted: whose, retryAfter: secondsToNextDay(now) };
      }
    }
    const spent = this.#spent;
    const add = (change: number): void => {
      for (const { key } of kept) spent.set(key, (spent.get(key) ?? 0) + change);
    };
    add(tokens);
    let left = tokens;
    return {
      settle: async (needed) => {
        const back = unused(left, needed);
        left -= back;
        add(-back);
      },
    };
  }
}
