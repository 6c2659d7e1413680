/** Every way in which a request or an answer can fail. A widget that meets a code it does not know treats it as `internal`. */
const PROBLEM_CODES = [
  'connection',
  'llm_unavailable',
  'llm_timeout',
  'llm_error',
  'interrupted',
  'stream_lost',
  'overloaded',
  'rate_limited',
  'budget_exhausted',
  'invalid_request',
  'not_found',
  'forbidden_origin',
  'blocked',
  'internal',
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** The media type of a problem document (RFC 9457, section 3). */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/**
 * A problem document (RFC 9457): what the server answers when it fails before a stream begins.
 * `detail` is a sentence for whoever sent the request; it never holds the cause, which is in the server's log.
 */
export interface Problem {
  readonly type: 'about:blank';
  /** The reason phrase of `status`. */
  readonly title: string;
  /** The HTTP status code, 400 to 599. */
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
  /** What is wrong with the request, one entry a fault; `path` is the key, or empty for the whole body. */
  readonly errors?: readonly { readonly path: string; readonly detail: string }[];
}

export function isProblemCode(value: unknown): value is ProblemCode {
  return (PROBLEM_CODES as readonly unknown[]).includes(value);
}

/** @returns the HTTP status that goes with a code where an answer fails before anything of it was sent. */
export function statusOf(code: ProblemCode): number {
  switch (code) {
    case 'invalid_request':
      return 400;
    case 'forbidden_origin':
    case 'blocked':
      return 403;
    case 'not_found':
    case 'stream_lost':
      return 404;
    case 'rate_limited':
    case 'budget_exhausted':
      return 429;
    case 'llm_error':
      return 502;
    case 'connection':
    case 'llm_unavailable':
    case 'interrupted':
    case 'overloaded':
      return 503;
    case 'llm_timeout':
      return 504;
    case 'internal':
      return 500;
    default:
      return code satisfies never;
  }
}

/** @returns whether the same question may succeed when it is asked again. */
export function isRetryable(code: ProblemCode): boolean {
  switch (code) {
    case 'connection':
    case 'llm_unavailable':
    case 'llm_timeout':
    case 'llm_error':
    case 'interrupted':
    case 'stream_lost':
    case 'overloaded':
    case 'rate_limited':
    case 'internal':
      return true;
    case 'budget_exhausted':
    case 'invalid_request':
    case 'not_found':
    case 'forbidden_origin':
    case 'blocked':
      return false;
    default:
      return code satisfies never;
  }
}
