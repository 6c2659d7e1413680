import { Router } from 'express';
import { z } from 'zod';
import { ID_MAX_LENGTH, SESSION_ID_MAX_LENGTH } from '../../protocol/limits.ts';
import { PATHS, type CancelRequest, type CancelResponse } from '../../protocol/requests.ts';
import type { Chat } from '../chat/chat.ts';
import { jsonBody, parseBody } from '../http/json-body.ts';
import { requireOrigin } from '../http/origins.ts';
import type { Chatbots } from './chatbots.ts';

const cancelRequest: z.ZodType<CancelRequest> = z
  .strictObject({
    stream_id: z.string().max(ID_MAX_LENGTH).exactOptional(),
    client_message_id: z.string().max(ID_MAX_LENGTH).exactOptional(),
    session_id: z.string().max(SESSION_ID_MAX_LENGTH),
  })
  .refine((body) => (body.stream_id === undefined) !== (body.client_message_id === undefined), {
    message: 'Either stream_id or client_message_id must be there',
  });

/** Stops an answer. What is not running and what belongs to somebody else look alike. */
export function cancelRoutes(chat: Chat, chatbots: Chatbots): Router {
  return Router().post(PATHS.cancel, jsonBody, async (request, response) => {
    const body = parseBody(cancelRequest, request.body);
    const chatbot = chatbots.get(chat.chatbotOf(body.session_id) ?? '');
    if (chatbot !== undefined) requireOrigin(chatbot, request);
    const cancelled = await chat.cancel(body);
    response.json({ status: cancelled ? 'cancelled' : 'not_found' } satisfies CancelResponse);
  });
}
