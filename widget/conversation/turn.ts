import type { AnswerState, ChatEvent, Source } from '../../protocol/chat-event.ts';
import type { Failure } from './failure.ts';

interface Asked {
  /** Tells turns apart; stays the same through every attempt. */
  readonly key: string;
  readonly question: string;
  /** The id of the present attempt: the server gives one answer to it, however often it arrives. */
  readonly clientMessageId: string;
  /** The answer as far as it is known. It survives a failure and a stop. */
  readonly text: string;
}

/** The question is on its way; nothing has come back. */
export interface SendingTurn extends Asked {
  readonly phase: 'sending';
}

/** The server has taken the question. */
interface StreamingTurn extends Asked {
  readonly phase: 'streaming';
  /** What the server says it is doing; `undefined` until it says so. */
  readonly state: AnswerState | undefined;
}

/** The visitor wants no more; the server may not have heard of it yet, so text can still come in. */
interface StoppingTurn extends Asked {
  readonly phase: 'stopping';
}

interface CompleteTurn extends Asked {
  readonly phase: 'complete';
  readonly messageId: string;
  readonly sources: readonly Source[];
  /** Whether the model was cut off by its token limit. */
  readonly cutShort: boolean;
}

interface CancelledTurn extends Asked {
  readonly phase: 'cancelled';
}

export interface FailedTurn extends Asked {
  readonly phase: 'failed';
  readonly failure: Failure;
}

/** A turn whose answer is still to come or still coming in. */
export type OpenTurn = SendingTurn | StreamingTurn | StoppingTurn;

/** A turn to which nothing more happens, unless a failed one is tried again. */
export type SettledTurn = CompleteTurn | CancelledTurn | FailedTurn;

/** One question and its answer. */
export type Turn = OpenTurn | SettledTurn;

/** @param clientMessageId - fresh; it becomes the turn's key as well. */
export function ask(question: string, clientMessageId: string): SendingTurn {
  return { phase: 'sending', key: clientMessageId, question, clientMessageId, text: '' };
}

export function isOpen(turn: Turn): turn is OpenTurn {
  return turn.phase === 'sending' || turn.phase === 'streaming' || turn.phase === 'stopping';
}

/** @returns the turn after `event`. A settled turn stays as it is: nothing follows a terminal event. */
export function advance(turn: Turn, event: ChatEvent): Turn {
  if (!isOpen(turn)) return turn;
  switch (event.type) {
    case 'start':
      // A repeated attempt is told from its first event on: what an earlier one left is told again.
      return writing({ ...turn, text: '' }, undefined);
    case 'status':
      return writing(turn, event.state);
    case 'token':
      return writing({ ...turn, text: turn.text + event.content }, 'writing');
    case 'restart':
      return { ...turn, text: '' };
    case 'complete':
      return {
        ...asked(turn),
        phase: 'complete',
        text: event.content,
        messageId: event.message_id,
        sources: event.sources,
        cutShort: event.finish_reason === 'length',
      };
    case 'cancelled':
      return { ...asked(turn), phase: 'cancelled', text: event.content };
    case 'error':
      return fail(turn, {
        code: event.code,
        sentence: event.error,
        retryable: event.retryable,
        retryAfter: event.retry_after,
        final: true,
      });
    default:
      return event satisfies never;
  }
}

/** The visitor wants no more of it. */
export function stop(turn: Turn): Turn {
  return isOpen(turn) ? { ...asked(turn), phase: 'stopping' } : turn;
}

/** The answer ends here without the server's word. */
export function cancel(turn: Turn): Turn {
  return isOpen(turn) ? { ...asked(turn), phase: 'cancelled' } : turn;
}

export function fail(turn: Turn, failure: Failure): Turn {
  return isOpen(turn) ? { ...asked(turn), phase: 'failed', failure } : turn;
}

/**
 * Begins another attempt at a failed turn. What had arrived stays in sight until the new attempt has begun to answer.
 * @param freshId - taken where the failed attempt is over for good; see `Failure.final`.
 */
export function retry(turn: FailedTurn, freshId: string): SendingTurn {
  const { failure, clientMessageId } = turn;
  return { ...asked(turn), phase: 'sending', clientMessageId: failure.final ? freshId : clientMessageId };
}

function asked({ key, question, clientMessageId, text }: Turn): Asked {
  return { key, question, clientMessageId, text };
}

/** The server is at work; a turn that the visitor has stopped stays so, whatever the server still says. */
function writing(turn: OpenTurn, state: AnswerState | undefined): OpenTurn {
  return turn.phase === 'stopping' ? turn : { ...asked(turn), phase: 'streaming', state };
}
