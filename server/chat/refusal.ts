import type { ProblemCode } from '../../protocol/problem.ts';

/** A question that is not taken. The message is a sentence for the visitor. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: Extract<ProblemCode, 'overloaded' | 'rate_limited'>;
  /** Seconds to wait before a new attempt can succeed. */
  readonly retryAfter: number;

  constructor(code: Refusal['code'], message: string, retryAfter: number) {
    super(message);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}
