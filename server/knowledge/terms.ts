import { normalise, type Language } from './language.ts';

/** A word of a text, and the terms that the index has for it. */
export interface Word {
  /** As it was written, normalised. */
  readonly surface: string;
  /** Whether it says nothing about what the text is about. */
  readonly isStop: boolean;
  /** Together they stand for the word: one, but for scripts that are indexed by pairs of characters. */
  readonly terms: readonly string[];
  /** What stands for it less well: its single characters, the word without its numbers, joined parts. */
  readonly loose: readonly string[];
}

/** A longer word is cut: nobody asks for it, and the index has a bound on it. */
const WORD_MAX_LENGTH = 64;

const EAST_ASIAN = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々〆ヶ`;
const HANGUL = String.raw`\p{Script=Hangul}`;
const UNSPACED = String.raw`\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`;
const RUNS = new RegExp(
  String.raw`(?<eastAsian>[${EAST_ASIAN}]+)|(?<hangul>[${HANGUL}]+)|(?<unspaced>[${UNSPACED}\p{M}]+)` +
    String.raw`|(?<money>\p{Sc})|(?<number>\p{N}+(?:[.,:]\p{N}+)+)|(?<word>[[\p{L}\p{M}\p{N}]--[${EAST_ASIAN}${HANGUL}${UNSPACED}]]+)`,
  'gv',
);

const segmenter = new Intl.Segmenter('ja', { granularity: 'word' });

/** Every currency's sign: where one asks for a price, it is mostly the sign that answers. */
const MONEY: Word = { surface: '¤', isStop: false, terms: ['¤'], loose: [] };

/** What a Korean noun carries at its end. */
const KOREAN_PARTICLE = /(?<=..)(?:에서|으로|까지|부터|에게|은|는|이|가|을|를|에|의|로|와|과|도|만)$/u;

/** Splits a text into its words, in their order. */
export function* wordsOf(text: string, language: Language): Generator<Word> {
  const normal = normalise(text);
  let before: { readonly end: number; readonly surface: string } | undefined;
  for (const match of normal.matchAll(RUNS)) {
    const [run] = match;
    const { eastAsian, hangul, unspaced, money, number } = match.groups ?? {};
    if (eastAsian !== undefined) yield* eastAsianWords(run, language);
    else if (hangul !== undefined) yield hangulWord(run, language);
    else if (unspaced !== undefined) yield* unspacedWords(run, language);
    else if (money !== undefined) yield MONEY;
    else if (number !== undefined) yield numberWord(run);
    else {
      // "e-mail" is also "email".
      const joined = before?.end === match.index - 1 && normal[before.end] === '-' ? before.surface + run : undefined;
      yield spacedWord(run, language, joined);
    }
    before = { end: match.index + run.length, surface: run };
  }
}

/**
 * The terms of a text as the index has them, in their order. Stop words are left out, but for courtesies, and for a line, such as
 * the heading "How are you?", that has nothing else.
 */
export function termsOf(text: string, language: Language): string[] {
  const found: string[] = [];
  for (const line of text.split('\n')) {
    const words = [...wordsOf(line, language)];
    const isPlain = words.every(({ isStop }) => isStop);
    for (const { isStop, surface, terms, loose } of words) {
      if (!isStop) found.push(...terms, ...loose);
      else if (isPlain || language.courtesies.has(surface)) found.push(stopTermOf(surface, language));
    }
  }
  return found;
}

/** What the index has for a stop word where it has one: marked, so that no content word is taken for it. */
export function stopTermOf(surface: string, language: Language): string {
  return `·${language.courtesies.get(surface) ?? surface}`;
}

function spacedWord(surface: string, language: Language, joined?: string): Word {
  const number = /^\p{N}/u.test(surface) ? /^(?<hour>\p{N}{1,2})h(?<minute>\p{N}{2})?$/u.exec(surface) : null;
  if (number) return numberWord(`${number.groups?.['hour']}.${number.groups?.['minute'] ?? '00'}`);
  const loose: string[] = [];
  // "50kg" is also "50" and "kg".
  if (/\p{N}/u.test(surface)) {
    loose.push(...(surface.match(/\p{N}+|\p{L}{2,}/gu) ?? []).filter((part) => part !== surface));
  }
  const isStop = /^.$/su.test(surface) ? !/\p{N}/u.test(surface) : language.stopWords.has(surface);
  if (joined !== undefined && !isStop) loose.push(stemOf(joined, language));
  return { surface, isStop, terms: isStop ? [] : [stemOf(surface, language)], loose };
}

/** The stem without diacritics: a stemmer needs them, a visitor may leave them out. */
export function stemOf(word: string, language: Language): string {
  const short = word.slice(0, WORD_MAX_LENGTH);
  const stem = /\p{N}/u.test(short) ? short : language.stem(short);
  return fold(stem === '' ? short : stem);
}

function fold(word: string): string {
  // Only of letters that are written with them now and then: in Hindi, say, the marks are the vowels.
  return word
    .normalize('NFD')
    .replaceAll(/(?<=\p{Script=Latin}|\p{Script=Greek})[\u0300-\u036F]+/gu, '')
    .normalize('NFC')
    .replaceAll('ß', 'ss')
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l');
}

/** Times, prices and thousands however they are written: "10:30", "10.30" and "10,30" are one. */
function numberWord(surface: string): Word {
  const plain = /^\p{N}{1,3}(?:[.,]\p{N}{3})+$/u.test(surface)
    ? surface.replaceAll(/[.,]/g, '')
    : surface.replaceAll(/[,:]/g, '.').replace(/\.00$/, '');
  return { surface, isStop: false, terms: [plain], loose: [] };
}

/** Chinese characters by pairs, which is how one writes about one thing, and singly; the rest by the dictionary's words. */
function* eastAsianWords(run: string, language: Language): Generator<Word> {
  for (const { segment } of segmenter.segment(run)) {
    const isStop = language.stopWords.has(segment) || /^\p{Script=Hiragana}$/u.test(segment);
    // What follows the last Chinese character of a word is its ending.
    const core = /^\p{Script=Han}/u.test(segment) ? segment.replace(/\p{Script=Hiragana}+$/u, '') : segment;
    if (/^[\p{Script=Han}々]+$/u.test(core)) yield hanWord(core, isStop || language.stopWords.has(core));
    else yield { surface: segment, isStop, terms: [core.replace(/(?<=..)ー$/u, '')], loose: [] };
  }
}

function hanWord(surface: string, isStop: boolean): Word {
  const characters = Array.from(surface);
  if (characters.length === 1) return { surface, isStop, terms: characters, loose: [] };
  return { surface, isStop, terms: pairs(characters), loose: characters };
}

function hangulWord(surface: string, language: Language): Word {
  const noun = Array.from(surface.replace(KOREAN_PARTICLE, ''));
  return {
    surface,
    isStop: language.stopWords.has(surface),
    terms: noun.length < 2 ? noun : pairs(noun),
    loose: [],
  };
}

function* unspacedWords(run: string, language: Language): Generator<Word> {
  for (const { segment } of segmenter.segment(run)) {
    yield { surface: segment, isStop: language.stopWords.has(segment), terms: [segment], loose: [] };
  }
}

function pairs(characters: readonly string[]): string[] {
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}
