import { append, changeLast, type Conversation } from '../conversation/conversation.ts';
import { ask, begin, cancel, complete, enter, fail, retry, type SettledTurn, type Turn } from '../conversation/turn.ts';
import type { TurnMessage } from './tab-message.ts';

type Message<Type extends TurnMessage['type']> = TurnMessage & { readonly type: Type };

/**
 * What the other tabs are told of a turn.
 * @returns `undefined` where its question came from elsewhere, or there is nothing to be told.
 */
export function tabMessage(turn: Turn, type: Exclude<TurnMessage['type'], 'settled'>): TurnMessage | undefined {
  const { clientMessageId, key, question, replaces, sessionId, place } = turn;
  if (clientMessageId === undefined) return undefined;
  switch (type) {
    case 'asked':
      return { type, clientMessageId, key, question, ...(replaces !== undefined && { replaces }) };
    case 'started': {
      if (!place || sessionId === undefined) return undefined;
      const { streamId, messageId } = place;
      return { type, clientMessageId, sessionId, streamId, messageId };
    }
    case 'stopped':
    case 'left':
      return { type, clientMessageId };
    default:
      return type satisfies never;
  }
}

/** How a turn has ended; see `tabMessage`. */
export function settledMessage(turn: SettledTurn): Message<'settled'> | undefined {
  const { clientMessageId } = turn;
  if (clientMessageId === undefined) return undefined;
  const message = { type: 'settled', clientMessageId, answer: undefined, failure: undefined } as const;
  switch (turn.phase) {
    case 'complete': {
      const { text, messageId, sources, followUps, cutShort } = turn;
      const answer = {
        content: text,
        message_id: messageId,
        sources,
        finish_reason: cutShort ? 'length' : 'stop',
      } as const;
      return { ...message, answer: { ...answer, ...(followUps.length > 0 && { follow_ups: followUps }) } };
    }
    case 'failed': {
      // A page's own objects do not cross over with their types.
      const { code, sentence, retryable, retryAfter, final } = turn.failure;
      return { ...message, failure: { code, sentence, retryable, retryAfter, final } };
    }
    case 'cancelled':
      return message;
    default:
      return turn satisfies never;
  }
}

/**
 * Another tab has asked: something new, or once more what has failed here too.
 * @param now - in milliseconds since 1970.
 */
export function hearQuestion(
  conversation: Conversation,
  { clientMessageId, key, question, replaces }: Message<'asked'>,
  now?: number,
): Conversation {
  const last = conversation.at(-1);
  if (last?.key !== key || last.phase !== 'failed') {
    return append(conversation, ask(question, clientMessageId, { key, replaces, askedAt: now }));
  }
  // An attempt that is gone on with has its stream already.
  const place = last.clientMessageId === clientMessageId ? last.place : undefined;
  return changeLast(conversation, () => ({ ...retry(last, clientMessageId), clientMessageId, replaces, place }));
}

/** The server has taken the other tab's question. */
export function hearStart(turn: Turn, { sessionId, streamId, messageId }: Message<'started'>): Turn {
  return enter(begin(turn, { streamId, messageId, lastId: 0 }), sessionId);
}

export function hearEnd(turn: Turn, { answer, failure }: Message<'settled'>): Turn {
  if (answer) return complete(turn, answer);
  return failure ? fail(turn, failure) : cancel(turn);
}
