import type { Request } from 'express';
import type { Chat } from '../chat/chat.ts';
import { bearerToken } from '../http/bearer.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { requireOrigin } from '../http/origins.ts';
import type { Chatbots } from './chatbots.ts';

/**
 * @returns the session that the request's bearer token is.
 * @throws {HttpProblem} 404 if this server did not issue it, 403 for a page that may not use the session's chatbot.
 */
export function ownSession(request: Request, chat: Chat, chatbots: Chatbots): string {
  const sessionId = bearerToken(request) ?? '';
  const chatbotId = chat.chatbotOf(sessionId);
  if (chatbotId === undefined) throw new HttpProblem(404, 'not_found', 'There is no such conversation.');
  // One whose chatbot is gone from the configuration is still its visitor's, to be read and deleted.
  const chatbot = chatbots.get(chatbotId);
  if (chatbot !== undefined) requireOrigin(chatbot, request);
  return sessionId;
}
