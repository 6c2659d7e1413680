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
    if (!(error instanceof HttpProblem)) log.error({ err: error }, 'request failed');
    // Nothing can be said any more once a response has begun: Express then closes the connection.
    if (response.headersSent) {
      next(error);
      return;
    }
    const { problem, retryAfter } =
      error instanceof HttpProblem ? error : new HttpProblem(500, 'internal', 'Something went wrong on our side.');
    if (retryAfter !== undefined) response.set('Retry-After', String(retryAfter));
    response.status(problem.status).type(PROBLEM_MEDIA_TYPE).send(JSON.stringify(problem));
  };
}
