import type { Turn } from './turn.ts';

/** The turns of one visitor with one chatbot, oldest first. Only the last one can be open. */
export type Conversation = readonly Turn[];

/** How many turns are kept; with more, the oldest go, so that a page that stays open for days does not grow for ever. */
export const MAX_TURNS = 200;

export const EMPTY: Conversation = [];

/** @returns the conversation with `turn` at its end, and without what that takes the place of. */
export function append(conversation: Conversation, turn: Turn): Conversation {
  return dropReplaced([...conversation, turn]).slice(-MAX_TURNS);
}

/** @returns the conversation without what its last turn takes the place of: a turn, and all after it. */
export function dropReplaced(conversation: Conversation): Conversation {
  const last = conversation.at(-1);
  if (last?.replaces === undefined) return conversation;
  const rest = conversation.slice(0, -1);
  const left = before(rest, last.replaces);
  return left === rest ? conversation : [...left, last];
}

/**
 * @param id - of a question, as it is here or on the server.
 * @returns what comes before its turn; all of it where that turn is not here.
 */
export function before(conversation: Conversation, id: string): Conversation {
  // Who was to take the same place, and failed, goes with it.
  const isMeant = (turn: Turn): boolean => [turn.clientMessageId, turn.questionId, turn.replaces].includes(id);
  const place = conversation.findIndex(isMeant);
  return place < 0 ? conversation : conversation.slice(0, place);
}

/** @returns the conversation with `step` applied to every turn; a turn that it does not change stays the same object. */
export function changeAll(conversation: Conversation, step: (turn: Turn) => Turn): Conversation {
  return conversation.map(step);
}

/** @returns the conversation with `step` applied to its last turn; itself if that changes nothing or there is none. */
export function changeLast(conversation: Conversation, step: (turn: Turn) => Turn): Conversation {
  const last = conversation.at(-1);
  if (!last) return conversation;
  const next = step(last);
  return next === last ? conversation : [...conversation.slice(0, -1), next];
}
