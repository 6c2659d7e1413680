import { isSupportedCountry } from 'libphonenumber-js/min';
import { z } from 'zod';
import { ID_MAX_LENGTH, ID_PATTERN, MESSAGE_MAX_LENGTH } from '../../protocol/limits.ts';
import { isAllowedOrigin } from './origin.ts';
import { widgetSettings, wording } from './widget-config.ts';

const perMinute = z.int().min(1).max(100_000);
const tokens = z.int().min(1).max(1_000_000_000);

const source = z
  .string()
  .min(1)
  .max(2_048)
  .refine(
    (value) => !value.includes('://') || isWebAddress(value),
    'must be a folder, or an address that begins with https:// or http://',
  )
  .meta({ examples: ['documents', 'https://www.example.com/'] });

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
  phone_country: z
    .string()
    .refine(isSupportedCountry, 'must be a country of two capital letters (ISO 3166-1), such as GB')
    .optional()
    .describe(
      'The country whose telephone numbers are known as they are dialled at home (ISO 3166-1, such as GB); absent, those with + and a country code.',
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
  words_per_chunk: z.int().min(1).max(50).default(3).describe('How many words a step has.'),
  delay_ms: z.int().min(0).max(2_000).default(100).describe('Between two steps, in milliseconds.'),
});

/** The keys of one chatbot in the configuration file. */
export const chatbotSchema = z
  .strictObject({
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
    suggestions: z
      .array(z.string().min(1).max(200))
      .max(6)
      .default([])
      .describe('Questions to pick instead of typing.'),
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
          )
          .meta({
            pattern: '^(loopback|https?://[^/]+)$',
            examples: ['https://www.example.com', 'https://*.example.com', 'loopback'],
          }),
      )
      .max(100)
      .default([])
      .describe('Where its script tag may stand. Empty: on the pages of this server alone.'),
    site_url: z
      .url({ protocol: /^https?$/, error: 'must be a URL such as https://www.example.com/' })
      .optional()
      .meta({
        pattern: '^https?://',
        description: 'The site that the documents belong to, where that is not this server.',
      }),
    system_prompt: z.string().max(MESSAGE_MAX_LENGTH).default('').describe('What the model is told about its task.'),
    limits: limits.prefault({}).describe('How much this chatbot takes from its visitors, and gives them.'),
    budget: budget.prefault({}).describe('What the owner pays for on one day.'),
    guards: guards.prefault({}).describe('What is masked, and what is looked out for.'),
    cache: cache.prefault({}).describe('The same answer to the same question.'),
    streaming: streaming.prefault({}).describe('Whose answers are shown while they are written.'),
    pacing: pacing.prefault({}).describe('How fast an answer is shown while it is written.'),
    retention_days: z
      .int()
      .min(0)
      .max(3_650)
      .default(30)
      .describe('How long conversations are kept. 0: their text is not stored.'),
    analysis: z.string().min(1).optional().describe('A module of yours that analyses answers, relative to this file.'),
    ...wording,
    ...widgetSettings,
  })
  .superRefine(({ limits, budget }, context) => {
    const least = limits.prompt_tokens + limits.answer_tokens;
    for (const key of ['tokens_per_day', 'tokens_per_day_per_address'] as const) {
      const tokens = budget[key] ?? least;
      if (tokens >= least || tokens < 1) continue;
      const message = `must be at least ${least}, which limits.prompt_tokens and limits.answer_tokens let one answer need`;
      context.addIssue({ code: 'custom', path: ['budget', key], message });
    }
  });

/** Whether a source of documents is a site; else it is a folder. */
export function isWebAddress(value: string): boolean {
  return /^https?:\/\//.test(value) && URL.canParse(value);
}
