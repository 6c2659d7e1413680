import { cleanText, DIRECTION } from './clean-text.ts';

/**
 * The named references (specification, 2.5) that answers have, of the 2,231 of HTML, each with its character. What is not
 * here stays as it is written.
 */
const NAMED = new Map(
  (
    'amp& lt< gt> quot" apos\' nbsp\u00a0 hellip… ndash– mdash— lsquo‘ rsquo’ ldquo“ rdquo” bull• middot· copy© reg® trade™ deg° ' +
    'micro\u00b5 euro€ pound£ times× divide÷ plusmn± minus− frac12½ sup2² le≤ ge≥ ne≠ larr← rarr→ auml\u00e4 ouml\u00f6 uuml\u00fc szlig\u00df eacute\u00e9'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, -1), entry.slice(-1)]),
);

const REFERENCE = /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([A-Za-z][A-Za-z\d]{0,31}));/y;
const REFERENCE_OR_ESCAPE = /\\([!-/:-@[-`{-~])|&#?\w{1,32};/g;

export interface Reference {
  readonly text: string;
  /** Characters that it is written with. */
  readonly length: number;
}

/** The character reference at `at`, if there is one that we know. */
export function referenceAt(text: string, at: number): Reference | undefined {
  REFERENCE.lastIndex = at;
  const match = REFERENCE.exec(text);
  if (!match) return undefined;
  const [whole, decimal, hexadecimal, name] = match;
  const decoded = name === undefined ? fromCode(Number(decimal ?? `0x${hexadecimal}`)) : NAMED.get(name);
  // What text may not have, a reference may not bring. Marks of direction count in a row, and here each stands alone.
  return decoded === undefined ? undefined : { text: cleanText(decoded).replace(DIRECTION, ''), length: whole.length };
}

/** Without escapes (2.4) and references: addresses, titles, info strings. */
export function decodeText(text: string): string {
  return text.replace(
    REFERENCE_OR_ESCAPE,
    (whole: string, escaped?: string) => escaped ?? referenceAt(whole, 0)?.text ?? whole,
  );
}

function fromCode(code: number): string {
  const isCharacter = code > 0 && code <= 0x10_ff_ff && !(code >= 0xd8_00 && code <= 0xdf_ff);
  return isCharacter ? String.fromCodePoint(code) : '\ufffd';
}
