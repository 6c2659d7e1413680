import type { ProblemCode } from '../../protocol/problem.ts';
import type { Chatbot } from '../config/chatbot-config.ts';

/** Who asks what, as far as limits go. */
export interface LimitedQuestion {
  readonly chatbot: Pick<Chatbot, 'id' | 'limits' | 'budget'>;
  readonly sessionId: string;
  /** A network address, or a network that counts as one. */
  readonly address: string;
  /** The most that its answer can need: of the prompt and of the answer together. 0 for a model that costs nothing. */
  readonly tokens: number;
  /** Whether another answer from the same address ends for the sake of this one. */
  readonly takesOver: boolean;
}

/** A question that was let in. */
export interface Admitted {
  readonly admitted: true;
  /** Gives back what its answer does not need of its tokens; see `Reservation.settle`. */
  settle(tokens: number): Promise<void>;
  /** To be called once, when its answer has ended: the next from its address may come. */
  leave(): void;
  /** In place of `leave`: it was not asked after all, and counts for nothing. */
  withdraw(): Promise<void>;
}

export interface Denied {
  readonly admitted: false;
  readonly code: Extract<ProblemCode, 'rate_limited' | 'budget_exhausted'>;
  /** For the visitor; the owner's own where the budget is used up. */
  readonly sentence: string;
  /** Seconds to wait before a new attempt can succeed. */
  readonly retryAfter: number;
}

/** How much is taken from whom, before any work is done for it. */
export interface Limits {
  /** Counts a request of any kind. */
  request(address: string): Promise<Denied | undefined>;
  /**
   * Counts a question, and keeps the tokens for its answer. What is denied counts for nobody. A message that is there already is no
   * question: its answer is only read once more.
   */
  question(question: LimitedQuestion): Promise<Admitted | Denied>;
}
