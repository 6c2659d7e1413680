import { isProblemCode, PROBLEM_MEDIA_TYPE, type ProblemCode } from '../../protocol/problem.ts';
import { readRetryAfter } from '../../protocol/retry-after.ts';
import { ChatError } from './chat-error.ts';
import { hasMediaType } from './media-type.ts';

/**
 * Makes an error of a response that is none of ours to use.
 * @param response - with a status that is not 2xx. A problem document is believed; anything else was written by a proxy or
 *   by another server, and only its status says something.
 */
export async function readProblem(response: Response): Promise<ChatError> {
  const retryAfter = readRetryAfter(response.headers.get('retry-after'), Date.now());
  const message = `the server answered ${response.status}`;
  if (!hasMediaType(response, PROBLEM_MEDIA_TYPE)) {
    // What nobody reads may fail as it likes: the status is known already.
    response.body?.cancel().catch(() => {});
    return new ChatError(codeOfStatus(response.status), message, { retryAfter });
  }
  let problem: unknown;
  try {
    problem = await response.json();
  } catch (cause) {
    return new ChatError('connection', `${message} and broke off`, { cause, retryAfter });
  }
  const { code, detail } = Object(problem) as Record<string, unknown>;
  return new ChatError(isProblemCode(code) ? code : 'internal', message, {
    sentence: typeof detail === 'string' && detail !== '' ? detail : undefined,
    retryAfter,
    final: true,
  });
}

/** What a proxy means that stands before the server: it has two ways to ask for patience, the rest is a broken way there. */
function codeOfStatus(status: number): ProblemCode {
  if (status === 429) return 'rate_limited';
  if (status === 503) return 'overloaded';
  return 'connection';
}
