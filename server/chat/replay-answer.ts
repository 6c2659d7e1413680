import type { ChatEvent, TerminalEvent } from '../../protocol/chat-event.ts';
import type { Message } from '../conversations/conversations.ts';
import { AnswerStopped } from './answer-stopped.ts';
import { failureEvent } from './failure.ts';

/**
 * The events of an answer that was stored: for whoever asks for it again when its stream is gone.
 * @param ids - of the stream that it is replayed into, and of the session.
 */
export function* replayAnswer(
  answer: Message,
  ids: { readonly streamId: string; readonly sessionId: string },
): Generator<ChatEvent, void> {
  const { id: messageId, content } = answer;
  yield { type: 'start', stream_id: ids.streamId, message_id: messageId, session_id: ids.sessionId, done: false };
  if (content !== '') yield { type: 'token', content, done: false };
  yield endOf(answer);
}

function endOf({ id, content, state, sources, outcome }: Message): TerminalEvent {
  if (state !== 'complete' || outcome === undefined) {
    return failureEvent(new AnswerStopped(state === 'cancelled' ? 'cancelled' : 'shutdown'), content);
  }
  return { type: 'complete', content, done: true, message_id: id, sources, ...outcome };
}
