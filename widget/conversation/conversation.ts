import type { Turn } from './turn.ts';

/** The turns of one visitor with one chatbot, oldest first. Only the last one can be open. */
export type Conversation = readonly Turn[];

/** How many turns are kept; with more, the oldest go, so that a page that stays open for days does not grow for ever. */
export const MAX_TURNS = 200;

export const EMPTY: Conversation = [];

export function append(conversation: Conversation, turn: Turn): Conversation {
  return [...conversation, turn].slice(-MAX_TURNS);
}

/** @returns the conversation with `step` applied to its last turn; itself if that changes nothing or there is none. */
export function changeLast(conversation: Conversation, step: (turn: Turn) => Turn): Conversation {
  const last = conversation.at(-1);
  if (!last) return conversation;
  const next = step(last);
  return next === last ? conversation : [...conversation.slice(0, -1), next];
}
