import { splitCompound } from './compounds.ts';
import { detectLanguage, type Language } from './language.ts';
import type { Lexicon } from './lexicon.ts';
import { nearTerms, relatives, withUmlauts } from './spelling.ts';
import { synonymsOf } from './synonyms.ts';
import { stopTermOf, wordsOf, type Word } from './terms.ts';
import { resolver } from './vocabulary.ts';

/** Terms that, all together in a passage, stand for a word of the question. */
export interface Alternative {
  readonly terms: readonly string[];
  /** How well, above 0 and at most 1. */
  readonly weight: number;
  /** The rarest term's. */
  readonly idf: number;
}

/** One thing that the question is about, and how the documents may say it. */
export interface Concept {
  readonly surface: string;
  /** What it counts for beside the others: less where it is only a way of asking ("when"). */
  readonly weight: number;
  /** Whether the documents have the word itself. */
  readonly isKnown: boolean;
  readonly idf: number;
  /** The best first, `MAX_ALTERNATIVES` at most; empty where the documents say nothing of the kind. */
  readonly alternatives: readonly Alternative[];
}

/** How many different words of a question are looked for. */
const MAX_WORDS = 32;
const MAX_ALTERNATIVES = 24;

/** How well each kind of alternative stands for a word. Tuned on the development questions. */
const WEIGHTS = {
  loose: 0.8,
  numberPart: 0.8,
  part: 0.6,
  whole: 0.85,
  synonym: 0.8,
  synonymWhole: 0.3,
  family: 0.2,
  spelling: 0.65,
  ask: 0.25,
};

/**
 * Reads a question as what it is about: its content words in their order, then what its way of asking tells ("how much"). One of
 * stop words alone is about these ("How are you?"), unless its way of asking tells more.
 */
export function conceptsOf(question: string, lexicon: Lexicon): readonly Concept[] {
  const language = detectLanguage(question, lexicon.languages);
  const all = [...wordsOf(question, language)];
  const content = all.filter(({ isStop }) => !isStop);
  const concepts: Concept[] = [];
  const seen = new Set<string>();
  const surfaces = new Set(all.map(({ surface }) => surface));
  for (const word of content.slice(0, MAX_WORDS * 2)) {
    const key = word.terms.join(' ');
    if (seen.has(key)) continue;
    seen.add(key);
    concepts.push(...conceptsOfWord(word, language, lexicon));
    if (concepts.length >= MAX_WORDS) break;
  }
  const asked = [...surfaces].flatMap((surface) => askingConcept(surface, surfaces, language, lexicon) ?? []);
  if (content.length === 0) concepts.push(...plainConcepts(surfaces, language, lexicon, asked.length > 0));
  return [...concepts, ...asked].slice(0, MAX_WORDS);
}

/** @param asksMore - then stop words count only where the documents have them all. */
function plainConcepts(
  surfaces: ReadonlySet<string>,
  language: Language,
  lexicon: Lexicon,
  asksMore: boolean,
): readonly Concept[] {
  const concepts = [...surfaces].slice(0, MAX_WORDS).map((surface) => {
    const found = new AlternativeList(lexicon);
    found.add([stopTermOf(surface, language)], 1);
    return found.concept(surface, false, 1);
  });
  const said = concepts.filter(({ isKnown }) => isKnown).length;
  return said === concepts.length || (said > 0 && !asksMore) ? concepts : [];
}

