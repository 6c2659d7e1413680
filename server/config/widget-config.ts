import { z } from 'zod';
import { COUNTED_TEXTS, LANGUAGES, TEXTS, type SomeTexts, type TextKey } from '../../protocol/texts.ts';
import { FEATURES, POSITIONS, THEMES, type Features, type WidgetSettings } from '../../protocol/widget-settings.ts';

const TEXT_MAX_LENGTH = 500;
const LABEL_MAX_LENGTH = 80;
const NOTICE_MAX_LENGTH = 300;
/** Longer than anybody stays on a page. */
const OPEN_AFTER_MAX = 3_600;

const NOTICE_FAULT = `must have 1 to ${NOTICE_MAX_LENGTH} characters and not be empty: a visitor must be told that this is an AI; leave it out for our words`;

const text = z.string().max(TEXT_MAX_LENGTH).regex(/\S/, 'must not be empty');

/** Without a letter it tells nobody anything. */
const notice = z.string().max(NOTICE_MAX_LENGTH, NOTICE_FAULT).regex(/\p{L}/u, NOTICE_FAULT);

/** The category of a number, in the language that the owner has fixed; `other` holds for the rest. */
const pluralText = z.strictObject({
  zero: text.exactOptional(),
  one: text.exactOptional(),
  two: text.exactOptional(),
  few: text.exactOptional(),
  many: text.exactOptional(),
  other: text,
});

const texts = z.record(z.string(), z.unknown()).transform((entries, context): SomeTexts => {
  const replaced: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(entries)) {
    if (!isTextKey(key)) {
      context.addIssue({ code: 'custom', path: [key], message: 'is no text of the widget' });
      continue;
    }
    const result = schemaOf(key).safeParse(value);
    const message = result.success ? placeholderFault(key, result.data) : faultOf(key);
    if (message === undefined) replaced[key] = result.data;
    else context.addIssue({ code: 'custom', path: [key], message });
  }
  return replaced;
});

function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(TEXTS, key);
}

function schemaOf(key: TextKey): z.ZodType<string | Readonly<Record<string, string>>> {
  if (key === 'machine') return notice;
  return key in COUNTED_TEXTS ? z.union([text, pluralText]) : text;
}

function faultOf(key: TextKey): string {
  if (key === 'machine') return NOTICE_FAULT;
  const kind = key in COUNTED_TEXTS ? 'a text, or one for each plural category and always for "other"' : 'a text';
  return `must be ${kind}, of 1 to ${TEXT_MAX_LENGTH} characters and not empty`;
}

/** A placeholder that the text does not have would be read out with its braces. */
function placeholderFault(key: TextKey, value: string | Readonly<Record<string, string>>): string | undefined {
  const known: readonly string[] = TEXTS[key];
  const used = [value].flatMap((one) => (typeof one === 'string' ? one : Object.values(one))).join(' ');
  const unknown = [...used.matchAll(/\{([^{}]*)\}/g)]
    .map(([, name = '']) => name)
    .find((name) => !known.includes(name));
  if (unknown === undefined) return undefined;
  const list = known.length === 0 ? 'none' : known.map((name) => `{${name}}`).join(', ');
  return `has the placeholder {${unknown}}; it may have ${list}`;
}

const features: z.ZodType<Features> = z.strictObject(
  Object.fromEntries(FEATURES.map((name) => [name, z.boolean().exactOptional()])),
);

/** The keys of a chatbot that are told to the widget as they are: see `WidgetSettings`. */
export const widgetSettings = {
  theme: z.enum(THEMES).exactOptional(),
  accent: z
    .string()
    .regex(/^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i, 'must be a colour such as #0a6 or #00aa66')
    .exactOptional(),
  position: z.enum(POSITIONS).exactOptional(),
  ai_notice: notice.exactOptional(),
  privacy_url: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as https://www.example.com/privacy' })
    .max(2_048)
    .exactOptional(),
  placeholder: text.max(LABEL_MAX_LENGTH).exactOptional(),
  launcher_label: text.max(LABEL_MAX_LENGTH).exactOptional(),
  features: features.exactOptional(),
  page_context: z.boolean().exactOptional(),
  open_after: z.number().min(0).max(OPEN_AFTER_MAX).exactOptional(),
};

/** The keys of a chatbot that settle what the widget says. */
export const wording = {
  language: z.enum(LANGUAGES).optional(),
  texts: texts.default({}),
};

/** @returns the widget's settings among the keys of a chatbot, and nothing else of it: they are told to everybody. */
export function pickWidgetSettings(chatbot: z.output<z.ZodObject<typeof widgetSettings>>): WidgetSettings {
  return z.object(widgetSettings).parse(chatbot);
}
