/**
 * Characters that may have to go: those without a shape of their own (Unicode's `Default_Ignorable_Code_Point`), controls other
 * than tab, line feed and carriage return, interlinear annotation, and halves of surrogate pairs.
 */
const SUSPECT = /\p{DI}|[^\P{Cc}\t\n\r]|[\ufff9-\ufffb]|\p{Cs}/gu;

/** Marks, embeddings and isolates; not the overrides. */
export const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202c\u2066-\u2069]/;
/** As many in a row as nested text of two directions needs; in longer rows they say something to machines only. */
const MAX_DIRECTIONS = 4;

/** Letters and marks of the scripts whose letters join: Arabic and its kin, the Indic scripts, Mongolian. */
const JOINING =
  /(?=[\p{L}\p{M}])[\u0600-\u109f\u1780-\u18af\u1900-\u1cff\ua800-\uab2f\uabc0-\uabff\ufb50-\ufdff\ufe70-\ufefc\u{10a00}-\u{11fff}\u{1e900}-\u{1e95f}]/u;
const MONGOLIAN = /[\u1820-\u18aa]/;
const MARK = /\p{M}/u;
const PICTURE = /\p{ExtPict}/u;
/** What a sequence of joined pictures goes on from: a picture, its skin tone, or its variation selector. */
const PICTURE_END = /[\p{ExtPict}\p{EMod}\ufe0f]/u;
const KEY = /[\d#*]/;
const KEYCAP = /\u20e3/;
const IDEOGRAPH = /\p{Script=Han}/u;
/** Bases of Unicode's standardised variation sequences with VS1, beside ideographs: operators, Myanmar, Phags-pa. */
const STANDARDISED = /[\u1000-\u109f\u2200-\u2aff\ua840-\ua877\uaa60-\uaa7f]/;

/** What stays behind certain characters, and before certain others if there are any given. */
const RULES: readonly (readonly [character: RegExp, before: RegExp, after?: RegExp])[] = [
  [/\u200c/, JOINING, JOINING],
  [/\u200d/, JOINING],
  [/\u200d/, PICTURE_END, PICTURE],
  [/\u034f/, MARK, MARK],
  [/\u180e/, MONGOLIAN, MONGOLIAN],
  [/[\u180b-\u180d\u180f]/, MONGOLIAN],
  [/\ufe00/, STANDARDISED],
  [/[\ufe00-\ufe02\u{e0100}-\u{e01ef}]/u, IDEOGRAPH],
  [/[\ufe0e\ufe0f]/, PICTURE],
  [/\ufe0f/, KEY, KEYCAP],
];

const BLACK_FLAG = '\u{1f3f4}';
const CANCEL_TAG = '\u{e007f}';
/** Behind a black flag: England, Scotland and Wales (gbeng, gbsct, gbwls), the only such sequences that Unicode recommends. */
const FLAG_TAGS =
  /^\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})$/u;
/** How many code units they have. */
const FLAG_LENGTH = 10;

/**
 * Drops what a reader can't see and a machine can: the ways to hide instructions or data in harmless text, and the controls
 * that make text look different from what it is. A conforming text of any script comes through unchanged, but for:
 *
 * - tag characters, outside of the three flags that are made of them;
 * - variation selectors that vary nothing: kept are VS15 and VS16 after a picture (VS16 also in a keycap), VS17 to 256 and VS1
 *   to 3 after an ideograph, VS1 after what else has standardised variants, Mongolian ones after a Mongolian letter;
 * - zero-width characters. ZWJ and ZWNJ stay between letters of joining scripts (Persian, Hindi), ZWJ also at such a word's
 *   end (ه‍ for Hijri) and between pictures. Between Latin letters both mean nothing, and are the usual carriers of hidden bits;
 * - soft hyphens and zero-width spaces: a browser finds where Thai and Khmer may break by its dictionary and copies neither well;
 * - Hangul fillers, which are wide and empty: Korean as it is written today needs none. Khmer's invisible vowels are deprecated;
 * - direction overrides (U+202D, U+202E), which show a text in another order than it has ("Trojan Source", CVE-2021-42574).
 *   Marks, embeddings and isolates only order runs that have a direction of their own, and Hebrew and Arabic texts use them;
 *   an unbalanced one ends with its block, which CSS isolates;
 * - control characters. NUL, as CommonMark wants it (section 2.3), and halves of surrogate pairs become U+FFFD.
 *
 * What is written in pieces comes out as what is written at once does. Held back between writes are half a surrogate pair, one
 * character that depends on the next, and the tags of a flag that isn't complete. Linear in the length.
 */
export class TextCleaner {
  /** The first half of a surrogate pair whose second is to come. */
  #half = '';
  /** The last character that stays; '' at the start. */
  #last = '';
  /** What stays if the next character that isn't dropped is one of `#wanted`. */
  #held = '';
  #wanted: RegExp | undefined;
  /** The tags behind a black flag. */
  #tags = '';
  /** How many direction controls `#last` ends. */
  #directions = 0;

  /** @returns what can be shown of the text so far and wasn't returned yet. */
  write(text: string): string {
    let input = this.#half + text;
    this.#half = /[\ud800-\udbff]/.exec(input.slice(-1))?.[0] ?? '';
    if (this.#half !== '') input = input.slice(0, -1);
    return this.#clean(input);
  }

  /** @returns the rest, when nothing more is to come. */
  end(): string {
    return this.#clean(this.#half);
  }

  #clean(input: string): string {
    let output = '';
    let position = 0;
    for (const { 0: found, index } of input.matchAll(SUSPECT)) {
      if (index > position) output += this.#plain(input.slice(position, index));
      output += this.#suspect(found);
      position = index + found.length;
    }
    return position < input.length ? output + this.#plain(input.slice(position)) : output;
  }

  /** @param text - without a suspect; not empty. */
  #plain(text: string): string {
    this.#directions = 0;
    return this.#keep(text);
  }

  #suspect(character: string): string {
    const code = character.codePointAt(0) ?? 0;
    if (code === 0 || (code >= 0xd800 && code <= 0xdfff)) return this.#plain('\ufffd');
    if (code >= 0xe0020 && code <= 0xe007f) return this.#tag(character);
    if (DIRECTION.test(character)) return this.#directions++ < MAX_DIRECTIONS ? this.#keep(character) : '';
    const rule = RULES.find(([it, before]) => it.test(character) && before.test(this.#last));
    if (!rule) return '';
    const [, , after] = rule;
    if (!after) return this.#keep(character);
    this.#held = character;
    this.#wanted = after;
    return '';
  }

  /** Collects what may become a flag, and keeps it as a whole. */
  #tag(character: string): string {
    if (this.#last !== BLACK_FLAG) return '';
    if (character === CANCEL_TAG) return FLAG_TAGS.test(this.#tags) ? this.#keep(this.#tags + CANCEL_TAG) : '';
    // One too many spoils the flag; the rest need not be kept.
    if (this.#tags.length <= FLAG_LENGTH) this.#tags += character;
    return '';
  }

  /** @returns `text`, which stays, after what was held, if that may stay before it. */
  #keep(text: string): string {
    const held = this.#wanted?.test(/^[^]/u.exec(text)?.[0] ?? '') ? this.#held : '';
    this.#held = '';
    this.#tags = '';
    this.#last = /[^]$/u.exec(text.slice(-2))?.[0] ?? '';
    return held + text;
  }
}

/** The same for a text that is there as a whole. */
export function cleanText(text: string): string {
  const cleaner = new TextCleaner();
  return cleaner.write(text) + cleaner.end();
}