function conceptsOfWord(word: Word, language: Language, lexicon: Lexicon): Concept[] {
  const isKnown = word.terms.every((term) => lexicon.has(term));
  const found = new AlternativeList(lexicon);
  found.add(word.terms, 1);
  const single = word.terms.length === 1 ? word.terms[0] : undefined;
  const isNumber = /\p{N}/u.test(word.surface);
  for (const term of word.loose) found.add([term], isNumber ? WEIGHTS.numberPart : WEIGHTS.loose);
  if (word.terms.length > 2) for (const term of word.terms) found.add([term], WEIGHTS.loose);
  if (single !== undefined && !isNumber) {
    if (!isKnown) {
      const split = splitUnknown(word.surface, single, language, lexicon);
      if (split.length > 0) {
        return split.map((part) => {
          const concept = conceptsOfWord({ ...word, terms: [part], loose: [] }, language, lexicon)[0];
          return concept ?? { surface: part, weight: 1, isKnown: false, idf: 0, alternatives: [] };
        });
      }
      // A word in kana that the documents do not have is mostly an ending.
      if (/^\p{Script=Hiragana}+$/u.test(single)) return [];
      if (language.compounds) found.add([withUmlauts(word.surface, language)], 1);
      for (const { term, weight } of nearTerms(single, lexicon)) {
        found.add([term], WEIGHTS.spelling * weight);
      }
    }
    const parts = lexicon.partsOf(single);
    const partTerms = parts.map(({ term }) => term);
    if (parts.length > 1) found.add(partTerms, WEIGHTS.part);
    for (const { term } of lexicon.compoundsOf(single)) found.add([term], WEIGHTS.whole);
    for (const { term, weight } of relatives(single, lexicon)) found.add([term], WEIGHTS.family * weight);
  }
  addSynonyms(found, word, language, lexicon);
  return [found.concept(word.surface, isKnown, 1)];
}

/** As it was written first: the stemmer may have cut the last part's ending. */
function splitUnknown(surface: string, term: string, language: Language, lexicon: Lexicon): readonly string[] {
  if (!language.compounds) return [];
  const resolve = resolver((part) => lexicon.has(part), language);
  const parts = splitCompound(surface, resolve);
  return parts.length > 0 ? parts : splitCompound(term, resolve);
}

function addSynonyms(found: AlternativeList, word: Word, language: Language, lexicon: Lexicon): void {
  for (const terms of synonymsOf(word.terms, language)) {
    found.add(terms, WEIGHTS.synonym);
    const [term] = terms;
    if (term === undefined || terms.length > 1 || !language.compounds) continue;
    for (const { term: whole } of lexicon.compoundsOf(term)) found.add([whole], WEIGHTS.synonymWhole);
  }
}

/** What a word that says nothing by itself asks for: "how much" for a price. */
function askingConcept(
  surface: string,
  surfaces: ReadonlySet<string>,
  language: Language,
  lexicon: Lexicon,
): Concept | undefined {
  const found = new AlternativeList(lexicon);
  for (const terms of synonymsOf([`?${surface}`], language, surfaces)) found.add(terms, 1);
  const concept = found.concept(surface, true, WEIGHTS.ask);
  return concept.alternatives.length > 0 ? concept : undefined;
}

/** Collects the alternatives of one word: each once, with its best weight, and only what the documents have. */
class AlternativeList {
  readonly #lexicon: Lexicon;
  readonly #found = new Map<string, Alternative>();

  constructor(lexicon: Lexicon) {
    this.#lexicon = lexicon;
  }

  add(terms: readonly string[], weight: number): void {
    if (terms.length === 0 || !terms.every((term) => this.#lexicon.has(term))) return;
    const key = terms.join(' ');
    if ((this.#found.get(key)?.weight ?? 0) >= weight) return;
    const idf = Math.max(...terms.map((term) => this.#lexicon.idf(term)));
    this.#found.set(key, { terms, weight, idf });
  }

  concept(surface: string, isKnown: boolean, weight: number): Concept {
    const alternatives = [...this.#found.values()]
      .toSorted((a, b) => b.weight - a.weight || b.idf - a.idf)
      .slice(0, MAX_ALTERNATIVES);
    // Written in another way it is the same word.
    const own = alternatives.find((alternative) => alternative.weight === 1);
    const idf = weight === 1 && own ? own.idf : this.#lexicon.idf('');
    return { surface, weight, isKnown: isKnown || own !== undefined, idf, alternatives };
  }
}
