import type { Logger } from 'pino';
import type { Chatbot } from '../config/chatbot-config.ts';
import { injectionSignal, REFUSAL_SCORE } from '../guards/injection.ts';
import { Refusal } from './refusal.ts';

/**
 * Logs what of a question looks like an attempt to give the model other instructions; never the question itself.
 * @throws {Refusal} `blocked` where the owner wants such a question refused.
 */
export function screenQuestion(chatbot: Chatbot, message: string, log: Logger): void {
  const { score, patterns } = injectionSignal(message);
  if (patterns.length === 0) return;
  const refused = chatbot.guards.injection === 'refuse' && score >= REFUSAL_SCORE;
  log.warn(
    { chatbot_id: chatbot.id, injection_patterns: patterns, score, refused },
    'question looks like an injection',
  );
  if (refused) throw new Refusal('blocked', 'This question can not be answered. Please ask it in other words.');
}
