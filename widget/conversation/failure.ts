import type { ProblemCode } from '../../protocol/problem.ts';

/** Why something that the visitor asked for did not come about. */
export interface Failure {
  readonly code: ProblemCode;
  /** The server's own sentence for the visitor; absent where the server never got to say one. */
  readonly sentence?: string | undefined;
  /** Whether the same may succeed when it is tried again. */
  readonly retryable: boolean;
  /** Seconds to wait before a new attempt can succeed. */
  readonly retryAfter?: number | undefined;
  /**
   * Whether the server itself has ended the attempt: it refused it, or its log of the answer ends in an error. Otherwise
   * the attempt may still be running there, and repeating it under the same id joins it.
   */
  readonly final: boolean;
}
