import { STATUS_CODES } from 'node:http';
import type { Problem, ProblemCode } from '../../protocol/problem.ts';

export interface HttpProblemOptions extends ErrorOptions {
  readonly errors?: Problem['errors'];
  /** Seconds to wait before a new attempt can succeed. */
  readonly retryAfter?: number | undefined;
}

/** A request that can't be served: thrown by handlers, and sent as a problem document (RFC 9457). */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly problem: Problem;
  readonly retryAfter: number | undefined;

  /**
   * @param status - 400 to 599.
   * @param detail - a sentence for whoever sent the request.
   */
  constructor(status: number, code: ProblemCode, detail: string, options: HttpProblemOptions = {}) {
    super(detail, options);
    const title = STATUS_CODES[status] ?? 'Error';
    this.problem = {
      type: 'about:blank',
      title,
      status,
      code,
      detail,
      ...(options.errors && { errors: options.errors }),
    };
    this.retryAfter = options.retryAfter;
  }
}
