import type { AnswerState, CompleteEvent, Source, StoredEvent, Usage } from '../../protocol/chat-event.ts';
import type { Feedback } from '../../protocol/requests.ts';
import type { Failure } from './failure.ts';
import type { Place } from './place.ts';

interface Asked {
  /** Tells turns apart; stays the same through every attempt, and in every tab. */
  readonly key: string;
  readonly question: string;
  /**
   * The id of the present attempt: the server gives one answer to it, however often it arrives. `undefined` where the attempt
   * was made elsewhere, and the server has told of it.
   */
  readonly clientMessageId: string | undefined;
  /** What the server calls the question, where it has told. */
  readonly questionId: string | undefined;
  /** The earlier question, by an id that the server knows, whose turn and all after it this attempt takes the place of. */
  readonly replaces: string | undefined;
  /** In milliseconds since 1970, as the next; `undefined` where it was not heard of. */
  readonly askedAt: number | undefined;
  /** When the answer began. */
  readonly answeredAt: number | undefined;
  /** The session that the present attempt is made in, whatever other tabs are in by now; `undefined` until it has one. */
  readonly sessionId: string | undefined;
  /** The answer as far as it is known. It survives a failure and a stop. */
  readonly text: string;
  /** How far the answer was read; `undefined` until it has begun. */
  readonly place: Place | undefined;
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

/** The connection is gone, and another one is tried. */
interface ReconnectingTurn extends Asked {
  readonly phase: 'reconnecting';
  /** From 1 to `of`. */
  readonly attempt: number;
  readonly of: number;
}

/** The browser has no network, and that it comes back is waited for. */
interface OfflineTurn extends Asked {
  readonly phase: 'offline';
}

/** The visitor wants no more; the server may not have heard of it yet, so text can still come in. */
interface StoppingTurn extends Asked {
  readonly phase: 'stopping';
}

export interface CompleteTurn extends Asked {
  readonly phase: 'complete';
  readonly messageId: string;
  readonly sources: readonly Source[];
  /** What may be asked next. */
  readonly followUps: readonly string[];
  /** What the visitor thinks of it, if anything was said. */
  readonly feedback: Feedback | undefined;
  /** Whether the model was cut off by its token limit. */
  readonly cutShort: boolean;
  /** Known only where the answer was seen to come in. */
  readonly usage?: Usage;
}

export interface CancelledTurn extends Asked {
  readonly phase: 'cancelled';
}

export interface FailedTurn extends Asked {
  readonly phase: 'failed';
  readonly failure: Failure;
}

/** A turn whose answer is still to come or still coming in. */
export type OpenTurn = SendingTurn | StreamingTurn | ReconnectingTurn | OfflineTurn | StoppingTurn;

/** A turn to which nothing more happens, unless a failed one is tried again. */
export type SettledTurn = CompleteTurn | CancelledTurn | FailedTurn;

/** One question and its answer. */
export type Turn = OpenTurn | SettledTurn;

const UNHEARD = {
  questionId: undefined,
  replaces: undefined,
  askedAt: undefined,
  answeredAt: undefined,
  sessionId: undefined,
  place: undefined,
  text: '',
} as const;

/**
 * @param clientMessageId - fresh; it becomes the turn's key as well, unless it has one already, as in another tab.
 */
export function ask(
  question: string,
  clientMessageId: string,
  more: Partial<Pick<Asked, 'key' | 'replaces' | 'askedAt'>> = {},
): SendingTurn {
  return { ...UNHEARD, phase: 'sending', key: clientMessageId, question, clientMessageId, ...more };
}

/** A turn that was begun elsewhere, or before the page was loaded. */
export function join(asked: Pick<Asked, 'key' | 'question' | 'clientMessageId'> & Partial<Asked>): SendingTurn {
  return { ...UNHEARD, ...asked, phase: 'sending', text: '' };
}

export function isOpen(turn: Turn): turn is OpenTurn {
  switch (turn.phase) {
    case 'sending':
    case 'streaming':
    case 'reconnecting':
    case 'offline':
    case 'stopping':
      return true;
    case 'complete':
    case 'cancelled':
    case 'failed':
      return false;
    default:
      return turn satisfies never;
  }
}

/**
 * @param now - in milliseconds since 1970.
 * @returns the turn after the next event. A settled turn stays as it is: nothing follows a terminal event.
 */
export function advance(turn: Turn, { id, event }: StoredEvent, now?: number): Turn {
  if (!isOpen(turn)) return turn;
  if (event.type === 'start') {
    const place = { streamId: event.stream_id, messageId: event.message_id, lastId: id };
    // A repeated attempt is told from its first event on: what an earlier one left is told again.
    return writing({ ...turn, place, text: '', answeredAt: turn.answeredAt ?? now }, undefined);
  }
  const here = turn.place ? { ...turn, place: { ...turn.place, lastId: id } } : turn;
  switch (event.type) {
    case 'status':
      return writing(here, event.state);
    case 'token':
      return writing({ ...here, text: here.text + event.content }, 'writing');
    case 'restart':
      return { ...here, text: '' };
    case 'complete':
      return complete(here, event);
    case 'cancelled':
      return { ...asked(here), phase: 'cancelled', text: event.content };
    case 'error':
      return fail(here, {
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

/** The answer is whole, however it came. */
export function complete(
  turn: Turn,
  answer: Pick<CompleteEvent, 'content' | 'message_id' | 'sources' | 'finish_reason' | 'follow_ups'> & {
    readonly usage?: Usage;
  },
): Turn {
  if (!isOpen(turn)) return turn;
  return {
    ...asked(turn),
    phase: 'complete',
    text: answer.content,
    messageId: answer.message_id,
    sources: answer.sources,
    followUps: answer.follow_ups ?? [],
    feedback: undefined,
    cutShort: answer.finish_reason === 'length',
    ...(answer.usage && { usage: answer.usage }),
  };
}

/** The attempt is made in this session. */
export function enter(turn: Turn, sessionId: string): Turn {
  return isOpen(turn) && turn.sessionId !== sessionId ? { ...turn, sessionId } : turn;
}

/** The answer's stream was found, here or by another tab: it is to be read from its beginning. */
export function begin(turn: Turn, place: Place): Turn {
  return isOpen(turn) ? { ...turn, place } : turn;
}

/** The connection is gone. A turn that the visitor has stopped stays so, and so it does with the next two. */
export function reconnect(turn: Turn, attempt: number, of: number): Turn {
  return isOpen(turn) && turn.phase !== 'stopping' ? { ...asked(turn), phase: 'reconnecting', attempt, of } : turn;
}

/** The browser has no network. */
export function goOffline(turn: Turn): Turn {
  return isOpen(turn) && turn.phase !== 'stopping' ? { ...asked(turn), phase: 'offline' } : turn;
}

/** The connection stands again. */
export function resume(turn: Turn): Turn {
  return isOpen(turn) ? writing(turn, turn.text === '' ? undefined : 'writing') : turn;
}

/** There is no more of the answer than `text`. What is in sight stays if it is more. */
export function keepLonger(turn: Turn, text: string): Turn {
  return isOpen(turn) && text.length > turn.text.length ? { ...turn, text } : turn;
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

/** The visitor thinks this of the answer; nothing any more, where it is `undefined`. */
export function rate(turn: Turn, feedback: Feedback | undefined): Turn {
  return turn.phase === 'complete' ? { ...turn, feedback } : turn;
}

/**
 * @returns by which id the server is to take the turn out, and all after it; `undefined` where none is known. A question that
 *   never got through has taken nothing out yet: then it is the one whose place it was to take.
 */
export function replaceable({ phase, place, replaces, clientMessageId, questionId }: Turn): string | undefined {
  const isUnheard = !place && phase !== 'complete';
  return (isUnheard ? replaces : undefined) ?? clientMessageId ?? questionId;
}

/**
 * Begins another attempt at a failed turn. What had arrived stays in sight until the new attempt has begun to answer; an
 * attempt that may still be running is gone on with.
 * @param freshId - taken where the failed attempt is over for good; see `Failure.final`.
 */
export function retry(turn: FailedTurn, freshId: string): SendingTurn {
  const again = turn.failure.final
    ? { clientMessageId: freshId, replaces: replaceable(turn), sessionId: undefined, place: undefined }
    : {};
  return { ...asked(turn), ...again, phase: 'sending' };
}

function asked(turn: Turn): Asked {
  const { key, question, clientMessageId, questionId, replaces, askedAt, answeredAt, sessionId, text, place } = turn;
  return { key, question, clientMessageId, questionId, replaces, askedAt, answeredAt, sessionId, text, place };
}

/** The server is at work; a turn that the visitor has stopped stays so, whatever the server still says. */
function writing(turn: OpenTurn, state: AnswerState | undefined): OpenTurn {
  return turn.phase === 'stopping' ? turn : { ...asked(turn), phase: 'streaming', state };
}
