import { randomUUID } from 'node:crypto';
import type { ChatEvent, CompleteEvent, TerminalEvent, TokenEvent } from '../../protocol/chat-event.ts';
import { ANSWER_MAX_BYTES } from '../../protocol/limits.ts';
import { TextGuard } from '../guards/text-guard.ts';
import { ModelError, type ModelPart } from '../models/model.ts';
import { noted } from './answer-cache.ts';
import { openSource } from './answer-source.ts';
import { AnswerStopped } from './answer-stopped.ts';
import { failureEvent } from './failure.ts';
import { paced } from './pacing.ts';
import { HISTORY_MAX_MESSAGES } from './prompt.ts';
import type { AnswerPorts, Question } from './question.ts';
import { TokenMetadataReader } from './token-metadata.ts';
import { TokenMeter } from './token-meter.ts';
import { UsageMeter } from './usage-meter.ts';

/** What is made of a question, while it is. */
interface Work {
  readonly question: Question;
  readonly ports: AnswerPorts;
  readonly signal: AbortSignal;
  readonly onFailure: (cause: unknown) => void;
  /** What it costs. */
  readonly meter: TokenMeter;
  /** What was shown of the answer so far. */
  content: string;
}

/**
 * Answers one question: the events of its stream, from `start` to exactly one terminal event, whatever happens. The question
 * is stored before the model is asked, every token before its event, and the answer's last state before its terminal event: what
 * a visitor has seen is still there when the process was killed.
 * @param signal - stops the work, down to the model; its reason should be an `AnswerStopped`.
 * @param onFailure - is told the cause of what went wrong, which no event holds.
 */
export async function* runAnswer(
  question: Question,
  ports: AnswerPorts,
  signal: AbortSignal,
  onFailure: (cause: unknown) => void,
): AsyncGenerator<ChatEvent, void> {
  const { streamId, messageId, sessionId, reservation } = question;
  const work: Work = { question, ports, signal, onFailure, meter: new TokenMeter(), content: '' };
  let last: TerminalEvent;
  try {
    yield { type: 'start', stream_id: streamId, message_id: messageId, session_id: sessionId, done: false };
    last = yield* writeAnswer(work);
    const { content, sources, type: _type, done: _done, message_id: _id, ...outcome } = last;
    await ports.conversations.update(sessionId, messageId, { content, sources, outcome, state: 'complete' });
  } catch (error) {
    last = failureEvent(error, work.content);
    if (last.type === 'error' && !(error instanceof AnswerStopped)) onFailure(error);
    const state = last.type === 'cancelled' ? 'cancelled' : 'failed';
    // The visitor keeps the partial answer on the screen even where it can't be kept here.
    await ports.conversations.update(sessionId, messageId, { content: work.content, state }).catch(onFailure);
  } finally {
    await reservation?.settle(work.meter.tokens).catch(onFailure);
  }
  yield last;
}

/** The work itself; returns the `complete` event without yielding it, and throws where there is none. */
async function* writeAnswer(work: Work): AsyncGenerator<ChatEvent, CompleteEvent> {
  const { question, ports, signal, onFailure, meter } = work;
  const { chatbot, sessionId, messageId, clientMessageId, replaces } = question;
  const { conversations } = ports;
  const guard = new TextGuard(chatbot.guards);
  const timed = new UsageMeter();
  await conversations.begin(sessionId, {
    questionId: randomUUID(),
    question: guard.forStorage(question.message),
    clientMessageId,
    answerId: messageId,
    replaces,
  });
  const history = (await conversations.recent(sessionId, HISTORY_MAX_MESSAGES + 2)).slice(0, -2);
  const source = yield* openSource({ question, history, ports, guard, meter, onFailure }, signal);

  /** As they were given; what is shown is cut at the chatbot's pace. */
  const pieces: string[] = [];
  const pacing = question.isWhole ? ({ mode: 'as_generated' } as const) : chatbot.pacing;
  const end = yield* showText(work, paced(noted(source.parts, pieces), pacing, signal), timed);
  const complete: CompleteEvent = {
    type: 'complete',
    content: work.content,
    done: true,
    message_id: messageId,
    finish_reason: end.finishReason,
    ...(await source.findings(work.content, signal)),
    usage: source.usage(timed.usage({ completionTokens: pieces.length, ...end })),
  };
  source.keep(pieces, complete);
  return complete;
}

/**
 * Gives an answer's text as it comes, each piece when it is stored.
 * @returns how it ended.
 * @throws {ModelError} if there was none.
 */
async function* showText(
  work: Work,
  parts: AsyncIterable<ModelPart>,
  timed: UsageMeter,
): AsyncGenerator<ChatEvent, Extract<ModelPart, { type: 'end' }>> {
  const { question, ports, onFailure } = work;
  const metadata = question.metadata ? new TokenMetadataReader() : undefined;
  let bytes = 0;
  let isStored = true;
  for await (const part of parts) {
    if (part.type === 'thinking') continue;
    if (part.type === 'end') {
      if (work.content === '') break;
      return part;
    }
    const token: TokenEvent = {
      type: 'token',
      content: part.text,
      done: false,
      ...(metadata && { metadata: metadata.next(part.text) }),
    };
    bytes += Buffer.byteLength(JSON.stringify(token));
    if (bytes > ANSWER_MAX_BYTES) return { type: 'end', finishReason: 'length' };
    if (timed.tokens === 0) yield { type: 'status', state: 'writing', done: false };
    timed.token();
    work.content += part.text;
    if (isStored) {
      const { sessionId, messageId } = question;
      await ports.conversations.extend(sessionId, messageId, part.text).catch((cause: unknown) => {
        // The answer goes on: only a killed process would lose it. One failure tells enough.
        isStored = false;
        onFailure(cause);
      });
    }
    yield token;
  }
  throw new ModelError('llm_error', `${ports.model.name} gave no answer`);
}
