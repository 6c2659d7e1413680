import type { Request } from 'express';
import type { Chat } from '../chat/chat.ts';
import { bearerToken } from '../http/bearer.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { requireOrigin } from '../http/origins.ts';
import type { Chatbots } from './chatbots.ts';

/**
 * Whether the session may still be used is for `Chat` to say, where it reads or writes.
 * @returns the session that the request's bearer token is or was.
 * @throws {HttpProblem} 404 if this server did not issue it, 403 for a page that may not use the session's chatbot.
 */
export function ownSession(request: Request, chat: Chat, chatbots: Chatbots): string {
  const sessionId = bearerToken(request) ?? '';
  const chatbotId = chat.chatbotOf(sessionId);
  if (chatbotId === undefined) throw nothingThere();
  // One whose chatbot is gone from the configuration is still its visitor's, to be read and deleted.
  const chatbot = chatbots.get(chatbotId);
  if (chatbot !== undefined) requireOrigin(chatbot, request);
  return sessionId;
}

/** One answer for all that is not there, not any more, or somebody else's: it tells nobody which of them it is. */
export function nothingThere(): HttpProblem {
  return new HttpProblem(404, 'not_found', 'There is no such conversation, or nothing like this in it.');
}
