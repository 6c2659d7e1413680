import type { Budgets, Reservation } from './budgets.ts';
import type { Admitted, Denied, LimitedQuestion, Limits } from './limits.ts';
import { RateCounter } from './rate-counter.ts';

export interface VisitorLimitsOptions {
  readonly budgets: Budgets;
  /** Requests of any kind from one address in a minute. @default 300 */
  readonly requestsPerMinute?: number;
  /** How many answers are written at once for one address. @default 3 */
  readonly answersPerAddress?: number;
}

/** Takes back one thing that was counted or kept. */
type Undo = () => Promise<void>;

/** Counts in this process. Only budgets outlive it, as their adapter does. */
export class VisitorLimits implements Limits {
  readonly #budgets: Budgets;
  readonly #requestsPerMinute: number;
  readonly #answersPerAddress: number;
  readonly #requests = new RateCounter();
  readonly #questionsOf = {
    session: new RateCounter(),
    address: new RateCounter(),
    chatbot: new RateCounter(),
  } as const;
  /** Answers that are being written, by address; no more than the server writes at once. */
  readonly #running = new Map<string, number>();

  constructor({ budgets, requestsPerMinute = 300, answersPerAddress = 3 }: VisitorLimitsOptions) {
    this.#budgets = budgets;
    this.#requestsPerMinute = requestsPerMinute;
    this.#answersPerAddress = answersPerAddress;
  }

  async request(address: string): Promise<Denied | undefined> {
    const waitMs = await this.#requests.count(address, this.#requestsPerMinute);
    return waitMs === 0 ? undefined : tooMany(waitMs);
  }

  async question(question: LimitedQuestion): Promise<Admitted | Denied> {
    const { address, takesOver } = question;
    const running = this.#running.get(address) ?? 0;
    if (running >= this.#answersPerAddress + (takesOver ? 1 : 0)) {
      return denied('Too many answers are being written for you at once. Please wait for one of them.', 1);
    }
    // Its place is taken before anything is waited for.
    this.#running.set(address, running + 1);
    const undo: Undo[] = [async () => this.#leave(address)];
    try {
      const result = await this.#count(question, undo);
      if ('settle' in result) {
        return {
          admitted: true,
          settle: (tokens) => result.settle(tokens),
          leave: () => this.#leave(address),
          withdraw: () => undoAll(undo),
        };
      }
      await undoAll(undo);
      return result;
    } catch (error) {
      await undoAll(undo);
      throw error;
    }
  }

  /**
   * From the narrowest to the widest, so that a visitor who asks too much takes nothing from the others.
   * @param undo - gets what takes back each thing that was counted.
   */
  async #count({ chatbot, sessionId, address, tokens }: LimitedQuestion, undo: Undo[]): Promise<Reservation | Denied> {
    const { id, limits, budget } = chatbot;
    const counts = [
      { counter: this.#questionsOf.session, key: sessionId, max: limits.messagesPerMinute },
      { counter: this.#questionsOf.address, key: `${id} ${address}`, max: limits.messagesPerMinutePerAddress },
      { counter: this.#questionsOf.chatbot, key: id, max: limits.messagesPerMinuteInAll },
    ];
    for (const { counter, key, max } of counts) {
      const waitMs = await counter.count(key, max);
      if (waitMs > 0) return tooMany(waitMs);
      undo.push(() => counter.takeBack(key));
    }
    const reserved = await this.#budgets.reserve(chatbot, address, tokens);
    if ('exhausted' in reserved) {
      return { admitted: false, code: 'budget_exhausted', sentence: budget.text, retryAfter: reserved.retryAfter };
    }
    undo.push(() => reserved.settle(0));
    return reserved;
  }

  #leave(address: string): void {
    const running = this.#running.get(address) ?? 0;
    if (running > 1) this.#running.set(address, running - 1);
    else this.#running.delete(address);
  }
}

function tooMany(waitMs: number): Denied {
  return denied('That was a lot in a short time. Please try again in a moment.', Math.ceil(waitMs / 1_000));
}

function denied(sentence: string, retryAfter: number): Denied {
  return { admitted: false, code: 'rate_limited', sentence, retryAfter };
}

/** The last first; one that fails keeps none of the others from being done. */
async function undoAll(undo: readonly Undo[]): Promise<void> {
  const failures: unknown[] = [];
  for (const one of undo.toReversed()) await one().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
