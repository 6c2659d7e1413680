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
  readonly isCommenting: boolean;
}

/** Passes on what the visitor thinks of answers. It is shown at once, and taken back where the server does not get it. */
export class Rating implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #options: RatingOptions;
  #last: Last | undefined;
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

  /** Whether a comment on this turn is asked for. */
  isCommenting(key: string): boolean {
    return this.#last?.key === key && this.#last.isCommenting;
  }

  /** Rates an answer; once more the same takes it back. */
  rate(turn: CompleteTurn, rating: Feedback['rating']): void {
    const isBack = turn.feedback?.rating === rating;
    this.#say(turn, isBack ? undefined : { rating }, rating === 'down' && !isBack);
  }

  /** @param comment - blank for none. */
  comment(turn: CompleteTurn, comment: string): void {
    const { rating = 'down' } = turn.feedback ?? {};
    if (comment.trim() === '') this.#tell({ key: turn.key, outcome: 'thanks', isCommenting: false });
    else this.#say(turn, { rating, comment: comment.trim() }, false);
  }

  hostDisconnected(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  #say(turn: CompleteTurn, feedback: Feedback | undefined, isCommenting: boolean): void {
    this.#options.show(turn.messageId, feedback);
    this.#tell({ key: turn.key, outcome: undefined, isCommenting });
    this.#sending = this.#sending.then(() => this.#send(turn, feedback));
  }

  async #send({ key, messageId, feedback: before }: CompleteTurn, feedback: Feedback | undefined): Promise<void> {
    const { signal } = this.#abort;
    const { send, show, onRated, onFailed } = this.#options;
    try {
      await send(messageId, { rating: null, ...feedback }, signal);
      show(messageId, feedback);
      onRated(messageId, feedback);
      if (feedback) this.#settle(key, 'thanks');
    } catch (error) {
      show(messageId, before);
      if (signal.aborted) return;
      const failure = asFailure(error);
      this.#settle(key, failure);
      onFailed(failure);
    }
  }

  #settle(key: string, outcome: Outcome): void {
    if (this.#last?.key === key) this.#tell({ ...this.#last, outcome });
  }

  #tell(last: Last): void {
    this.#last = last;
    this.#host.requestUpdate();
  }
}
