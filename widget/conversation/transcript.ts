import type { MessagesResponse, StoredMessage } from '../../protocol/requests.ts';
import { MAX_TURNS, type Conversation } from './conversation.ts';
import { join, type CancelledTurn, type CompleteTurn, type SendingTurn, type Turn } from './turn.ts';

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
  return { turns, running: join({ key: messageId, question: question.content, clientMessageId: undefined, place }) };
}

/**
 * Brings together what is on the screen and what the server knows. A turn that both know stays as it is on the screen, unless
 * only the server has the whole of it. What only the screen has stays where it is; at its end, that is a question that never got
 * through or is on its way, and comes last.
 */
export function reconcile(shown: Conversation, { turns }: Recalled): Conversation {
  const places = new Map(turns.map(({ key }, place) => [key, place]));
  const last = shown.at(-1);
  // What was stored before the page heard of its place stands there twice.
  const isCopied = last && !last.place && turns.at(-1)?.question === last.question;
  const known: readonly Turn[] = isCopied && last.phase === 'sending' ? turns.slice(0, -1) : turns;
  const seen = isCopied && last.phase === 'cancelled' ? shown.slice(0, -1) : shown;
  const result: Turn[] = [];
  let unknown: Turn[] = [];
  let next = 0;
  for (const turn of seen) {
    const place = places.get(answerKey(turn));
    const stored = place === undefined ? undefined : known[place];
    if (place === undefined || !stored) {
      unknown.push(turn);
      continue;
    }
    const isBetter = stored.phase === 'complete' && turn.phase !== 'complete';
    result.push(...unknown, ...known.slice(next, place), isBetter ? stored : turn);
    unknown = [];
    next = place + 1;
  }
  return [...result, ...known.slice(next), ...unknown].slice(-MAX_TURNS);
}

/** What the server calls the turn's answer, where that is known. */
function answerKey(turn: Turn): string {
  return turn.phase === 'complete' ? turn.messageId : (turn.place?.messageId ?? turn.key);
}

function answered(question: StoredMessage | undefined, answer: StoredMessage): CompleteTurn | CancelledTurn {
  const { id, content, sources = [], partial } = answer;
  const asked = {
    key: id,
    question: question?.content ?? '',
    clientMessageId: undefined,
    text: content,
    place: undefined,
  };
  return partial
    ? { ...asked, phase: 'cancelled' }
    : { ...asked, phase: 'complete', messageId: id, sources, cutShort: false };
}

function unanswered({ id, content }: StoredMessage): CancelledTurn {
  return { phase: 'cancelled', key: id, question: content, clientMessageId: undefined, text: '', place: undefined };
}
