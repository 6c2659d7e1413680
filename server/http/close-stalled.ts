import type { RequestHandler, Response } from 'express';

/** How long a client may take for a response that was written as a whole, and for each piece of one that is still being written, in milliseconds. */
const TAKE_MS = 30_000;

/** How often a response that is being written is looked at, in milliseconds. */
const LOOK_MS = 1_000;

/**
 * Closes the connection of a client that does not take its response, so that nobody can make the server keep many of them: one that is
 * written and not taken in time, and one that can't be written further because nothing of it is taken. Waiting for something to write is no fault of the
 * client's.
 */
export const closeStalled: RequestHandler = (_request, response, next) => {
  const looks = new Looks(response);
  const look = setInterval(() => looks.next(), LOOK_MS).unref();
  response.once('prefinish', () => looks.wrote());
  // One that nobody waits for any more can still be ended, and has no `close` to come.
  if (response.closed) clearInterval(look);
  else response.once('close', () => clearInterval(look));
  next();
};

/** What is seen of a response from look to look. */
class Looks {
  readonly #response: Response;
  /** Since when nothing of it was taken, as `performance.now()` counts; `undefined` while nothing waits to be taken. */
  #stalledSince: number | undefined;
  #taken = 0;
  #isWhole = false;

  constructor(response: Response) {
    this.#response = response;
  }

  /** All of it is written. */
  wrote(): void {
    this.#isWhole = true;
    this.#stalledSince = performance.now();
  }

  next(): void {
    const now = performance.now();
    if (!this.#isWhole && (!this.#response.writableNeedDrain || this.#hasTakenMore())) this.#stalledSince = undefined;
    else this.#stalledSince ??= now;
    if (this.#stalledSince !== undefined && now - this.#stalledSince >= TAKE_MS) this.#response.destroy();
  }

  #hasTakenMore(): boolean {
    const { socket } = this.#response;
    const taken = socket === null ? 0 : socket.bytesWritten - socket.writableLength;
    const isMore = taken > this.#taken;
    this.#taken = taken;
    return isMore;
  }
}
