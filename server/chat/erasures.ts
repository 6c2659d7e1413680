import type { Conversations, Session } from '../conversations/conversations.ts';
import type { LiveStreams } from '../live-streams/live-streams.ts';
import type { AnswerCache } from './answer-cache.ts';
import type { Unanswered } from '../unanswered/unanswered.ts';
import type { KnownMessages } from './known-messages.ts';
import { Refusal } from './refusal.ts';
import type { RunningAnswers } from './running-answers.ts';

export interface ErasureParts {
  readonly conversations: Conversations;
  readonly streams: LiveStreams;
  readonly cache?: AnswerCache | undefined;
  readonly unanswered?: Unanswered | undefined;
  readonly known: KnownMessages;
  readonly running: RunningAnswers;
}

/** A question in a session that is being erased. A new attempt gets a new session. */
export class BeingErased extends Refusal {
  constructor() {
    super('rate_limited', 'This conversation is being deleted. Please try again in a moment.', 1);
  }
}

/** Removes all that was said in a session, wherever it is. */
export class Erasures {
  readonly #parts: ErasureParts;
  /** By session. */
  readonly #underWay = new Map<string, Promise<boolean>>();

  constructor(parts: ErasureParts) {
    this.#parts = parts;
  }

  /** @throws {Refusal} while the session is being erased. */
  requireNone(sessionId: string): void {
    if (this.#underWay.has(sessionId)) throw new BeingErased();
  }

  /**
   * Resolves when nothing of the session can be read any more.
   * @returns whether there was something to be done: see `Conversations.erase`.
   */
  erase(session: Session): Promise<boolean> {
    const before = this.#underWay.get(session.id);
    if (before) return before;
    const erasing = this.#erase(session).finally(() => this.#underWay.delete(session.id));
    this.#underWay.set(session.id, erasing);
    return erasing;
  }

  async #erase(session: Session): Promise<boolean> {
    const { conversations, streams, cache, unanswered, known, running } = this.#parts;
    const answer = running.of(session.id);
    answer?.stop('cancelled');
    // Its last words are stored before its end.
    await answer?.ended;
    known.forgetAll(session.id);
    await streams.removeAll(session.id);
    cache?.removeAll(session.id);
    await unanswered?.forget(session.id);
    return conversations.erase(session, new Date());
  }
}
