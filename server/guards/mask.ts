import type { CountryCode } from 'libphonenumber-js/min';
import { findPersonalData, type Found, type Kind } from './personal-data.ts';
import { plainText } from './plain-text.ts';
import { segmentEnd, WINDOW } from './segment.ts';

export interface MaskOptions {
  /** Whose telephone numbers are masked without `+` and a country's code too. */
  readonly country?: CountryCode | undefined;
  /** What is shown all the same, as `valuesIn` gives it. */
  readonly allow?: ReadonlySet<string> | undefined;
}

export interface Masked {
  readonly text: string;
  /** What was masked, in the order of the text; never the data themselves. */
  readonly found: readonly Kind[];
}

/** Puts `[email]`, `[card]`, `[iban]`, `[ip]`, `[ssn]` and `[phone]` in place of what has their form. In linear time. */
export function mask(text: string, options: MaskOptions = {}): Masked {
  const masker = new StreamMasker(options);
  const masked = masker.push(text) + masker.flush();
  return { text: masked, found: masker.found };
}

/**
 * Collects what has the form of personal data, for `MaskOptions.allow`: an answer may give the contact data of the owner, which stand
 * in the documents and in the system prompt. Telephone numbers count in any spelling.
 */
export function valuesIn(texts: Iterable<string>, country?: CountryCode): ReadonlySet<string> {
  const values = new Set<string>();
  for (const text of texts) {
    const masker = new StreamMasker({ country }, ({ value }) => values.add(value));
    masker.push(text);
    masker.flush();
    for (const digits of digitRows(plainText(text))) values.add(digits.replace(/^0+/, ''));
  }
  return values;
}

/** Yields whatever may be somebody's telephone number: 7 to 15 digits (ITU-T E.164) in groups that stand near each other. */
function* digitRows(text: string): Generator<string, void> {
  const groups = Array.from(text.matchAll(/[0-9]+/g), ({ index, 0: digits }) => ({ index, digits }));
  for (const first of groups.keys()) {
    let row = '';
    let end: number | undefined;
    for (const { index, digits } of groups.slice(first, first + 15)) {
      if (end !== undefined && !/^[ ./()-]{1,3}$/.test(text.slice(end, index))) break;
      row += digits;
      end = index + digits.length;
      if (row.length > 15) break;
      if (row.length >= 7) yield row;
    }
  }
}

/**
 * Masks a text that comes in pieces: what `push` and `flush` give adds up to what `mask` makes of the whole, wherever it was cut. It holds
 * back the word that is being written, and a row of numbers until it has ended; never more than 320 characters.
 */
export class StreamMasker {
  readonly #options: MaskOptions;
  readonly #onFound: ((found: Found) => void) | undefined;
  readonly #found: Kind[] = [];
  /** What is not shown yet. */
  #held = '';
  /** The character before it, where a long segment was cut there. */
  #before = '';

  constructor(options: MaskOptions = {}, onFound?: (found: Found) => void) {
    this.#options = options;
    this.#onFound = onFound;
  }

  /** What has been masked so far. */
  get found(): readonly Kind[] {
    return this.#found;
  }

  /** @returns what can be shown by now. */
  push(text: string): string {
    this.#held += text;
    return this.#take(false);
  }

  /** @returns the rest: the text is at its end. */
  flush(): string {
    return this.#take(true);
  }

  #take(isWhole: boolean): string {
    const text = this.#held;
    const plain = plainText(text);
    let start = 0;
    let shown = '';
    while (start < text.length) {
      const end = segmentEnd(plain, start, isWhole);
      if (end === undefined) break;
      const next = this.#maskSegment(text, plain, start, end);
      shown += next.shown;
      this.#before = next.end < end || end - start === WINDOW ? plain.charAt(next.end - 1) : '';
      start = next.end;
    }
    this.#held = text.slice(start);
    return shown;
  }

  #maskSegment(text: string, plain: string, start: number, end: number): { shown: string; end: number } {
    const segment = plain.slice(start, end);
    // Nothing that is looked for is without one of them.
    if (!/[0-9@]/.test(segment)) return { shown: text.slice(start, end), end };
    const found = findPersonalData(segment, this.#before, this.#options.country);
    const last = segment.length === WINDOW ? cutOf(segment, found) : segment.length;
    let shown = '';
    let index = 0;
    for (const one of found) {
      if (one.end > last || this.#options.allow?.has(one.value)) continue;
      shown += `${text.slice(start + index, start + one.start)}[${one.kind}]`;
      index = one.end;
      this.#found.push(one.kind);
      this.#onFound?.(one);
    }
    return { shown: shown + text.slice(start + index, start + last), end: start + last };
  }
}

/** A number is at most 53 characters long, with its separators. */
const NUMBER_MAX_LENGTH = 64;

/**
 * Where a segment ends that is as long as the window, so that it may go on: before what may be the beginning of a number, and at a space
 * if there is one, but not in the midst of what was found.
 */
function cutOf(segment: string, found: readonly Found[]): number {
  const latest = segment.length - NUMBER_MAX_LENGTH;
  const space = segment.lastIndexOf(' ', latest - 1);
  const cut = space >= WINDOW / 2 ? space + 1 : latest;
  const over = found.find(({ start, end }) => start < cut && end > cut);
  if (over === undefined) return cut;
  return over.end < segment.length || over.start < WINDOW / 4 ? over.end : over.start;
}
