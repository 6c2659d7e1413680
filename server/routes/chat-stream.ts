import { Router } from 'express';
import { z } from 'zod';
import { ID_MAX_LENGTH, ID_PATTERN, MESSAGE_MAX_LENGTH, SESSION_ID_MAX_LENGTH } from '../../protocol/limits.ts';
import { PATHS, type ChatRequest } from '../../protocol/requests.ts';
import type { Chat } from '../chat/chat.ts';
import { connectionSignal } from '../http/connection-signal.ts';
import { sendEventStream } from '../http/event-stream-response.ts';
import { jsonBody, parseBody } from '../http/json-body.ts';
import { requireOrigin } from '../http/origins.ts';
import { findChatbot, type Chatbots } from './chatbots.ts';

const chatRequest: z.ZodType<ChatRequest> = z.strictObject({
  message: z.string().max(MESSAGE_MAX_LENGTH).regex(/\S/, 'Must not be empty'),
  chatbot_id: z.string().max(ID_MAX_LENGTH),
  session_id: z.string().max(SESSION_ID_MAX_LENGTH).exactOptional(),
  client_message_id: z.string().max(ID_MAX_LENGTH).regex(ID_PATTERN).exactOptional(),
  include: z.array(z.literal('metadata')).max(1).exactOptional(),
});

/** A message in, the events of its answer out. */
export function chatStreamRoutes(chat: Chat, chatbots: Chatbots): Router {
  return Router().post(PATHS.chatStream, jsonBody, async (request, response) => {
    const body = parseBody(chatRequest, request.body);
    const chatbot = findChatbot(chatbots, body.chatbot_id);
    requireOrigin(chatbot, request);
    const streamId = await chat.ask(chatbot, body);
    const signal = connectionSignal(response);
    await sendEventStream(response, chat.listen(streamId, 0, signal), signal);
  });
}
