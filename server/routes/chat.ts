import { Router } from 'express';
import type { StoredEvent, TerminalEvent } from '../../protocol/chat-event.ts';
import { isTerminal } from '../../protocol/chat-event.ts';
import { statusOf } from '../../protocol/problem.ts';
import { PATHS, type ChatResponse } from '../../protocol/requests.ts';
import { StreamNotFoundError } from '../live-streams/live-streams.ts';
import { connectionSignal } from '../http/connection-signal.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { jsonBody } from '../http/json-body.ts';
import { takeQuestion, type Asking } from './asking.ts';

/** A message in, its whole answer out: for where streaming is off, blocked or spoiled. */
export function chatRoutes(asking: Asking): Router {
  return Router().post(PATHS.chat, jsonBody, async (request, response) => {
    const asked = await takeQuestion(request, asking, true);
    const leave = asking.admission.enter();
    try {
      const last = await lastEvent(asking.chat.listen(asked, 0, connectionSignal(response)));
      if (last !== undefined) response.json(toResponse(last, asked.sessionId));
    } catch (error) {
      if (!(error instanceof StreamNotFoundError)) throw error;
      // It was deleted under its reader, or the first request with this message is still being let in.
      const detail = 'This answer can not be read at the moment. Please try again.';
      throw new HttpProblem(statusOf('interrupted'), 'interrupted', detail, { retryAfter: 1, cause: error });
    } finally {
      leave();
    }
  });
}

/** @returns the terminal event; `undefined` if the reading ended before it, because the connection did. */
async function lastEvent(events: AsyncIterable<StoredEvent>): Promise<TerminalEvent | undefined> {
  for await (const { event } of events) if (isTerminal(event)) return event;
  return undefined;
}

/** @throws {HttpProblem} if the answer was stopped or failed: what there is of it stays in the conversation. */
function toResponse(last: TerminalEvent, sessionId: string): ChatResponse {
  switch (last.type) {
    case 'complete': {
      const { type: _type, done: _done, ...rest } = last;
      return { ...rest, session_id: sessionId };
    }
    case 'cancelled':
      throw new HttpProblem(statusOf('interrupted'), 'interrupted', 'The answer was stopped.');
    case 'error':
      throw new HttpProblem(statusOf(last.code), last.code, last.error, { retryAfter: last.retry_after });
    default:
      return last satisfies never;
  }
}
