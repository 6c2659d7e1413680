import { randomUUID } from 'node:crypto';
import type { ChatEvent, CompleteEvent, TerminalEvent } from '../../protocol/chat-event.ts';
import { ANSWER_MAX_BYTES } from '../../protocol/limits.ts';
import type { PageContext } from '../../protocol/requests.ts';
import type { AnswerAnalyses } from '../analysis/answer-analysis.ts';
import type { Chatbot } from '../config/chatbot-config.ts';
import type { Conversations } from '../conversations/conversations.ts';
import { TextGuard } from '../guards/text-guard.ts';
import type { Knowledge, SearchResult } from '../knowledge/knowledge.ts';
import { ModelError, type Model, type ModelPart } from '../models/model.ts';
import { cachedUsage, noted, type AnswerCache, type Findings } from './answer-cache.ts';
import { AnswerStopped } from './answer-stopped.ts';
import { failureEvent } from './failure.ts';
import { followUps } from './follow-ups.ts';
import { paced } from './pacing.ts';
import { buildPrompt, HISTORY_MAX_MESSAGES } from './prompt.ts';
import { questionKey } from './question-key.ts';
import { sourcesOf } from './sources.ts';
import { filterText } from './text-filter.ts';
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
  /** The client's network address, as limits count it. */
  readonly address?: string | undefined;
  /** Who the owner's server says it is, as a hash; `undefined` for anybody. */
  readonly visitor?: string | undefined;
  readonly message: string;
  readonly clientMessageId: string | undefined;
  /** See `Turn.replaces`. */
  readonly replaces?: string | undefined;
  /** Where it was asked. */
  readonly pageContext?: PageContext | undefined;
  /** Whether tokens carry metadata. */
  readonly metadata: boolean;
  /** Whether it is wanted in one piece, so that a pace would only make it late. */
  readonly isWhole?: boolean;
}

export interface AnswerPorts {
  readonly conversations: Conversations;
  readonly knowledge: Knowledge;
  readonly model: Model;
  /** Absent, every question is answered anew. */
  readonly cache?: AnswerCache;
  /** Absent, nothing is said about answers. */
  readonly analyses?: AnswerAnalyses;
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
  question: Question,
  { conversations, knowledge, model, cache, analyses }: AnswerPorts,
  draft: Draft,
  signal: AbortSignal,
  onFailure: (cause: unknown) => void,
): AsyncGenerator<ChatEvent, CompleteEvent> {
  const { chatbot, sessionId, messageId, message, clientMessageId, replaces, pageContext, metadata } = question;
  const guard = new TextGuard(chatbot.guards);
  const isPersonal = !guard.isFree(message);
  const meter = new UsageMeter();
  await conversations.begin(sessionId, {
    questionId: randomUUID(),
    question: guard.forStorage(message),
    clientMessageId,
    answerId: messageId,
    replaces,
  });
  const history = (await conversations.recent(sessionId, HISTORY_MAX_MESSAGES + 2)).slice(0, -2);

  const key = questionKey({
    chatbot,
    documents: knowledge.version(chatbot.id),
    model: model.name,
    message,
    hasHistory: history.length > 0,
    hasPageContext: pageContext !== undefined,
    isRepeated: replaces !== undefined,
    isIdentified: question.visitor !== undefined,
    isPersonal,
  });
  const cached = key === undefined ? undefined : cache?.get(key);

  signal.throwIfAborted();
  let found: SearchResult | undefined;
  let parts: AsyncIterable<ModelPart>;
  let filters: ReturnType<TextGuard['filters']> = [];
  if (cached) parts = cached.parts(signal);
  else {
    yield { type: 'status', state: 'searching', done: false };
    found = await knowledge.search(chatbot.id, message, PASSAGE_LIMIT);
    const { passages } = found;

    signal.throwIfAborted();
    yield { type: 'status', state: 'thinking', done: false };
    const { systemPrompt } = chatbot;
    filters = guard.filters([systemPrompt, ...passages.map(({ text }) => text)]);
    const prompt = buildPrompt({
      systemPrompt,
      history: history.map((one) => Object.assign({}, one, { content: guard.forModel(one.content) })),
      passages,
      pageContext: pageContext && mapTexts(pageContext, (text) => guard.forModel(text)),
      question: guard.forModel(message),
    });
    parts = filterText(model.generate(prompt, signal), filters);
  }
  /** As they were given; what is shown is cut at the chatbot's pace. */
  const pieces: string[] = [];
  const pacing = question.isWhole ? ({ mode: 'as_generated' } as const) : chatbot.pacing;
  const reader = metadata ? new TokenMetadataReader() : undefined;
  let end: Extract<ModelPart, { type: 'end' }> | undefined;
  let bytes = 0;
  let isStored = true;
  for await (const part of paced(noted(parts, pieces), pacing, signal)) {
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
  const usage = meter.usage({ completionTokens: pieces.length, ...end });
  const complete: CompleteEvent = {
    type: 'complete',
    content: draft.content,
    done: true,
    message_id: messageId,
    finish_reason: end.finishReason,
    ...(cached?.findings ?? (await findings(question, draft.content, end, found, analyses, signal, onFailure))),
    usage: cached ? cachedUsage(usage) : usage,
  };
  if (key !== undefined && !cached) {
    cache?.keep(key, {
      pieces,
      complete,
      owner: sessionId,
      maxAge: chatbot.cacheMaxAge,
      isPersonal: isPersonal || filters.some(({ found }) => found.length > 0),
    });
  }
  return complete;
}

/** What is told of an answer besides its text. */
async function findings(
  { chatbot, message }: Question,
  content: string,
  { passages: named }: Extract<ModelPart, { type: 'end' }>,
  found: SearchResult | undefined,
  analyses: AnswerAnalyses | undefined,
  signal: AbortSignal,
  onFailure: (cause: unknown) => void,
): Promise<Findings> {
  if (!found) throw new Error('an answer was neither found nor written');
  const used = named ?? found.passages;
  const suggested = followUps(message, used, found);
  const answer = { question: message, content, passages: used };
  const analysis = (await analyses?.analyse(chatbot.analysis, answer, signal, onFailure)) ?? {};
  return {
    sources: sourcesOf(used),
    context_quality: found.quality,
    ...(suggested.length > 0 && { follow_ups: suggested }),
    ...(Object.keys(analysis).length > 0 && { analysis }),
  };
}

/** @returns the page with each of its texts changed. */
function mapTexts(page: PageContext, change: (text: string) => string): PageContext {
  return Object.fromEntries(Object.entries(page).map(([key, text]) => [key, change(text)]));
}
