import type { DiagnosticsDetail } from '../smail-chat-events.ts';
import type { AnswerStep } from '../transport/follow-answer.ts';

/** @returns what a step on the way to an answer says of the connection; `undefined` where that is nothing. */
export function diagnosticsOf(step: AnswerStep): DiagnosticsDetail | undefined {
  switch (step.type) {
    case 'reconnecting':
      return { kind: 'reconnecting', attempt: step.attempt, of: step.of, code: step.code };
    case 'fallback':
      return { kind: 'fallback', reason: step.reason };
    case 'offline':
    case 'resumed':
    case 'stalled':
      return { kind: step.type };
    case 'session':
    case 'event':
    case 'whole':
    case 'remnant':
      return undefined;
    default:
      return step satisfies never;
  }
}
