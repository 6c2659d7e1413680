import type { ChatRequest } from '../../protocol/requests.ts';
import type { Chatbot } from '../config/chatbot-config.ts';
import type { Admitted, Limits } from '../limits/limits.ts';
import type { Model } from '../models/model.ts';
import { leastPromptTokens } from './prompt.ts';
import { Refusal } from './refusal.ts';
import { REWRITE_MAX_TOKENS } from './rewrite-question.ts';

/** Who asks, besides the session. */
export interface Asker {
  /** The client's network address, as limits count it. */
  readonly address: string;
  /** Whether the answer is wanted in one piece. */
  readonly isWhole?: boolean;
}

export interface Asking {
  readonly chatbot: Chatbot;
  readonly request: Pick<ChatRequest, 'message' | 'context'>;
  readonly sessionId: string;
  readonly asker: Asker;
  /** Whether another answer of the session ends for the sake of this one. */
  readonly takesOver: boolean;
}

/**
 * Counts a new question, and keeps the most tokens that its answer can need.
 * @throws {Refusal} if the visitor, or all together, have asked enough.
 */
export async function admitQuestion(
  limits: Limits,
  { isFree = false, followsInstructions = false }: Model,
  { chatbot, request, sessionId, asker: { address }, takesOver }: Asking,
): Promise<Admitted> {
  const { promptTokens, answerTokens } = chatbot.limits;
  const { message: question, context: pageContext } = request;
  // What is never cut may be more than the prompt is meant to have.
  const least = leastPromptTokens({ systemPrompt: chatbot.systemPrompt, question, pageContext });
  const needed = Math.max(promptTokens, least) + answerTokens + (followsInstructions ? REWRITE_MAX_TOKENS : 0);
  const tokens = isFree ? 0 : needed;
  const result = await limits.question({ chatbot, sessionId, address, tokens, takesOver });
  if (!result.admitted) throw new Refusal(result.code, result.sentence, result.retryAfter);
  return result;
}
