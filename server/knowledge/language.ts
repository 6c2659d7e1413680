import { stemmer as danish } from '@orama/stemmers/danish';
import { stemmer as dutch } from '@orama/stemmers/dutch';
import { stemmer as english } from '@orama/stemmers/english';
import { stemmer as french } from '@orama/stemmers/french';
import { stemmer as german } from '@orama/stemmers/german';
import { stemmer as italian } from '@orama/stemmers/italian';
import { stemmer as portuguese } from '@orama/stemmers/portuguese';
import { stemmer as spanish } from '@orama/stemmers/spanish';
import { stemmer as swedish } from '@orama/stemmers/swedish';
import { ENGLISH } from './words/english.ts';
import { FRENCH } from './words/french.ts';
import { GERMAN } from './words/german.ts';
import { JAPANESE } from './words/japanese.ts';
import { DANISH, DUTCH, ITALIAN, PORTUGUESE, SPANISH, SWEDISH } from './words/others.ts';
import type { LanguageWords } from './words/words.ts';

export interface Language {
  readonly code: string;
  /** Normalised, as `normalise` gives them. */
  readonly stopWords: ReadonlySet<string>;
  /** The stop words that may be all that a visitor says, each with the one that stands for all of its meaning. */
  readonly courtesies: ReadonlyMap<string, string>;
  /** Entries of groups of words that may stand for each other. */
  readonly synonyms: readonly (readonly string[])[];
  /** Whether words are joined into new ones without a space. */
  readonly compounds: boolean;
  /** Reduces a word to what its forms have in common. */
  stem(word: string): string;
}

function language(
  code: string,
  { stopWords, courtesies = '', synonyms }: LanguageWords,
  stem: (word: string) => string = (word) => word,
  compounds = false,
): Language {
  const polite = groupsOf(courtesies);
  return {
    code,
    stopWords: new Set([...normalise(stopWords).split(/[\s']+/), ...polite.flat()]),
    courtesies: new Map(polite.flatMap((group) => group.map((word) => [word, group[0] ?? word]))),
    synonyms: groupsOf(synonyms).filter((group) => group.length > 1),
    compounds,
    stem,
  };
}

/** A line a group, its entries separated by `|`. */
function groupsOf(lines: string): readonly (readonly string[])[] {
  return lines
    .split('\n')
    .map((line) => line.split('|').flatMap((entry) => normalise(entry).trim() || []))
    .filter((group) => group.length > 0);
}

const NO_WORDS: LanguageWords = { stopWords: '', synonyms: '' };

/** Languages that are told apart by their words. */
const BY_WORDS: readonly Language[] = [
  language('en', ENGLISH, english),
  language('de', GERMAN, german, true),
  language('fr', FRENCH, french),
  language('es', SPANISH, spanish),
  language('it', ITALIAN, italian),
  language('nl', DUTCH, dutch, true),
  language('pt', PORTUGUESE, portuguese),
  language('sv', SWEDISH, swedish, true),
  language('da', DANISH, danish, true),
];

/** Languages that are told apart by their script. */
const JAPANESE_LANGUAGE = language('ja', JAPANESE, undefined, true);
const CHINESE_LANGUAGE = language('zh', NO_WORDS);
const KOREAN_LANGUAGE = language('ko', NO_WORDS);
const OTHER = language('other', NO_WORDS);

const ALL: readonly Language[] = [...BY_WORDS, JAPANESE_LANGUAGE, CHINESE_LANGUAGE, KOREAN_LANGUAGE, OTHER];
const BY_CODE: ReadonlyMap<string, Language> = new Map(ALL.map((entry) => [entry.code, entry]));

/** How much of a text is looked at, in characters. */
const LOOKED_AT = 4_000;

export function languageOf(code: string): Language {
  return BY_CODE.get(code) ?? OTHER;
}

/** Text as it is compared: one form of every character (NFKC), small letters, one kind of apostrophe, no soft hyphens. */
export function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[’‘ʼ`´]/g, "'")
    .replaceAll('\u00AD', '');
}

/**
 * Recognises the language of a text by its script and by the words that say nothing, of which even a short question has some.
 * @param likely - the codes that come into question, the likeliest first: it decides where the text does not.
 */
export function detectLanguage(text: string, likely: readonly string[] = []): Language {
  const sample = normalise(text.slice(0, LOOKED_AT));
  const script = byScript(sample);
  if (script !== undefined) return script;
  const words = sample.match(/[\p{L}\p{M}]+/gu) ?? [];
  let best = BY_WORDS.find(({ code }) => code === likely[0]);
  let most = best === undefined ? 0 : count(words, best) + 0.5;
  for (const candidate of BY_WORDS) {
    const found = count(words, candidate) + (likely.includes(candidate.code) ? 0.25 : 0);
    if (found > most && count(words, candidate) > 0) [best, most] = [candidate, found];
  }
  return best ?? (likely.length > 0 ? languageOf(likely[0] ?? '') : OTHER);
}

function byScript(text: string): Language | undefined {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const share = (pattern: RegExp): number => (text.match(pattern)?.length ?? 0) / letters;
  if (letters === 0) return undefined;
  if (share(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu) > 0.1) return JAPANESE_LANGUAGE;
  if (share(/\p{Script=Han}/gu) > 0.3) return CHINESE_LANGUAGE;
  if (share(/\p{Script=Hangul}/gu) > 0.3) return KOREAN_LANGUAGE;
  return share(/\p{Script=Latin}/gu) < 0.5 ? OTHER : undefined;
}

function count(words: readonly string[], { stopWords }: Language): number {
  let found = 0;
  for (const word of words) if (stopWords.has(word)) found += 1;
  return found;
}
