import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { PROBLEM_MEDIA_TYPE } from '../../protocol/problem.ts';
import { HttpProblem } from './http-problem.ts';

/** Answers whatever no route has answered. */
export const notFound: RequestHandler = () => {
  throw new HttpProblem(404, 'not_found', 'There is nothing at this address.');
};

/**
 * Sends every error as a problem document. An error that is no `HttpProblem` is a fault of ours: it is logged with its
 * cause and told as `internal`, without its words.
 */
export function problemHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    const known = error instanceof HttpProblem ? error : clientFault(error);
    if (known === undefined) log.error({ err: error }, 'request failed');
    // Nothing can be said any more once a response has begun: Express then closes the connection.
    if (response.headersSent) {
      next(error);
      return;
    }
    const { problem, retryAfter } = known ?? new HttpProblem(500, 'internal', 'Something went wrong on our side.');
    if (retryAfter !== undefined) response.set('Retry-After', String(retryAfter));
    response.status(problem.status).type(PROBLEM_MEDIA_TYPE).send(JSON.stringify(problem));
  };
}

/** Express and its body parser mark what is the client's fault with a status from 400 to 499, such as a path that is not UTF-8. */
function clientFault(error: unknown): HttpProblem | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  const status = Number(error.status);
  if (!(status >= 400 && status < 500)) return undefined;
  return new HttpProblem(status, 'invalid_request', 'The request can not be read.', { cause: error });
}
