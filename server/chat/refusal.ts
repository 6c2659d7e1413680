import type { ProblemCode } from '../../protocol/problem.ts';

/** A question that is not taken. The message is a sentence for the visitor. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: Extract<ProblemCode, 'overloaded' | 'rate_limited' | 'budget_exhausted' | 'blocked'>;
  /** Seconds to wait before a new attempt can succeed; `undefined` where none will. */
  readonly retryAfter: number | undefined;

  constructor(code: Refusal['code'], message: string, retryAfter?: number) {
    super(message);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}
