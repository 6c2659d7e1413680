import { Router, type Response } from 'express';
import { PATHS } from '../../protocol/requests.ts';
import type { Asked } from '../chat/chat.ts';
import { StreamNotFoundError } from '../live-streams/live-streams.ts';
import { bearerToken } from '../http/bearer.ts';
import { connectionSignal } from '../http/connection-signal.ts';
import { sendEventStream } from '../http/event-stream-response.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { jsonBody } from '../http/json-body.ts';
import { requireOrigin } from '../http/origins.ts';
import { takeQuestion, type Asking } from './asking.ts';
import { tokensAtTheEnd } from './tokens-at-the-end.ts';

/** How many readers a running answer may have: tabs, and connections that are dead without anybody having noticed. */
const MAX_READERS = 16;

/**
 * A message in, the events of its answer out; and the same events again, from any of them on.
 * @param isStreaming - whether its text is given as it comes; otherwise at its end.
 */
export function chatStreamRoutes(asking: Asking, isStreaming = true): Router {
  const { chat, admission } = asking;

  const sendEvents = async (response: Response, asked: Asked, afterId: number): Promise<void> => {
    const leave = admission.enter();
    try {
      const signal = connectionSignal(response);
      const events = chat.listen(asked, afterId, signal);
      await sendEventStream(response, isStreaming ? events : tokensAtTheEnd(events), signal);
    } catch (error) {
      if (!(error instanceof StreamNotFoundError)) throw error;
      // It was removed under its reader, who learns so by asking for the rest.
      response.destroy();
    } finally {
      leave();
    }
  };

  return Router()
    .post(PATHS.chatStream, jsonBody, async (request, response) => {
      await sendEvents(response, await takeQuestion(request, asking), 0);
    })
    .get('/api/public/chat/stream/:streamId', async (request, response) => {
      const asked = { streamId: request.params.streamId, sessionId: bearerToken(request) ?? '' };
      if (!(await chat.mayListen(asked))) {
        throw new HttpProblem(404, 'stream_lost', 'This answer can not be read any more.');
      }
      const chatbot = asking.chatbots.get(chat.chatbotOf(asked.sessionId) ?? '');
      if (chatbot !== undefined) requireOrigin(chatbot, request);
      if (chat.listeners(asked.sessionId) >= MAX_READERS) {
        const detail = 'This answer is read in too many places at once.';
        throw new HttpProblem(429, 'rate_limited', detail, { retryAfter: 2 });
      }
      await sendEvents(response, asked, lastEventId(request.get('Last-Event-ID')));
    });
}

/**
 * @returns the id after which to go on; 0, the beginning, for a header that is absent.
 * @throws {HttpProblem} 400 for anything else that no event of ours ever had.
 */
function lastEventId(header: string | undefined): number {
  if (header === undefined || header === '') return 0;
  if (!/^\d{1,9}$/.test(header)) throw new HttpProblem(400, 'invalid_request', 'Last-Event-ID must be a number.');
  return Number(header);
}
