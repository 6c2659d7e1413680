import type { Conversations } from '../conversations/conversations.ts';

/**
 * The same sessions, of which no text is kept: for a chatbot whose conversations are kept for 0 days. So a question has no history, and
 * one that comes again joins its stream while there is one.
 */
export function withoutText(conversations: Conversations): Conversations {
  return {
    begin: async () => {},
    extend: async () => {},
    update: async () => {},
    recent: async () => [],
    findAnswer: async () => undefined,
    rate: async () => false,
    messages: async function* () {},
    visit: (...session) => conversations.visit(...session),
    record: (...session) => conversations.record(...session),
    erase: (...session) => conversations.erase(...session),
    expire: (...limits) => conversations.expire(...limits),
    recover: () => conversations.recover(),
  };
}
