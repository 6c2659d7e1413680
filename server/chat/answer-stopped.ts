/**
 * Why an answer was stopped from outside; the reason of its AbortSignal.
 * - `cancelled`: the visitor asked for it.
 * - `orphaned`: nobody has listened for the length of the grace period.
 * - `shutdown`: the server is going down.
 */
export class AnswerStopped extends Error {
  override readonly name = 'AnswerStopped';
  readonly why: 'cancelled' | 'orphaned' | 'shutdown';

  constructor(why: AnswerStopped['why']) {
    super(`the answer was stopped: ${why}`);
    this.why = why;
  }
}
