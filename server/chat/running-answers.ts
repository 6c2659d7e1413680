import { Refusal } from './refusal.ts';
import type { RunningAnswer } from './running-answer.ts';

/** The answers that are being written: one in each session, and so many altogether. */
export class RunningAnswers {
  readonly #max: number;
  readonly #bySession = new Map<string, RunningAnswer>();
  #isClosing = false;

  constructor(max: number) {
    this.#max = max;
  }

  of(sessionId: string): RunningAnswer | undefined {
    return this.#bySession.get(sessionId);
  }

  /**
   * @param before - the answer of the session that the next one would take the place of.
   * @throws {Refusal} where there is no room for the next one.
   */
  requireRoom(before: RunningAnswer | undefined): void {
    if (this.#isClosing) throw new Refusal('overloaded', 'The server is restarting. Please try again in a moment.', 5);
    if (before && !before.isAbandoned) {
      throw new Refusal('rate_limited', 'Another answer is being written. Please wait for it, or stop it.', 1);
    }
    if (this.#bySession.size - (before ? 1 : 0) >= this.#max) {
      throw new Refusal('overloaded', 'There are too many questions at the moment. Please try again in a moment.', 2);
    }
  }

  /** It takes the place of the one before it. */
  start(answer: RunningAnswer): void {
    this.#bySession.set(answer.sessionId, answer);
  }

  end(answer: RunningAnswer): void {
    answer.end();
    if (this.#bySession.get(answer.sessionId) === answer) this.#bySession.delete(answer.sessionId);
  }

  /**
   * Has no more room, lets the answers end, and stops those that take longer than `graceMs`. Resolves when each has its terminal event.
   */
  async close(graceMs: number): Promise<void> {
    this.#isClosing = true;
    const answers = [...this.#bySession.values()];
    const grace = setTimeout(() => answers.forEach((answer) => answer.stop('shutdown')), graceMs);
    await Promise.all(answers.map(({ ended }) => ended));
    clearTimeout(grace);
  }
}
