import { Router } from 'express';
import { z } from 'zod';
import { ID_MAX_LENGTH } from '../../protocol/limits.ts';
import {
  PATHS,
  type MessagesResponse,
  type SessionRequest,
  type SessionResponse,
  type StoredMessage,
} from '../../protocol/requests.ts';
import type { Chat } from '../chat/chat.ts';
import type { Message } from '../conversations/conversations.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { jsonBody, parseBody } from '../http/json-body.ts';
import { requireOrigin } from '../http/origins.ts';
import { findChatbot, type Chatbots } from './chatbots.ts';
import { ownSession } from './own-session.ts';

const sessionRequest: z.ZodType<SessionRequest> = z.strictObject({ chatbot_id: z.string().max(ID_MAX_LENGTH) });

/** Opens sessions, gives back what was said in them, and deletes it. */
export function sessionRoutes(chat: Chat, chatbots: Chatbots): Router {
  return Router()
    .post(PATHS.sessions, jsonBody, (request, response) => {
      const chatbot = findChatbot(chatbots, parseBody(sessionRequest, request.body).chatbot_id);
      requireOrigin(chatbot, request);
      response.status(201).json({ session_id: chat.openSession(chatbot) } satisfies SessionResponse);
    })
    .get(PATHS.messages, async (request, response) => {
      const transcript = await chat.transcript(ownSession(request, chat, chatbots));
      if (transcript === undefined) throw new HttpProblem(404, 'not_found', 'There is no such conversation.');
      const { messages, running } = transcript;
      response.set('Cache-Control', 'no-store').json({
        messages: messages.map(toStored),
        ...(running && { running: { stream_id: running.streamId, message_id: running.messageId } }),
      } satisfies MessagesResponse);
    })
    .delete(PATHS.sessions, async (request, response) => {
      await chat.erase(ownSession(request, chat, chatbots));
      response.status(204).end();
    });
}

function toStored(message: Message): StoredMessage {
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
