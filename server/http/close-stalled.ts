import type { RequestHandler } from 'express';

/** How long a client may take for a response that was written as a whole, in milliseconds. */
const TAKE_MS = 60_000;

/** Closes the connection of a client that does not take its response, so that nobody can make the server keep many of them. */
export const closeStalled: RequestHandler = (_request, response, next) => {
  response.once('prefinish', () => {
    // One that nobody waits for any more can still be ended, and has no `close` to come.
    if (response.closed) return;
    const stall = setTimeout(() => response.destroy(), TAKE_MS);
    response.once('close', () => clearTimeout(stall));
  });
  next();
};
