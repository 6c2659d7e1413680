import { z } from 'zod';
import { COUNTED_TEXTS, LANGUAGES, TEXTS, type SomeTexts, type TextKey } from '../../protocol/texts.ts';
import { FEATURES, POSITIONS, THEMES, type Features, type WidgetSettings } from '../../protocol/widget-settings.ts';

/** The version of JSON Schema that most editors know best. */
export const JSON_SCHEMA_TARGET = 'draft-7';

const TEXT_MAX_LENGTH = 500;
const LABEL_MAX_LENGTH = 80;
const NOTICE_MAX_LENGTH = 300;
/** Longer than anybody stays on a page. */
const OPEN_AFTER_MAX = 3_600;

const NOTICE_FAULT = `must have 1 to ${NOTICE_MAX_LENGTH} characters and not be empty: a visitor must be told that this is an AI; leave it out for our words`;

const text = z.string().max(TEXT_MAX_LENGTH).regex(/\S/, 'must not be empty');

/** Without a letter it tells nobody anything. */
const notice = z
  .string()
  .max(NOTICE_MAX_LENGTH, NOTICE_FAULT)
  .regex(/\p{L}/u, NOTICE_FAULT)
  // Not every editor reads a pattern with the flag that a class of characters needs.
  .meta({ pattern: '\\S' });

/** The category of a number, in the language that the owner has fixed; `other` holds for the rest. */
const pluralText = z.strictObject({
  zero: text.exactOptional(),
  one: text.exactOptional(),
  two: text.exactOptional(),
  few: text.exactOptional(),
  many: text.exactOptional(),
  other: text,
});

const texts = z.record(z.string(), z.unknown()).transform(toTexts).meta({
  description: 'Your words in place of those of the widget.',
  // What the transformation takes, for editors: no schema can be read out of a function.
  properties: textsJsonSchema(),
  additionalProperties: false,
});

function toTexts(entries: Readonly<Record<string, unknown>>, context: z.RefinementCtx): SomeTexts {
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
}

function textsJsonSchema(): Readonly<Record<string, unknown>> {
  const keys = Object.keys(TEXTS).filter(isTextKey);
  return Object.fromEntries(
    keys.map((key) => {
      const { $schema: _, ...schema } = z.toJSONSchema(schemaOf(key), { io: 'input', target: JSON_SCHEMA_TARGET });
      const placeholders: readonly string[] = TEXTS[key];
      const description = `May hold ${placeholders.map((name) => `{${name}}`).join(', ')}.`;
      return [key, { ...schema, ...(placeholders.length > 0 && { description }) }];
    }),
  );
}

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

const FEATURE_DESCRIPTIONS: Readonly<Record<(typeof FEATURES)[number], string>> = {
  feedback: 'Visitors rate answers. Default: on.',
  copy: 'A button that copies an answer. Default: on.',
  regenerate: 'A button that has a question answered anew. Default: on.',
  edit: 'A button that puts a question in other words. Default: on.',
  sources: 'The sources under an answer. Default: on.',
  download: 'The conversation as a file. Default: on.',
  print: 'The conversation on paper. Default: on.',
  sound: 'A short sound when an answer is finished out of sight. Default: off.',
  title: 'A word in the title of the page when an answer is finished out of sight. Default: off.',
  usage: 'How long an answer takes and how fast it is written. Default: off.',
};

const features: z.ZodType<Features> = z
  .strictObject(
    Object.fromEntries(
      FEATURES.map((name) => [name, z.boolean().exactOptional().describe(FEATURE_DESCRIPTIONS[name])]),
    ),
  )
  .describe('What the widget offers, switched on and off.');

/** The keys of a chatbot that are told to the widget as they are: see `WidgetSettings`. */
export const widgetSettings = {
  theme: z
    .enum(THEMES)
    .exactOptional()
    .describe("auto: as the visitor's system. page: as the color-scheme of the page."),
  accent: z
    .string()
    .regex(/^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i, 'must be a colour such as #0a6 or #00aa66')
    .exactOptional()
    // JSON Schema knows no flags.
    .meta({
      pattern: '^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$',
      description: 'The colour of the launcher and the buttons.',
    }),
  position: z
    .enum(POSITIONS)
    .exactOptional()
    .describe('Where the launcher stands: end is on the right where one reads from left to right.'),
  ai_notice: notice.exactOptional().describe('The line that tells visitors that they talk to an AI.'),
  privacy_url: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as https://www.example.com/privacy' })
    .max(2_048)
    .exactOptional()
    .meta({ pattern: '^https?://', description: 'Your privacy notice; a link to it appears.' }),
  placeholder: text.max(LABEL_MAX_LENGTH).exactOptional().describe('What stands in the empty input.'),
  launcher_label: text.max(LABEL_MAX_LENGTH).exactOptional().describe('What the launcher is called.'),
  features: features.exactOptional(),
  page_context: z
    .boolean()
    .exactOptional()
    .describe("Whether title, address and selection of the visitor's page go along with a question. Default: no."),
  open_after: z
    .number()
    .min(0)
    .max(OPEN_AFTER_MAX)
    .exactOptional()
    .describe('The panel opens by itself after so many seconds, once a visitor.'),
};

/** The keys of a chatbot that settle what the widget says. */
export const wording = {
  language: z
    .enum(LANGUAGES)
    .optional()
    .describe('The widget speaks it to everybody. Default: what the visitor reads.'),
  texts: texts.default({}),
};

/** @returns the widget's settings among the keys of a chatbot, and nothing else of it: they are told to everybody. */
export function pickWidgetSettings(chatbot: z.output<z.ZodObject<typeof widgetSettings>>): WidgetSettings {
  return z.object(widgetSettings).parse(chatbot);
}
