import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { CountryCode } from 'libphonenumber-js/min';
import type { z } from 'zod';
import type { Language, SomeTexts } from '../../protocol/texts.ts';
import type { WidgetSettings } from '../../protocol/widget-settings.ts';
import { chatbotSchema, isWebAddress } from './chatbot-schema.ts';
import { pickWidgetSettings } from './widget-config.ts';

export { chatbotSchema };

/** How an answer's tokens are handed on. */
export type Pacing =
  | { readonly mode: 'as_generated' }
  | { readonly mode: 'words'; readonly wordsPerChunk: number; readonly delayMs: number };

interface Limits {
  /** Questions in a minute: of one session, from one address, and all together. */
  readonly messagesPerMinute: number;
  readonly messagesPerMinutePerAddress: number;
  readonly messagesPerMinuteInAll: number;
  /** In tokens. */
  readonly promptTokens: number;
  readonly answerTokens: number;
}

/** In tokens a day (UTC); `undefined` where there is no limit. */
interface Budget {
  readonly tokensPerDay: number | undefined;
  readonly tokensPerDayPerAddress: number | undefined;
  /** What a visitor reads when it is used up. */
  readonly text: string;
}

/** One chatbot, as its owner configured it. */
export interface Chatbot {
  readonly id: string;
  readonly name: string;
  /** What the visitor reads before the first question. */
  readonly greeting: string;
  readonly suggestions: readonly string[];
  /** What it answers from: folders, as absolute paths, and the addresses of sites. */
  readonly documents: readonly string[];
  /** The site that the documents' pages belong to, where that is not this server. */
  readonly siteUrl: string | undefined;
  /** Where its script tag may stand: origins, origins with `*` as their leftmost label, or `loopback` for any port of this machine. */
  readonly origins: readonly string[];
  /** What the model is told about its task. */
  readonly systemPrompt: string;
  readonly limits: Limits;
  readonly budget: Budget;
  readonly guards: {
    readonly masksStorage: boolean;
    readonly masksModel: boolean;
    /** Whose telephone numbers are known as they are dialled at home (ISO 3166-1). */
    readonly country: CountryCode | undefined;
    readonly injection: 'log' | 'refuse';
  };
  /** How long an answer to a first question is given again, in seconds; 0 where it is not. */
  readonly cacheMaxAge: number;
  /** The share of sessions whose answers are streamed, 0 to 100. */
  readonly streamingPercent: number;
  readonly pacing: Pacing;
  /** How long conversations are kept, in days; at 0 their text is not stored. */
  readonly retentionDays: number;
  /** The owner's module for analysing answers; an absolute path. */
  readonly analysis: string | undefined;
  /** Changes with everything above it and below. */
  readonly version: string;
  /** What the widget speaks, whatever the visitor reads; by what the visitor reads where it is `undefined`. */
  readonly language: Language | undefined;
  /** The owner's words in place of the widget's, in every language. */
  readonly texts: SomeTexts;
  /** What else the widget is told. */
  readonly widget: WidgetSettings;
}

/**
 * @param folder - what paths are relative to.
 * @param ownOrigin - under which visitors reach this server: its pages may use every chatbot.
 */
export function toChatbot(
  entry: z.output<typeof chatbotSchema>,
  folder: string,
  ownOrigin: string | undefined,
): Chatbot {
  const { id, name, greeting, suggestions, limits, budget, guards, cache, streaming, pacing, language, texts } = entry;
  return {
    id,
    name,
    greeting,
    suggestions,
    documents: [entry.documents].flat().map((one) => (isWebAddress(one) ? one : resolve(folder, one))),
    origins: ownOrigin === undefined ? entry.origins : [...entry.origins, ownOrigin],
    siteUrl: entry.site_url,
    systemPrompt: entry.system_prompt,
    limits: {
      messagesPerMinute: limits.messages_per_minute,
      messagesPerMinutePerAddress: limits.messages_per_minute_per_address,
      messagesPerMinuteInAll: limits.messages_per_minute_in_all,
      promptTokens: limits.prompt_tokens,
      answerTokens: limits.answer_tokens,
    },
    budget: {
      tokensPerDay: budget.tokens_per_day,
      tokensPerDayPerAddress: budget.tokens_per_day_per_address,
      text: budget.text,
    },
    guards: {
      masksStorage: guards.mask.includes('storage'),
      masksModel: guards.mask.includes('model'),
      country: guards.phone_country,
      injection: guards.injection,
    },
    cacheMaxAge: cache.enabled ? cache.max_age : 0,
    streamingPercent: streaming.enabled ? streaming.rollout_percent : 0,
    pacing:
      pacing.mode === 'words'
        ? { mode: 'words', wordsPerChunk: pacing.words_per_chunk, delayMs: pacing.delay_ms }
        : { mode: 'as_generated' },
    retentionDays: entry.retention_days,
    analysis: entry.analysis === undefined ? undefined : resolve(folder, entry.analysis),
    version: createHash('sha256').update(JSON.stringify(entry)).digest('base64url').slice(0, 16),
    language,
    texts,
    widget: pickWidgetSettings(entry),
  };
}
