import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Router } from 'express';
import { z } from 'zod';
import { ID_MAX_LENGTH, IDENTITY_MAX_LENGTH } from '../../protocol/limits.ts';
import { PATHS, type MessagesResponse, type SessionRequest, type SessionResponse } from '../../protocol/requests.ts';
import type { Chat } from '../chat/chat.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { jsonBody, parseBody } from '../http/json-body.ts';
import { requireOrigin } from '../http/origins.ts';
import { findChatbot, type Chatbots } from './chatbots.ts';
import { nothingThere, ownSession } from './own-session.ts';
import { exportText, toStored } from './stored-message.ts';

const sessionRequest: z.ZodType<SessionRequest> = z.strictObject({
  chatbot_id: z.string().max(ID_MAX_LENGTH),
  identity: z.string().max(IDENTITY_MAX_LENGTH).exactOptional(),
});

/** Opens sessions, gives back what was said in them, and deletes it. */
export function sessionRoutes(chat: Chat, chatbots: Chatbots): Router {
  return Router()
    .post(PATHS.sessions, jsonBody, async (request, response) => {
      const { chatbot_id: chatbotId, identity } = parseBody(sessionRequest, request.body);
      const chatbot = findChatbot(chatbots, chatbotId);
      requireOrigin(chatbot, request);
      const sessionId = await chat.openSession(chatbot, identity);
      if (sessionId === undefined) throw badIdentity();
      response.status(201).json({ session_id: sessionId } satisfies SessionResponse);
    })
    .get(PATHS.messages, async (request, response) => {
      const transcript = await chat.transcript(ownSession(request, chat, chatbots));
      if (transcript === undefined) throw nothingThere();
      const { messages, running } = transcript;
      response.set('Cache-Control', 'no-store').json({
        messages: messages.map(toStored),
        ...(running && { running: { stream_id: running.streamId, message_id: running.messageId } }),
      } satisfies MessagesResponse);
    })
    .get(PATHS.export, async (request, response) => {
      const stored = await chat.stored(ownSession(request, chat, chatbots));
      if (stored === undefined) throw nothingThere();
      response.set('Cache-Control', 'no-store').type('json').attachment('conversation.json');
      await pipeline(Readable.from(exportText(stored)), response).catch((error: unknown) => {
        // A visitor who leaves is no failure.
        if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
      });
    })
    .delete(PATHS.sessions, async (request, response) => {
      if (!(await chat.erase(ownSession(request, chat, chatbots)))) throw nothingThere();
      response.status(204).end();
    });
}

function badIdentity(): HttpProblem {
  const errors = [
    { path: 'identity', detail: 'Must be signed by the owner’s server for this chatbot, and be no older than an hour' },
  ];
  return new HttpProblem(400, 'invalid_request', 'The request is not valid.', { errors });
}
