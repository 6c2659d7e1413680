import type { CompleteEvent, StatusEvent, Usage } from '../../protocol/chat-event.ts';
import type { PageContext } from '../../protocol/requests.ts';
import type { Message } from '../conversations/conversations.ts';
import type { TextGuard } from '../guards/text-guard.ts';
import type { SearchResult } from '../knowledge/knowledge.ts';
import type { ModelPart, Prompt } from '../models/model.ts';
import { cachedUsage, type CachedAnswer, type Findings } from './answer-cache.ts';
import { CitationReader } from './citations.ts';
import { followUps } from './follow-ups.ts';
import { buildPrompt } from './prompt.ts';
import { questionKey } from './question-key.ts';
import type { AnswerPorts, Question } from './question.ts';
import { searchQuestion, type SearchQuestion } from './search-question.ts';
import { citedSources, sourcesOf } from './sources.ts';
import { filterText } from './text-filter.ts';
import type { TokenMeter } from './token-meter.ts';

/** How many passages an answer is given. */
const PASSAGE_LIMIT = 4;

/** Where an answer's text comes from, and what there is to be told of it when it has come. */
export interface AnswerSource {
  readonly parts: AsyncIterable<ModelPart>;
  /** @param content - the whole text, as it was shown. */
  findings(content: string, signal: AbortSignal): Promise<Findings>;
  /** @param measured - as it was measured on the way. */
  usage(measured: Usage): Usage;
  /**
   * Keeps the answer for others who ask the same, where it may be.
   * @param pieces - as they were given.
   */
  keep(pieces: readonly string[], complete: CompleteEvent): void;
}

export interface SourceOptions {
  readonly question: Question;
  /** Oldest first. */
  readonly history: readonly Message[];
  readonly ports: AnswerPorts;
  readonly guard: TextGuard;
  readonly meter: TokenMeter;
  readonly onFailure: (cause: unknown) => void;
}

/** Finds out what answers a question: an answer that was given before, or a model with what the documents say. Tells what it does on the way. */
export async function* openSource(
  options: SourceOptions,
  signal: AbortSignal,
): AsyncGenerator<StatusEvent, AnswerSource> {
  const { question, history, guard, ports } = options;
  const { chatbot, message, pageContext, replaces, visitor } = question;
  const key = questionKey({
    chatbot,
    documents: ports.knowledge.version(chatbot.id),
    model: ports.model.name,
    message,
    hasHistory: history.length > 0,
    hasPageContext: pageContext !== undefined,
    isRepeated: replaces !== undefined,
    isIdentified: visitor !== undefined,
    isPersonal: !guard.isFree(message),
  });
  const cached = key === undefined ? undefined : ports.cache?.get(key);
  signal.throwIfAborted();
  if (cached) return replayed(cached, signal);
  return yield* written(options, key, signal);
}

function replayed(cached: CachedAnswer, signal: AbortSignal): AnswerSource {
  return {
    parts: cached.parts(signal),
    findings: async () => cached.findings,
    usage: cachedUsage,
    keep: () => {},
  };
}

/** @param key - under which the answer may be kept; `undefined` where it may not. */
async function* written(
  { question, history, ports, guard, meter, onFailure }: SourceOptions,
  key: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<StatusEvent, AnswerSource> {
  const { chatbot, message, pageContext, reservation } = question;
  const { knowledge, model, cache, analyses, unanswered } = ports;

  yield { type: 'status', state: 'searching', done: false };
  const said = history.map((one) => ({ ...one, content: guard.forModel(one.content) }));
  const asked = guard.forModel(message);
  const search = await searchQuestion(asked, said, model, signal);
  const result = await knowledge.search(chatbot.id, search.text, PASSAGE_LIMIT);
  // Where the owner keeps no text of conversations, this is none to keep either.
  if (result.quality.grounded === 'none' && chatbot.retentionDays > 0) {
    // As it was searched for: "and how much is it?" tells an owner nothing.
    await unanswered?.add(chatbot.id, search.text, question.sessionId).catch(onFailure);
  }

  signal.throwIfAborted();
  yield { type: 'status', state: 'thinking', done: false };
  const { systemPrompt, limits } = chatbot;
  const prompt = buildPrompt({
    systemPrompt,
    history: said,
    passages: result.passages,
    closest: result.closest,
    pageContext: pageContext && mapTexts(pageContext, (text) => guard.forModel(text)),
    question: asked,
    searchedFor: search.text,
    promptTokens: limits.promptTokens,
    answerTokens: limits.answerTokens,
  });
  meter.add(search.usage);
  // From here on it is known how much the rest can be at most.
  await reservation?.settle(meter.tokens + prompt.promptTokens + prompt.maxTokens);

  const citations = new CitationReader(sourcesOf(prompt.passages).length);
  const ownTexts = [systemPrompt, ...prompt.passages.map(({ text }) => text)];
  const maskers = guard.filters(ownTexts);
  const answer = meter.count(prompt, model.generate(prompt, signal));
  return {
    parts: filterText(answer, [citations, ...maskers]),

    async findings(content, stop) {
      const { cited } = citations;
      const sources = citedSources(sourcesOf(prompt.passages), cited);
      const passages = usedPassages(prompt, cited);
      const suggested = followUps(message, passages, result);
      const told = { question: message, content, passages };
      const analysis = (await analyses?.analyse(chatbot.analysis, told, stop, onFailure)) ?? {};
      return {
        sources,
        context_quality: { ...result.quality, passages: prompt.passages.length } satisfies SearchResult['quality'],
        ...(suggested.length > 0 && { follow_ups: suggested }),
        ...(Object.keys(analysis).length > 0 && { analysis }),
      };
    },

    usage: (measured) => withRewriting(measured, search.usage),

    keep(pieces, complete) {
      if (key === undefined) return;
      // What a masker took out is not in the text any more; what there was none for still is.
      const isPersonal = maskers.some(({ found }) => found.length > 0) || !guard.isFree(complete.content, ownTexts);
      cache?.keep(key, { pieces, complete, owner: question.sessionId, maxAge: chatbot.cacheMaxAge, isPersonal });
    },
  };
}

/** @returns what the answer rests on: all passages where it cites none. */
function usedPassages({ passages }: Prompt, cited: readonly number[]): Prompt['passages'] {
  return cited.length === 0 ? passages : passages.filter(({ number }) => cited.includes(number));
}

/** What a model used to understand the question is used for the answer. */
function withRewriting(usage: Usage, rewriting: SearchQuestion['usage']): Usage {
  if (rewriting === undefined) return usage;
  return {
    ...usage,
    prompt_tokens: usage.prompt_tokens + rewriting.promptTokens,
    completion_tokens: usage.completion_tokens + rewriting.completionTokens,
  };
}

/** @returns the page with each of its texts changed. */
function mapTexts(page: PageContext, change: (text: string) => string): PageContext {
  return Object.fromEntries(Object.entries(page).map(([key, text]) => [key, change(text)]));
}
