import type { ExportedMessage, SessionExport, StoredMessage } from '../../protocol/requests.ts';
import type { StoredSession } from '../chat/sessions.ts';
import type { Message } from '../conversations/conversations.ts';

/** A message as its visitor sees it. */
export function toStored(message: Message): StoredMessage {
  const { id, role, content, createdAt, state, sources, outcome, clientMessageId, feedback } = message;
  return {
    id,
    role,
    content,
    created_at: createdAt.toISOString(),
    ...(clientMessageId !== undefined && { client_message_id: clientMessageId }),
    ...(sources.length > 0 && { sources }),
    ...(outcome?.follow_ups && { follow_ups: outcome.follow_ups }),
    ...(feedback && { feedback }),
    ...(state !== 'complete' && { partial: true }),
  };
}

/** The text of a `SessionExport`, a message at a time: a long conversation is never in memory as a whole. */
export async function* exportText(stored: StoredSession): AsyncGenerator<string, void> {
  const head: Omit<SessionExport, 'messages'> = {
    chatbot_id: stored.chatbotId,
    created_at: stored.createdAt.toISOString(),
    last_used_at: stored.usedAt.toISOString(),
    identified: stored.isIdentified,
  };
  yield `${JSON.stringify(head).slice(0, -1)},"messages":[`;
  let separator = '\n';
  for await (const message of stored.messages) {
    const { state, outcome } = message;
    yield (
      separator + JSON.stringify({ ...toStored(message), state, ...(outcome && { outcome }) } satisfies ExportedMessage)
    );
    separator = ',\n';
  }
  yield '\n]}\n';
}
