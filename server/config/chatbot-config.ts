import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { z } from 'zod';
import { ID_MAX_LENGTH, ID_PATTERN, MESSAGE_MAX_LENGTH } from '../../protocol/limits.ts';
import type { Language, SomeTexts } from '../../protocol/texts.ts';
import type { WidgetSettings } from '../../protocol/widget-settings.ts';
import { isAllowedOrigin } from './origin.ts';
import { pickWidgetSettings, widgetSettings, wording } from './widget-config.ts';

const perMinute = z.int().min(1).max(100_000);
const tokens = z.int().min(1).max(1_000_000_000);

const source = z
  .string()
  .min(1)
  .max(2_048)
  .refine(
    (value) => !value.includes('://') || isWebAddress(value),
    'must be a folder, or an address that begins with https:// or http://',
  );

/** How much a chatbot takes from its visitors, and gives them. */
const limits = z.strictObject({
  messages_per_minute: perMinute.default(12).describe('Questions of one session in a minute.'),
  messages_per_minute_per_address: perMinute.default(30).describe('Questions from one network address in a minute.'),
  messages_per_minute_in_all: perMinute.default(600).describe('Questions of all visitors together in a minute.'),
  prompt_tokens: z
    .int()
    .min(256)
    .max(1_000_000)
    .default(8_000)
    .describe('The longest prompt: the oldest messages, then the last passages are left out.'),
  answer_tokens: z.int().min(16).max(100_000).default(1_024).describe('The longest answer.'),
});

/** What the owner pays for on one day (UTC). */
const budget = z.strictObject({
  tokens_per_day: tokens
    .exactOptional()
    .describe('Tokens that all visitors together may use in a day (UTC). Absent: no limit.'),
  tokens_per_day_per_address: tokens
    .exactOptional()
    .describe('Tokens that one network address may use in a day (UTC). Absent: no limit.'),
  text: z
    .string()
    .min(1)
    .max(500)
    .default(
      'Our assistant has answered as many questions as it can today. Please come back tomorrow, or contact us directly.',
    )
    .describe('What a visitor reads when the budget is used up.'),
});

const guards = z.strictObject({
  mask: z
    .array(z.enum(['storage', 'model']))
    .max(2)
    .default([])
    .describe(
      'Where e-mail addresses, card numbers and the like are masked besides the log: before they are stored, before the model.',
    ),
  injection: z
    .enum(['log', 'refuse'])
    .default('log')
    .describe(
      'What becomes of a question that looks like an attempt to give the model other instructions. A signal, no protection.',
    ),
});

const cache = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether the same question without a history is answered once for all.'),
  max_age: z.int().min(1).max(604_800).default(3_600).describe('How long an answer is given again, in seconds.'),
});

const streaming = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether answers are streamed at all.'),
  rollout_percent: z
    .number()
    .min(0)
    .max(100)
    .default(100)
    .describe('The share of sessions whose answers are streamed.'),
});

const pacing = z.strictObject({
  mode: z
    .enum(['as_generated', 'words'])
    .default('as_generated')
    .describe('words: in steps of some words, at a steady pace.'),
  words_per_chunk: z.int().min(1).max(50).default(3),
  delay_ms: z.int().min(0).max(2_000).default(100).describe('Between two steps, in milliseconds.'),
});

/** The keys of one chatbot in the configuration file. */
export const chatbotSchema = z.strictObject({
  id: z
    .string()
    .max(ID_MAX_LENGTH)
    .regex(ID_PATTERN, 'may hold letters, digits, - and _')
    .describe('What its script tag names it by.'),
  name: z.string().min(1).max(80).describe('What visitors see above the conversation.'),
  greeting: z
    .string()
    .max(1_000)
    .default('Hello! I am an AI assistant. How can I help you?')
    .describe('What the visitor reads before the first question.'),
  suggestions: z.array(z.string().min(1).max(200)).max(6).default([]).describe('Questions to pick instead of typing.'),
  documents: z
    .union([source, z.array(source).min(1).max(50)], {
      error: 'must be a folder or the address of a site, or a list of them',
    })
    .describe('Folders (relative to this file) and sites that it answers from.'),
  origins: z
    .array(
      z
        .string()
        .refine(
          isAllowedOrigin,
          'must be an origin such as https://www.example.com or https://*.example.com, or "loopback"',
        ),
    )
    .max(100)
    .default([])
    .describe('Where its script tag may stand. Empty: on the pages of this server alone.'),
  site_url: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as https://www.example.com/' })
    .optional()
    .describe('The site that the documents belong to, where that is not this server.'),
  system_prompt: z.string().max(MESSAGE_MAX_LENGTH).default('').describe('What the model is told about its task.'),
  limits: limits.prefault({}),
  budget: budget.prefault({}),
  guards: guards.prefault({}),
  cache: cache.prefault({}),
  streaming: streaming.prefault({}),
  pacing: pacing.prefault({}),
  retention_days: z
    .int()
    .min(0)
    .max(3_650)
    .default(30)
    .describe('How long conversations are kept. 0: their text is not stored.'),
  analysis: z.string().min(1).optional().describe('A module of yours that analyses answers, relative to this file.'),
  ...wording,
  ...widgetSettings,
});

/** How an answer's tokens are handed on. */
export type Pacing =
  | { readonly mode: 'as_generated' }
  | { readonly mode: 'words'; readonly wordsPerChunk: number; readonly delayMs: number };

export interface Limits {
  /** Questions in a minute: of one session, from one address, and all together. */
  readonly messagesPerMinute: number;
  readonly messagesPerMinutePerAddress: number;
  readonly messagesPerMinuteInAll: number;
  /** In tokens. */
  readonly promptTokens: number;
  readonly answerTokens: number;
}

/** In tokens a day (UTC); `undefined` where there is no limit. */
export interface Budget {
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

function isWebAddress(value: string): boolean {
  return /^https?:\/\//.test(value) && URL.canParse(value);
}
