/** A word that is longer is taken as several, in UTF-16 code units: so much is held back at most. */
const MAX_LENGTH = 200;

/** Scripts that put no space between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Everything is in one of these; only the last can still go on. */
const RUNS = /\s*\S+|\s+$/g;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

/**
 * Cuts a text that comes in pieces into its words, each with the white space before it, so that what is joined again is the text: lines,
 * indents and rows of backticks too. Where a script puts no space between words, a dictionary says where one ends.
 */
export class WholeWords {
  #rest = '';

  /** @returns the words that are whole by now. */
  push(text: string): string[] {
    const runs = (this.#rest + text).match(RUNS) ?? [];
    const words = runs.flatMap(wordsOf);
    this.#rest = words.pop() ?? '';
    return words;
  }

  /** @returns what was held back: the text is at its end. May be empty. */
  flush(): string {
    const rest = this.#rest;
    this.#rest = '';
    return rest;
  }
}

/** @param run - a stretch of text without a space, and the white space before it. */
function wordsOf(run: string): string[] {
  const words = UNSPACED.test(run) ? segmented(run) : [run];
  return words.flatMap((word) => (word.length > MAX_LENGTH ? pieces(word) : [word]));
}

/** Marks and white space go with the word before them, at the beginning with the first. */
function segmented(run: string): string[] {
  const words: string[] = [];
  let word = '';
  let isBegun = false;
  for (const { segment, isWordLike } of segmenter.segment(run)) {
    if (isWordLike && isBegun) {
      words.push(word);
      word = '';
    }
    word += segment;
    isBegun ||= isWordLike === true;
  }
  words.push(word);
  return words;
}

/** No piece ends within a character of two code units. */
function pieces(word: string): string[] {
  return word.match(new RegExp(`[^]{1,${MAX_LENGTH / 2}}`, 'gu')) ?? [];
}
