import type { AnswerAnalysis, Finding } from './answer-analysis.ts';
import { sentencesOf, wordsOf } from './prose.ts';

/** Scripts without spaces between words: what these formulas count says nothing there. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;

/** From this share of the letters on, a text is in such a script. */
const UNSPACED_SHARE = 0.2;

/** LIX counts words of seven letters or more as long. */
const LONG = /^.{7,}/u;

/**
 * Says how easily an answer reads, by the formula that was made for its language:
 * - English: Flesch reading ease (R. Flesch, A new readability yardstick, 1948), about 0 to 100, higher is easier.
 * - German: the same as fitted by T. Amstad (Wie verständlich sind unsere Zeitungen?, 1978).
 * - Others: LIX (C.-H. Björnsson, Läsbarhet, 1968), about 20 to 60 and more, higher is harder.
 *
 * Where words are not separated by spaces, and where there is no word, it says nothing. Syllables are counted by their vowels, which is an
 * estimate.
 * @param languageOf - recognises the language of a text, as its two letters.
 */
export function createReadability(languageOf: (text: string) => string | undefined): AnswerAnalysis {
  return {
    name: 'readability',
    analyse: async ({ content }) => readability(content, languageOf),
  };
}

function readability(content: string, languageOf: (text: string) => string | undefined): Finding {
  const sentences = sentencesOf(content);
  const text = sentences.join(' ');
  const words = wordsOf(text);
  if (words.length === 0 || isUnspaced(text)) return {};
  const counted = { words: words.length, sentences: sentences.length };
  const perSentence = words.length / sentences.length;
  const language = languageOf(text);
  if (language === 'en') {
    const perWord = sum(words.map(englishSyllables)) / words.length;
    return { formula: 'flesch', score: round(206.835 - 1.015 * perSentence - 84.6 * perWord), ...counted };
  }
  if (language === 'de') {
    const perWord = sum(words.map(germanSyllables)) / words.length;
    return { formula: 'amstad', score: round(180 - perSentence - 58.5 * perWord), ...counted };
  }
  const long = words.filter((word) => LONG.test(word)).length;
  return { formula: 'lix', score: round(perSentence + (100 * long) / words.length), ...counted };
}

/** A group of vowels is a syllable; an `e` at the end is none, unless it stands after a consonant and `l`. */
function englishSyllables(word: string): number {
  const spoken = word.replace(/(?<![^aeiouy]l|^[^aeiouy]*)e$/, '');
  return Math.max(1, spoken.match(/[aeiouyà-öø-ÿ]+/g)?.length ?? 0);
}

/** A vowel is a syllable, and so are two that are spoken as one. */
function germanSyllables(word: string): number {
  return Math.max(1, word.match(/ei|ai|au|eu|äu|ie|aa|ee|oo|[aeiouyäöüà-ÿ]/g)?.length ?? 0);
}

function isUnspaced(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return (text.match(UNSPACED)?.length ?? 0) > letters * UNSPACED_SHARE;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** To a tenth: more digits would only be noise. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}
