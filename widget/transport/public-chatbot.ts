import { ProtocolError } from '../../protocol/chat-event.ts';
import type { PublicChatbot } from '../../protocol/requests.ts';
import type { SomeTexts } from '../../protocol/texts.ts';
import { readLanguage, serverSettings, type SomeSettings } from '../settings.ts';

/** More would push the greeting out of sight. */
const MAX_SUGGESTIONS = 6;

/** What the server tells of a chatbot. */
export interface Chatbot extends Pick<PublicChatbot, 'id' | 'name' | 'greeting' | 'suggestions' | 'direction'> {
  readonly settings: SomeSettings;
  /** See `PublicChatbot.streaming_percent`. */
  readonly streamingPercent?: number;
  /** What `texts` are in, a BCP 47 tag. */
  readonly language?: string;
  readonly texts: SomeTexts;
}

/**
 * What is optional and not as it should be is left out.
 * @throws {ProtocolError} if `value` is not what the server tells of a chatbot.
 */
export function parsePublicChatbot(value: unknown): Chatbot {
  const fields = Object(value) as Readonly<Record<keyof PublicChatbot, unknown>>;
  const { id, name, greeting, suggestions, direction } = fields;
  if (typeof id !== 'string' || typeof name !== 'string' || typeof greeting !== 'string') {
    throw new ProtocolError('a chatbot lacks its id, name or greeting');
  }
  if (!Array.isArray(suggestions) || !suggestions.every((suggestion) => typeof suggestion === 'string')) {
    throw new ProtocolError('a chatbot has no valid suggestions');
  }
  const language = readLanguage(fields.language);
  const percent = fields.streaming_percent;
  return {
    id,
    name,
    greeting,
    suggestions: suggestions.slice(0, MAX_SUGGESTIONS),
    settings: serverSettings(fields),
    texts: parseTexts(fields.texts),
    ...(typeof percent === 'number' && { streamingPercent: percent }),
    ...(language !== undefined && { language }),
    ...((direction === 'rtl' || direction === 'ltr') && { direction }),
  };
}

/** A key that is not known here is never asked for. */
function parseTexts(value: unknown): SomeTexts {
  return Object.fromEntries(Object.entries(Object(value)).filter(([, text]) => isText(text)));
}

/** A text, or one for each category of numbers. */
function isText(value: unknown): boolean {
  if (typeof value === 'string') return true;
  const texts: unknown[] = Object.values(Object(value));
  return typeof Object(value).other === 'string' && texts.every((text) => typeof text === 'string');
}
