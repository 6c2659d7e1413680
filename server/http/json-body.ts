import express, { Router, type ErrorRequestHandler, type RequestHandler } from 'express';
import type { z } from 'zod';
import { BODY_MAX_BYTES } from '../../protocol/limits.ts';
import { HttpProblem } from './http-problem.ts';

const requireJson: RequestHandler = (request, _response, next) => {
  if (!request.is('application/json')) {
    throw new HttpProblem(415, 'invalid_request', 'The content type must be application/json.');
  }
  next();
};

/** The body parser's errors carry a status and a `type` (body-parser, "Errors"). */
const explainParserError: ErrorRequestHandler = (error: unknown, _request, _response, next) => {
  next(parserProblem(error) ?? error);
};

function parserProblem(error: unknown): HttpProblem | undefined {
  if (!(error instanceof Error) || !('type' in error)) return undefined;
  switch (error.type) {
    case 'entity.too.large':
      return new HttpProblem(413, 'invalid_request', `The body is larger than ${BODY_MAX_BYTES} bytes.`);
    case 'entity.parse.failed':
      return new HttpProblem(400, 'invalid_request', 'The body is not valid JSON.');
    default:
      return undefined;
  }
}

/** Reads a JSON body of at most `BODY_MAX_BYTES` into `request.body`; anything else is a problem. */
export const jsonBody: RequestHandler = Router().use(
  requireJson,
  express.json({ limit: BODY_MAX_BYTES, inflate: false }),
  explainParserError,
);

/**
 * @returns the body as `schema` gives it.
 * @throws {HttpProblem} 400 with every fault and its path.
 */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), detail: message }));
  throw new HttpProblem(400, 'invalid_request', 'The request is not valid.', { errors });
}
