import type { Session } from '../../server/conversations/conversations.ts';

/** A session, as if its token had told of it. */
export function sessionOf(id: string, facts: Partial<Session> = {}): Session {
  return { id, chatbotId: 'museum', createdAt: new Date(), visitor: undefined, ...facts };
}
