import { ProtocolError } from '../../protocol/chat-event.ts';
import type { PublicChatbot } from '../../protocol/requests.ts';

/** More would push the greeting out of sight. */
const MAX_SUGGESTIONS = 6;

/** @throws {ProtocolError} if `value` is not what the server tells of a chatbot. */
export function parsePublicChatbot(value: unknown): PublicChatbot {
  const { id, name, greeting, suggestions } = Object(value) as Record<keyof PublicChatbot, unknown>;
  if (typeof id !== 'string' || typeof name !== 'string' || typeof greeting !== 'string') {
    throw new ProtocolError('a chatbot lacks its id, name or greeting');
  }
  if (!Array.isArray(suggestions) || !suggestions.every((suggestion) => typeof suggestion === 'string')) {
    throw new ProtocolError('a chatbot has no valid suggestions');
  }
  return { id, name, greeting, suggestions: suggestions.slice(0, MAX_SUGGESTIONS) };
}
