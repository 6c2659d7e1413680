import type { Request } from 'express';
import { z } from 'zod';
import {
  ID_MAX_LENGTH,
  ID_PATTERN,
  MESSAGE_MAX_LENGTH,
  PAGE_SELECTION_MAX_LENGTH,
  PAGE_TITLE_MAX_LENGTH,
  PAGE_URL_MAX_LENGTH,
  SESSION_ID_MAX_LENGTH,
} from '../../protocol/limits.ts';
import { statusOf } from '../../protocol/problem.ts';
import type { ChatRequest, PageContext } from '../../protocol/requests.ts';
import type { Asked, Chat } from '../chat/chat.ts';
import { Refusal } from '../chat/refusal.ts';
import type { Admission } from '../http/admission.ts';
import { clientAddress } from '../http/client-address.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { parseBody } from '../http/json-body.ts';
import { requireOrigin } from '../http/origins.ts';
import { findChatbot, type Chatbots } from './chatbots.ts';

const pageContext: z.ZodType<PageContext> = z.strictObject({
  title: z.string().max(PAGE_TITLE_MAX_LENGTH).exactOptional(),
  url: z
    .url({ protocol: /^https?$/, error: 'Must be an http or https URL' })
    .max(PAGE_URL_MAX_LENGTH)
    .exactOptional(),
  selection: z.string().max(PAGE_SELECTION_MAX_LENGTH).exactOptional(),
});

const chatRequest: z.ZodType<ChatRequest> = z.strictObject({
  message: z.string().max(MESSAGE_MAX_LENGTH).regex(/\S/, 'Must not be empty'),
  chatbot_id: z.string().max(ID_MAX_LENGTH),
  session_id: z.string().max(SESSION_ID_MAX_LENGTH).exactOptional(),
  client_message_id: z.string().max(ID_MAX_LENGTH).regex(ID_PATTERN).exactOptional(),
  include: z.array(z.literal('metadata')).max(1).exactOptional(),
  replaces: z.string().max(ID_MAX_LENGTH).regex(ID_PATTERN).exactOptional(),
  context: pageContext.exactOptional(),
});

/** What the two ways to ask need: streamed, and all at once. */
export interface Asking {
  readonly chat: Chat;
  readonly chatbots: Chatbots;
  readonly admission: Admission;
}

/**
 * Takes a question from a request whose JSON body was read.
 * @param isWhole - whether its answer is wanted in one piece.
 * @throws {HttpProblem} if it can't be taken, with the reason.
 */
export async function takeQuestion(
  request: Request,
  { chat, chatbots, admission }: Asking,
  isWhole = false,
): Promise<Asked> {
  if (!admission.admits()) {
    throw new HttpProblem(503, 'overloaded', 'The server is busy. Please try again in a moment.', { retryAfter: 2 });
  }
  const body = parseBody(chatRequest, request.body);
  const chatbot = findChatbot(chatbots, body.chatbot_id);
  requireOrigin(chatbot, request);
  if (body.context !== undefined && chatbot.widget.page_context !== true) {
    const errors = [{ path: 'context', detail: 'This chatbot takes nothing of the page: page_context is not on' }];
    throw new HttpProblem(400, 'invalid_request', 'The request is not valid.', { errors });
  }
  try {
    return await chat.ask(chatbot, body, { address: clientAddress(request), isWhole });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, message, retryAfter } = error;
    throw new HttpProblem(statusOf(code), code, message, { retryAfter, cause: error });
  }
}
