import type { Feedback, MessagesResponse, StoredMessage } from '../../protocol/requests.ts';
import { dropReplaced, MAX_TURNS, type Conversation } from './conversation.ts';
import { isOpen, join, rate, type CancelledTurn, type CompleteTurn, type SendingTurn, type Turn } from './turn.ts';

/** What the server knows of a conversation. */
export interface Recalled {
  readonly turns: readonly (CompleteTurn | CancelledTurn)[];
  /** The turn whose answer is being written. */
  readonly running: SendingTurn | undefined;
}

/**
 * Makes turns of stored messages. A stored answer names no stream: its turn's key is its own id. An answer that is not whole
 * was stopped or has failed, which nobody can tell any more.
 */
export function recall({ messages, running }: MessagesResponse): Recalled {
  const turns: Recalled['turns'][number][] = [];
  let question: StoredMessage | undefined;
  for (const message of messages) {
    if (message.role === 'assistant') turns.push(answered(question, message));
    else if (question) turns.push(unanswered(question));
    question = message.role === 'user' ? message : undefined;
  }
  if (!question) return { turns, running: undefined };
  if (!running) return { turns: [...turns, unanswered(question)], running: undefined };
  const { stream_id: streamId, message_id: messageId } = running;
  const place = { streamId, messageId, lastId: 0 };
  return { turns, running: join({ ...askedElsewhere(messageId, question), place }) };
}

/**
 * Brings together what is on the screen and what the server knows. A turn that both know stays as it is on the screen, unless
 * the server has more of it. What only the screen has stays where it is; at its end, that is a question that never got through
 * or is on its way, and comes last.
 */
export function reconcile(shown: Conversation, { turns }: Recalled): Conversation {
  const result: Turn[] = [];
  let unknown: Turn[] = [];
  let next = 0;
  for (const turn of shown) {
    const place = findIn(turns, turn, turn === shown.at(-1));
    const stored = turns[place];
    if (stored && place < next && !isOpen(turn)) continue;
    if (!stored || place < next) {
      unknown.push(turn);
      continue;
    }
    result.push(...unknown, ...turns.slice(next, place), better(turn, stored, place === turns.length - 1));
    unknown = [];
    next = place + 1;
  }
  return dropReplaced([...result, ...turns.slice(next), ...unknown]).slice(-MAX_TURNS);
}

/** @returns whether both are one attempt at one answer. The words of a question say nothing: it may be asked twice. */
export function isSame(one: Turn, other: Turn): boolean {
  return (
    answerKey(one) === answerKey(other) ||
    (one.clientMessageId !== undefined && one.clientMessageId === other.clientMessageId)
  );
}

/** @returns where in `turns` the turn is; -1 where it is not. */
function findIn(turns: Recalled['turns'], turn: Turn, isLast: boolean): number {
  const place = turns.findIndex((stored) => isSame(stored, turn));
  return place < 0 && isLast && isCopy(turn, turns.at(-1)) ? turns.length - 1 : place;
}

/**
 * @returns whether `stored`, of which nobody can tell which attempt it was, is the question that this page has sent without
 *   having heard of an answer. An answer that is whole may as well be to the same question, asked before.
 */
function isCopy(turn: Turn, stored: Turn | undefined): boolean {
  const isUnheard = !turn.place && (isOpen(turn) || turn.phase === 'cancelled');
  const isUnclaimed = stored?.phase === 'cancelled' && stored.clientMessageId === undefined;
  return isUnheard && isUnclaimed && stored.question === turn.question;
}

/** @param isLast - whether nothing was said after it: an answer can still be open only then. */
function better(shown: Turn, stored: CompleteTurn | CancelledTurn, isLast: boolean): Turn {
  const hasMore =
    stored.phase === 'complete'
      ? shown.phase !== 'complete'
      : isOpen(shown)
        ? !isLast
        : shown.phase === 'cancelled' && stored.text.length > shown.text.length;
  if (!hasMore) return learned(shown, stored);
  return { ...stored, key: shown.key, clientMessageId: shown.clientMessageId ?? stored.clientMessageId };
}

/** What the server alone knows of a turn that is on the screen; itself where that is nothing new. */
function learned(shown: Turn, stored: CompleteTurn | CancelledTurn): Turn {
  const { questionId, askedAt, answeredAt } = stored;
  const isKnown = shown.questionId === questionId && shown.askedAt !== undefined && shown.answeredAt !== undefined;
  const turn = isKnown
    ? shown
    : { ...shown, questionId, askedAt: shown.askedAt ?? askedAt, answeredAt: shown.answeredAt ?? answeredAt };
  if (turn.phase !== 'complete' || stored.phase !== 'complete' || isAlike(turn.feedback, stored.feedback)) return turn;
  return rate(turn, stored.feedback);
}

function isAlike(one: Feedback | undefined, other: Feedback | undefined): boolean {
  return one?.rating === other?.rating && one?.comment === other?.comment;
}

/** What the server calls the turn's answer, where that is known. */
function answerKey(turn: Turn): string {
  return turn.phase === 'complete' ? turn.messageId : (turn.place?.messageId ?? turn.key);
}

function answered(question: StoredMessage | undefined, answer: StoredMessage): CompleteTurn | CancelledTurn {
  const { id, content, sources = [], follow_ups: followUps = [], feedback, partial } = answer;
  const asked = {
    ...askedElsewhere(id, question),
    answeredAt: timeOf(answer),
    replaces: undefined,
    text: content,
    place: undefined,
  };
  return partial
    ? { ...asked, phase: 'cancelled' }
    : { ...asked, phase: 'complete', messageId: id, sources, followUps, feedback, cutShort: false };
}

function unanswered(question: StoredMessage): CancelledTurn {
  const nothing = { answeredAt: undefined, replaces: undefined, text: '', place: undefined };
  return { ...askedElsewhere(question.id, question), ...nothing, phase: 'cancelled' };
}

function askedElsewhere(
  key: string,
  question: StoredMessage | undefined,
): Pick<Turn, 'key' | 'question' | 'clientMessageId' | 'questionId' | 'askedAt' | 'sessionId'> {
  return {
    key,
    question: question?.content ?? '',
    clientMessageId: question?.client_message_id,
    questionId: question?.id,
    askedAt: question && timeOf(question),
    sessionId: undefined,
  };
}

/** In milliseconds since 1970; `undefined` for what is no time. */
function timeOf({ created_at: time }: StoredMessage): number | undefined {
  return Date.parse(time) || undefined;
}
