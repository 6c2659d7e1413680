import type { Logger } from 'pino';
import type { ChatEvent } from '../../protocol/chat-event.ts';
import type { LiveStreams } from '../live-streams/live-streams.ts';
import { failureEvent } from './failure.ts';
import type { AnswerPorts, Question } from './question.ts';
import { runAnswer } from './run-answer.ts';
import type { RunningAnswer } from './running-answer.ts';

export interface AnswerToWrite {
  readonly question: Question;
  readonly answer: RunningAnswer;
  /** The end of the answer that this one took the place of: its text belongs into the history first. */
  readonly before: Promise<void> | undefined;
}

/** Writes one answer to its live stream. Never rejects. */
export async function writeAnswerLog(
  { question, answer, before }: AnswerToWrite,
  ports: AnswerPorts,
  streams: LiveStreams,
  parent: Logger,
): Promise<void> {
  const { streamId, chatbot } = question;
  const log = parent.child({ stream_id: streamId, chatbot_id: chatbot.id });
  const asked = performance.now();
  let last: ChatEvent | undefined;
  try {
    await before;
    const onFailure = (cause: unknown): void => log.error({ err: cause }, 'answer failed');
    for await (const event of runAnswer(question, ports, answer.signal, onFailure)) {
      await streams.append(streamId, event);
      last = event;
    }
  } catch (error) {
    log.error({ err: error }, 'the live stream can not be written');
    // Its readers wait for an end; where even that can't be written, the log itself is gone.
    await streams.append(streamId, failureEvent(error, '')).catch(() => {});
  } finally {
    log.info({ outcome: last?.type, ms: Math.round(performance.now() - asked) }, 'answer ended');
  }
}
