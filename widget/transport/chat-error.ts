import { isRetryable, type ProblemCode } from '../../protocol/problem.ts';
import type { Failure } from '../conversation/failure.ts';

/** A request or a stream failed in one of the ways that the protocol knows. `message` and `cause` are for developers. */
export class ChatError extends Error implements Failure {
  override readonly name = 'ChatError';
  readonly code: ProblemCode;
  readonly sentence: string | undefined;
  readonly retryable: boolean;
  readonly retryAfter: number | undefined;
  readonly final: boolean;

  /** @param options - what the server told, where it told anything. */
  constructor(code: ProblemCode, message: string, options: ErrorOptions & Partial<Failure> = {}) {
    super(message, options);
    this.code = code;
    this.sentence = options.sentence;
    this.retryable = options.retryable ?? isRetryable(code);
    this.retryAfter = options.retryAfter;
    this.final = options.final ?? false;
  }
}

/** @returns `error` as the visitor is to hear of it: a fault of ours is only told as `internal`, and goes to the console. */
export function asFailure(error: unknown): Failure {
  if (error instanceof ChatError) return error;
  reportError(error);
  return new ChatError('internal', 'a fault of the widget', { cause: error });
}
