import { randomUUID } from 'node:crypto';
import type { ChatEvent, CompleteEvent, TerminalEvent } from '../../protocol/chat-event.ts';
import { ANSWER_MAX_BYTES } from '../../protocol/limits.ts';
import type { PageContext } from '../../protocol/requests.ts';
import type { Chatbot } from '../config/chatbot-config.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { ModelError, type Model, type ModelPart } from '../models/model.ts';
import { AnswerStopped } from './answer-stopped.ts';
import { failureEvent } from './failure.ts';
import { followUps } from './follow-ups.ts';
import { buildPrompt, HISTORY_MAX_MESSAGES } from './prompt.ts';
import { sourcesOf } from './sources.ts';
import { TokenMetadataReader } from './token-metadata.ts';
import { UsageMeter } from './usage-meter.ts';

/** How many passages an answer is given. */
const PASSAGE_LIMIT = 4;

export interface Question {
  readonly chatbot: Chatbot;
  readonly sessionId: string;
  readonly streamId: string;
  /** The id that the answer will have. */
  readonly messageId: string;
  readonly message: string;
  readonly clientMessageId: string | undefined;
  /** See `Turn.replaces`. */
  readonly replaces?: string | undefined;
  /** Where it was asked. */
  readonly pageContext?: PageContext | undefined;
  /** Whether tokens carry metadata. */
  readonly metadata: boolean;
}

export interface AnswerPorts {
  readonly conversations: Conversations;
  readonly knowledge: Knowledge;
  readonly model: Model;
}

/** What there is of an answer while it is being written. */
interface Draft {
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
  const { streamId, messageId, sessionId } = question;
  const draft: Draft = { content: '' };
  let last: TerminalEvent;
  try {
    yield { type: 'start', stream_id: streamId, message_id: messageId, session_id: sessionId, done: false };
    last = yield* writeAnswer(question, ports, draft, signal, onFailure);
    const { content, sources, type: _type, done: _done, message_id: _id, ...outcome } = last;
    await ports.conversations.update(sessionId, messageId, { content, sources, outcome, state: 'complete' });
  } catch (error) {
    last = failureEvent(error, draft.content);
    if (last.type === 'error' && !(error instanceof AnswerStopped)) onFailure(error);
    const state = last.type === 'cancelled' ? 'cancelled' : 'failed';
    // The visitor keeps the partial answer on the screen even where it can't be kept here.
    await ports.conversations.update(sessionId, messageId, { content: draft.content, state }).catch(onFailure);
  }
  yield last;
}

/** The work itself; returns the `complete` event without yielding it, and throws where there is none. */
async function* writeAnswer(
  { chatbot, sessionId, messageId, message, clientMessageId, replaces, pageContext, metadata }: Question,
  { conversations, knowledge, model }: AnswerPorts,
  draft: Draft,
  signal: AbortSignal,
  onFailure: (cause: unknown) => void,
): AsyncGenerator<ChatEvent, CompleteEvent> {
  const meter = new UsageMeter();
  await conversations.begin(sessionId, {
    questionId: randomUUID(),
    question: message,
    clientMessageId,
    answerId: messageId,
    replaces,
  });
  const history = (await conversations.recent(sessionId, HISTORY_MAX_MESSAGES + 2)).slice(0, -2);

  signal.throwIfAborted();
  yield { type: 'status', state: 'searching', done: false };
  const found = await knowledge.search(chatbot.id, message, PASSAGE_LIMIT);
  const { passages, quality } = found;

  signal.throwIfAborted();
  yield { type: 'status', state: 'thinking', done: false };
  const { systemPrompt } = chatbot;
  const prompt = buildPrompt({ systemPrompt, history, passages, pageContext, question: message });
  const reader = metadata ? new TokenMetadataReader() : undefined;
  let end: Extract<ModelPart, { type: 'end' }> | undefined;
  let bytes = 0;
  let isStored = true;
  for await (const part of model.generate(prompt, signal)) {
    if (part.type === 'thinking') continue;
    if (part.type === 'end') {
      end = part;
      break;
    }
    const token = {
      type: 'token',
      content: part.text,
      done: false,
      ...(reader && { metadata: reader.next(part.text) }),
    } as const;
    bytes += Buffer.byteLength(JSON.stringify(token));
    if (bytes > ANSWER_MAX_BYTES) {
      end = { type: 'end', finishReason: 'length' };
      break;
    }
    if (meter.tokens === 0) yield { type: 'status', state: 'writing', done: false };
    meter.token();
    draft.content += part.text;
    if (isStored) {
      await conversations.extend(sessionId, messageId, part.text).catch((cause: unknown) => {
        // The answer goes on: only a killed process would lose it. One failure tells enough.
        isStored = false;
        onFailure(cause);
      });
    }
    yield token;
  }
  if (end === undefined || draft.content === '') throw new ModelError('llm_error', `${model.name} gave no answer`);
  const used = end.passages ?? passages;
  const suggested = followUps(message, used, found);
  return {
    type: 'complete',
    content: draft.content,
    done: true,
    message_id: messageId,
    finish_reason: end.finishReason,
    sources: sourcesOf(used),
    context_quality: quality,
    usage: meter.usage(end),
    ...(suggested.length > 0 && { follow_ups: suggested }),
  };
}
