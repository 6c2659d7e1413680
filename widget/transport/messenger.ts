import type { CancelRequest, FeedbackRequest, MessagesResponse } from '../../protocol/requests.ts';
import type { ChatClient } from './chat-client.ts';
import { ChatError } from './chat-error.ts';
import type { Conditions } from './conditions.ts';
import { followAnswer, type AnswerStep, type Question } from './follow-answer.ts';
import { Patience } from './patience.ts';

/** Gets through to the server where that is possible at all: what fails on the way is tried again, see `retryDelay`. */
export class Messenger {
  readonly #client: ChatClient;
  readonly #conditions: Conditions;

  constructor(client: ChatClient, conditions: Conditions) {
    this.#client = client;
    this.#conditions = conditions;
  }

  /** See `followAnswer`. */
  follow(question: Question, signal: AbortSignal): AsyncIterable<AnswerStep> {
    return followAnswer(question, this.#client, this.#conditions, signal);
  }

  /** Has an answer stopped. Resolves when the server has taken note. */
  cancel(request: CancelRequest, signal: AbortSignal): Promise<void> {
    return new Patience(this.#conditions).outlast(() => this.#client.cancel(request, signal), signal);
  }

  /** Says what the visitor thinks of an answer of the session. */
  rate(messageId: string, request: FeedbackRequest, sessionId: string, signal: AbortSignal): Promise<void> {
    const attempt = (): Promise<void> => this.#client.rate(messageId, request, sessionId, signal);
    return new Patience(this.#conditions).outlast(attempt, signal);
  }

  /** Has a session deleted, and all that was said in it; so, too, where the server does not know it. */
  async erase(sessionId: string, signal: AbortSignal): Promise<void> {
    try {
      await new Patience(this.#conditions).outlast(() => this.#client.erase(sessionId, signal), signal);
    } catch (error) {
      if (!(error instanceof ChatError && error.code === 'not_found')) throw error;
    }
  }

  /** @returns what was said in a session; `undefined` if the server does not know it. */
  async transcript(sessionId: string, signal: AbortSignal): Promise<MessagesResponse | undefined> {
    try {
      return await new Patience(this.#conditions).outlast(() => this.#client.messages(sessionId, signal), signal);
    } catch (error) {
      if (error instanceof ChatError && error.code === 'not_found') return undefined;
      throw error;
    }
  }
}
