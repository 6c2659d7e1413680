import { Router } from 'express';
import type { PublicChatbot } from '../../protocol/requests.ts';
import type { Chatbot } from '../config/config-file.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { requireOrigin } from '../http/origins.ts';

export type Chatbots = ReadonlyMap<string, Chatbot>;

/** @throws {HttpProblem} 404 if no chatbot has this id. */
export function findChatbot(chatbots: Chatbots, id: string): Chatbot {
  const chatbot = chatbots.get(id);
  if (chatbot === undefined) throw new HttpProblem(404, 'not_found', 'There is no chatbot with this id.');
  return chatbot;
}

/** What everybody may know of a chatbot: only what is named here, whatever the configuration comes to hold. */
export function chatbotRoutes(chatbots: Chatbots): Router {
  return Router().get('/api/public/chatbots/:chatbotId', (request, response) => {
    const chatbot = findChatbot(chatbots, request.params.chatbotId);
    requireOrigin(chatbot, request);
    const { id, name, greeting, suggestions } = chatbot;
    response.json({ id, name, greeting, suggestions } satisfies PublicChatbot);
  });
}
