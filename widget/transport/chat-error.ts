import { isRetryable, type ProblemCode } from '../../protocol/problem.ts';
import type { Failure } from '../conversation/failure.ts';

/**
 * What is wrong with the way to the server, where it shows: `silence`, nothing was heard for too long; `no-stream`, what came
 * in the place of an event stream was none.
 */
export type Symptom = 'silence' | 'no-stream';

/** A request or a stream failed in one of the ways that the protocol knows. `message` and `cause` are for developers. */
export class ChatError extends Error implements Failure {
  override readonly name = 'ChatError';
  readonly code: ProblemCode;
  readonly sentence: string | undefined;
  readonly retryable: boolean;
  readonly retryAfter: number | undefined;
  readonly final: boolean;
  readonly symptom: Symptom | undefined;

  /** @param options - what the server told, where it told anything. */
  constructor(
    code: ProblemCode,
    message: string,
    options: ErrorOptions & Partial<Failure> & { readonly symptom?: Symptom } = {},
  ) {
    super(message, options);
    this.code = code;
    this.sentence = options.sentence;
    this.retryable = options.retryable ?? isRetryable(code);
    this.retryAfter = options.retryAfter;
    this.final = options.final ?? false;
    this.symptom = options.symptom;
  }
}

/** @returns `error` as the visitor is to hear of it: a fault of ours is only told as `internal`, and goes to the console. */
export function asFailure(error: unknown): Failure {
  if (error instanceof ChatError) return error;
  reportError(error);
  return new ChatError('internal', 'a fault of the widget', { cause: error });
}
