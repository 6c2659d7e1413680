import { pino, type DestinationStream, type Logger } from 'pino';
import { StreamMasker, type MaskOptions } from './mask.ts';

/** How much of one string is written, in UTF-16 code units. */
const STRING_MAX_LENGTH = 16_384;

/** How deep a line's values are written. */
const MAX_DEPTH = 12;

/** A shorter one stands in words that are no secret. */
const SECRET_MIN_LENGTH = 8;

export interface LogOptions extends MaskOptions {
  /** One of pino's, or `silent`. */
  readonly level: string;
  /** Standard error if absent. */
  readonly destination?: DestinationStream;
  /** What no line may hold, such as a key that an upstream repeats in its error. It may grow, and never gets smaller. */
  readonly secrets?: ReadonlySet<string>;
}

/**
 * Makes the log. Whatever is logged, and however, passes one place last: there every string of the line is masked, the words and the
 * stack of errors and of their causes among them. Numbers are left: who logs one knows what it is.
 */
export function createLog({
  level,
  destination = pino.destination(2),
  secrets = new Set(),
  ...options
}: LogOptions): Logger {
  let hiding = hidingOf(secrets);
  const clean = (text: string): string => {
    // It only grows.
    if (hiding.size !== secrets.size) hiding = hidingOf(secrets);
    const hidden = hiding.words.reduce((rest, word) => rest.replaceAll(word, '[secret]'), text);
    const masker = new StreamMasker(options);
    const shown = masker.push(hidden.slice(0, STRING_MAX_LENGTH));
    // What the masker still holds may be the half of something.
    return hidden.length > STRING_MAX_LENGTH ? `${shown}…` : shown + masker.flush();
  };
  const streamWrite = (line: string): string => `${JSON.stringify(cleanValue(JSON.parse(line), clean, 0))}\n`;
  return pino({ level, hooks: { streamWrite } }, destination);
}

function cleanValue(value: unknown, clean: (text: string) => string, depth: number): unknown {
  if (typeof value === 'string') return clean(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MAX_DEPTH) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => cleanValue(item, clean, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [clean(key), cleanValue(item, clean, depth + 1)]),
  );
}

/** What is looked for in a line, and how many secrets it was made of. */
interface Hiding {
  readonly size: number;
  readonly words: readonly string[];
}

/**
 * A secret is also found as it stands in JSON, which is how an upstream repeats a prompt. The longest come first: one that is the beginning of
 * another, as a prompt's lines may be, would leave the rest of that.
 */
function hidingOf(secrets: ReadonlySet<string>): Hiding {
  const words = [...secrets].flatMap((secret) =>
    secret.length < SECRET_MIN_LENGTH ? [] : [secret, JSON.stringify(secret).slice(1, -1)],
  );
  return { size: secrets.size, words: [...new Set(words)].toSorted((one, other) => other.length - one.length) };
}
