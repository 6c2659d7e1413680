import { isOpen, type OpenTurn, type Turn } from '../conversation/turn.ts';
import type { Attempt } from './attempt.ts';
import type { TurnMessage } from './tab-message.ts';

type Heard<Type extends TurnMessage['type']> = TurnMessage & { readonly type: Type };

/** What is going on in this tab. */
export interface Present {
  readonly turn: OpenTurn | undefined;
  readonly attempt: Attempt | undefined;
}

/** What another tab can bring about in this one. */
export interface TabEvents {
  /** A question that is not the one of the open turn. */
  readonly onAsked: (message: Heard<'asked'>) => void;
  readonly onStopped: (turn: OpenTurn) => void;
  /** The next two are for an attempt that has waited for them. */
  readonly onStarted: (message: Heard<'started'>) => void;
  readonly onSettled: (message: Heard<'settled'>) => void;
}

/**
 * @param last - what was said last here.
 * @returns whether that is of another conversation than the one in the session `ended`: the word that it is over can come late.
 */
export function isOfAnother(last: Turn | undefined, ended: string): boolean {
  if (last?.sessionId !== undefined) return last.sessionId !== ended;
  // A question that has found no session to be asked in is the first of its conversation.
  return last !== undefined && isOpen(last) && last.phase !== 'stopping';
}

/** Makes of what another tab tells of a question what it means to this one, which may know better. */
export function hearTurn(message: TurnMessage, { turn, attempt }: Present, events: TabEvents): void {
  const isOurs = turn?.clientMessageId === message.clientMessageId;
  if (message.type === 'asked') {
    if (!isOurs) events.onAsked(message);
    return;
  }
  if (!attempt || !turn || !isOurs) return;
  if (message.type === 'stopped') {
    if (turn.phase !== 'stopping') events.onStopped(turn);
    return;
  }
  // Who reads the answer has it from the server.
  if (attempt.role !== 'waiting') return;
  switch (message.type) {
    case 'started':
      events.onStarted(message);
      attempt.role = 'reading';
      attempt.takeOver();
      break;
    case 'left':
      attempt.takeOver();
      break;
    case 'settled':
      events.onSettled(message);
      break;
    default:
      message satisfies never;
  }
}
