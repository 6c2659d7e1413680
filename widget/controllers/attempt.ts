import type { CancelRequest } from '../../protocol/requests.ts';
import type { OpenTurn } from '../conversation/turn.ts';

/**
 * Who asks: `asking`, this tab; `reading`, another one, or this one before it was loaded, and its stream is known; `waiting`,
 * another one, which is yet to tell where its stream is.
 */
export type Role = 'asking' | 'reading' | 'waiting';

/** One reading of an answer, from the question to the end of its stream. The session that it is made in is the turn's. */
export class Attempt {
  role: Role;
  /** Resolves when there is something to be done here: at once, unless another tab is waited for. */
  readonly turnOfThisTab: Promise<void>;
  /** There is something to be done here from now on. */
  readonly takeOver: () => void;
  readonly #abort = new AbortController();
  readonly #ended = new AbortController();
  /** The session under which the server was asked to stop. */
  #cancelledIn: string | undefined;

  /** @param tabPatienceMs - how long another tab is waited for, in milliseconds: one that has crashed says no more. */
  constructor(role: Role, tabPatienceMs: number) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.role = role;
    this.turnOfThisTab = promise;
    this.takeOver = resolve;
    if (role !== 'waiting') resolve();
    else {
      const timer = setTimeout(resolve, tabPatienceMs);
      void promise.then(() => clearTimeout(timer));
    }
    this.signal.addEventListener('abort', () => resolve(), { once: true });
  }

  /** Aborted when the attempt is over, however it ended. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Leaves the answer. */
  leave(): void {
    this.#abort.abort();
  }

  /** Leaves the answer in `ms` milliseconds, unless it is over by then. */
  leaveAfter(ms: number): void {
    const timer = setTimeout(() => this.leave(), ms);
    this.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  }

  /** The server has ended the answer: it need not be told any more that it is to stop. */
  end(): void {
    this.#ended.abort();
  }

  /**
   * Tells the server to stop the answer, once in each session; also after the answer is left, so that the server hears of it
   * in the end. Where it cannot be told, the answer is left, which the server notices in its own time.
   * @param send - sends the request, until it succeeds or the signal aborts.
   * @param until - gives it up.
   */
  async cancel(
    { clientMessageId, place }: OpenTurn,
    sessionId: string,
    send: (request: CancelRequest, signal: AbortSignal) => Promise<void>,
    until: AbortSignal,
  ): Promise<void> {
    const id =
      clientMessageId === undefined ? place && { stream_id: place.streamId } : { client_message_id: clientMessageId };
    if (!id || this.#cancelledIn === sessionId) return;
    this.#cancelledIn = sessionId;
    try {
      await send({ ...id, session_id: sessionId }, AbortSignal.any([this.#ended.signal, until]));
    } catch {
      this.leave();
    }
  }
}
