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
  /** What no line may hold, such as a key that an upstream repeats in its error: read at every line, so it may grow. */
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
  const clean = (text: string): string => {
    const hidden = hide(text, secrets);
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

/** Also finds a secret as it stands in JSON, which is how an upstream repeats a prompt. */
function hide(text: string, secrets: ReadonlySet<string>): string {
  let hidden = text;
  for (const secret of secrets) {
    if (secret.length < SECRET_MIN_LENGTH) continue;
    const escaped = JSON.stringify(secret).slice(1, -1);
    hidden = hidden.replaceAll(secret, '[secret]').replaceAll(escaped, '[secret]');
  }
  return hidden;
}
