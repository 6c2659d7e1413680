import type { ReactiveController, ReactiveControllerHost } from 'lit';

import type { Feedback, FeedbackRequest } from '../../protocol/requests.ts';
import type { Failure } from '../conversation/failure.ts';
import type { CompleteTurn } from '../conversation/turn.ts';
import { asFailure } from '../transport/chat-error.ts';

export interface RatingOptions {
  /** Tells the server. */
  readonly send: (messageId: string, request: FeedbackRequest, signal: AbortSignal) => Promise<void>;
  /** Shows it in this tab. */
  readonly show: (messageId: string, feedback: Feedback | undefined) => void;
  /** The server has taken it. */
  readonly onRated: (messageId: string, feedback: Feedback | undefined) => void;
  readonly onFailed: (failure: Failure) => void;
}

type Outcome = 'thanks' | Failure | undefined;

interface Last {
  readonly key: string;
  readonly outcome: Outcome;
  /** What a comment is asked for with, where one is. */
  readonly commented: Feedback['rating'] | undefined;
}

interface Request {
  readonly feedback: Feedback | undefined;
}

/** What is under way for one answer. */
interface Pending {
  /** What the server is known to have. */
  readonly confirmed: Feedback | undefined;
  /** The last of the requests, which is the one that counts. */
  readonly latest: Request;
}

/** Passes on what the visitor thinks of answers. It is shown at once, and taken back where the server does not get it. */
export class Rating implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #options: RatingOptions;
  #last: Last | undefined;
  /** By the answer's id, as long as anything is under way for it. */
  readonly #pending = new Map<string, Pending>();
  /** Comments that the server did not get, by the turn's key. */
  readonly #unsent = new Map<string, string>();
  /** One after the other: the last word counts. */
  #sending: Promise<void> = Promise.resolve();
  #abort = new AbortController();

  constructor(host: ReactiveControllerHost, options: RatingOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** @returns what became of the last rating, where it was of this turn. */
  outcomeOf(key: string): Outcome {
    return this.#last?.key === key ? this.#last.outcome : undefined;
  }

  /** @returns the comment on this turn to begin with, where one is asked for. */
  commentOf(key: string): string | undefined {
    if (this.#last?.key !== key || this.#last.commented === undefined) return undefined;
    return this.#unsent.get(key) ?? '';
  }

  /** Rates an answer; once more the same takes it back. */
  rate(turn: CompleteTurn, rating: Feedback['rating']): void {
    const isBack = turn.feedback?.rating === rating;
    this.#say(turn, isBack ? undefined : { rating }, rating === 'down' && !isBack ? rating : undefined);
  }

  /** @param comment - blank for none. */
  comment(turn: CompleteTurn, comment: string): void {
    const { key } = turn;
    // The form's, which another tab does not change.
    const rating = (this.#last?.key === key ? this.#last.commented : undefined) ?? 'down';
    this.#unsent.delete(key);
    if (comment.trim() === '') this.#tell({ key, outcome: 'thanks', commented: undefined });
    else this.#say(turn, { rating, comment: comment.trim() }, undefined);
  }

  hostDisconnected(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  #say(turn: CompleteTurn, feedback: Feedback | undefined, commented: Last['commented']): void {
    const { key, messageId } = turn;
    const latest: Request = { feedback };
    const { confirmed } = this.#pending.get(messageId) ?? { confirmed: turn.feedback };
    this.#pending.set(messageId, { confirmed, latest });
    this.#options.show(messageId, feedback);
    this.#tell({ key, outcome: undefined, commented });
    this.#sending = this.#sending.then(() => this.#send(turn, latest));
  }

  async #send({ key, messageId }: CompleteTurn, request: Request): Promise<void> {
    const { signal } = this.#abort;
    const { feedback } = request;
    const { send, show, onRated, onFailed } = this.#options;
    try {
      await send(messageId, { rating: null, ...feedback }, signal);
      const isLatest = this.#conclude(messageId, request, feedback);
      if (isLatest) show(messageId, feedback);
      onRated(messageId, feedback);
      if (isLatest && feedback) this.#settle(key, { outcome: 'thanks' });
    } catch (error) {
      const confirmed = this.#pending.get(messageId)?.confirmed;
      const isLatest = this.#conclude(messageId, request, confirmed);
      if (isLatest) show(messageId, confirmed);
      if (signal.aborted) return;
      const failure = asFailure(error);
      // What was said after it is still on its way.
      if (!isLatest) return;
      const { comment, rating } = feedback ?? {};
      if (comment !== undefined) this.#unsent.set(key, comment);
      this.#settle(key, { outcome: failure, ...(comment !== undefined && { commented: rating }) });
      onFailed(failure);
    }
  }

  /** @returns whether nothing was said of the answer after this. */
  #conclude(messageId: string, request: Request, confirmed: Feedback | undefined): boolean {
    const latest = this.#pending.get(messageId)?.latest ?? request;
    if (latest === request) this.#pending.delete(messageId);
    else this.#pending.set(messageId, { confirmed, latest });
    return latest === request;
  }

  #settle(key: string, changes: Omit<Partial<Last>, 'key'>): void {
    if (this.#last?.key === key) this.#tell({ ...this.#last, ...changes });
  }

  #tell(last: Last): void {
    this.#last = last;
    this.#host.requestUpdate();
  }
}
