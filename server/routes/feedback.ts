import { Router } from 'express';
import { z } from 'zod';
import { FEEDBACK_COMMENT_MAX_LENGTH } from '../../protocol/limits.ts';
import type { Feedback, FeedbackRequest } from '../../protocol/requests.ts';
import type { Chat } from '../chat/chat.ts';
import { jsonBody, parseBody } from '../http/json-body.ts';
import type { Chatbots } from './chatbots.ts';
import { nothingThere, ownSession } from './own-session.ts';

const feedbackRequest: z.ZodType<FeedbackRequest> = z
  .strictObject({
    rating: z.enum(['up', 'down']).nullable(),
    comment: z.string().max(FEEDBACK_COMMENT_MAX_LENGTH).exactOptional(),
  })
  .refine(({ rating, comment }) => rating !== null || comment === undefined, {
    path: ['comment'],
    message: 'A comment needs a rating',
  });

/** Takes what visitors think of answers. An answer that is not there and one of somebody else look alike. */
export function feedbackRoutes(chat: Chat, chatbots: Chatbots): Router {
  return Router().post('/api/public/messages/:messageId/feedback', jsonBody, async (request, response) => {
    const feedback = toFeedback(parseBody(feedbackRequest, request.body));
    const sessionId = ownSession(request, chat, chatbots);
    // With a handler before this one Express does not know any more that the path has one value for the name.
    const { messageId } = request.params as { readonly messageId: string };
    if (!(await chat.rate(chatbots.get(chat.chatbotOf(sessionId) ?? ''), sessionId, messageId, feedback))) {
      throw nothingThere();
    }
    response.status(204).end();
  });
}

function toFeedback({ rating, comment }: FeedbackRequest): Feedback | undefined {
  if (rating === null) return undefined;
  return comment === undefined || comment.trim() === '' ? { rating } : { rating, comment };
}
