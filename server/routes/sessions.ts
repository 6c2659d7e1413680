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
import { bearerToken } from '../http/bearer.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { jsonBody, parseBody } from '../http/json-body.ts';
import { requireOrigin } from '../http/origins.ts';
import { findChatbot, type Chatbots } from './chatbots.ts';

const sessionRequest: z.ZodType<SessionRequest> = z.strictObject({ chatbot_id: z.string().max(ID_MAX_LENGTH) });

/** Opens sessions, and gives back what was said in them. */
export function sessionRoutes(chat: Chat, chatbots: Chatbots): Router {
  return Router()
    .post(PATHS.sessions, jsonBody, (request, response) => {
      const chatbot = findChatbot(chatbots, parseBody(sessionRequest, request.body).chatbot_id);
      requireOrigin(chatbot, request);
      response.status(201).json({ session_id: chat.openSession(chatbot) } satisfies SessionResponse);
    })
    .get(PATHS.messages, async (request, response) => {
      const transcript = await chat.transcript(bearerToken(request) ?? '');
      if (transcript === undefined) throw new HttpProblem(404, 'not_found', 'There is no such conversation.');
      const { messages, running } = transcript;
      response.set('Cache-Control', 'no-store').json({
        messages: messages.map(toStored),
        ...(running && { running: { stream_id: running.streamId, message_id: running.messageId } }),
      } satisfies MessagesResponse);
    });
}

function toStored({ id, role, content, createdAt, state, sources, clientMessageId }: Message): StoredMessage {
  return {
    id,
    role,
    content,
    created_at: createdAt.toISOString(),
    ...(clientMessageId !== undefined && { client_message_id: clientMessageId }),
    ...(sources.length > 0 && { sources }),
    ...(state !== 'complete' && { partial: true }),
  };
}
