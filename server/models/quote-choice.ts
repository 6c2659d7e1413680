import { detectLanguage, type Language } from '../knowledge/language.ts';
import { stemOf, wordsOf } from '../knowledge/terms.ts';
import type { NumberedPassage } from './model.ts';
import { unitsOf, withHead, type Unit } from './quote-units.ts';

/** Sentences of one passage that are quoted. */
export interface Quote {
  readonly passage: NumberedPassage;
  /** As they stand there; `…` is where some were left out. */
  readonly text: string;
}

/** How many passages are quoted at most. */
const MAX_PASSAGES = 3;

/** How much is quoted at most, in words: what one reads at a glance. */
const MAX_WORDS = 120;

/** Sentences that fit less well than this share of the best one's score would only distract. */
const UNIT_SHARE = 0.7;
/** A passage that the search finds this much worse than its best one is not quoted. */
const PASSAGE_SHARE = 0.5;

/** What a synonym, a part of a compound, and a word of the title or the heading count, where the question's own word counts 1. */
const SYNONYM_WEIGHT = 0.5;
const PART_WEIGHT = 0.6;
const TITLE_WEIGHT = 0.35;
/** What a sentence that has a number is worth more where the question asks for one. */
const NUMBER_BONUS = 1.5;
/** How much of a sentence's score depends on how well the search found its passage. */
const SEARCH_SHARE = 0.3;

/** From this many letters on a stem within a longer word means the same. */
const PART_MIN_LENGTH = 4;

/** Questions that ask for a number, a time or a price. */
const ASKS_NUMBER =
  /\b(?:how (?:much|many|long|old|far|often|fast|big|high|heavy)|when|what time|cost|price|wann|wie ?(?:viel|viele|lange|alt|weit|oft|hoch|groß|schwer|schnell)|kostet|kosten|preis|combien|quand|quelle? heure|prix|cuánt[oa]s?|cuándo|precio|quant[oaie]|quando|quanto|prezzo|preço|hoeveel|wanneer|ile|kiedy|kaç|ne kadar|ne zaman)\b|いくら|何[時歳名人円日分年月回]|いつ|どのくらい|多少|几|什么时候|얼마|언제|몇/iu;
const HAS_NUMBER = /\p{N}/u;

/** Sentences that begin so speak of something that the sentence before has named. */
const REFERS_BACK =
  /^(?:it|its|this|that|these|those|they|their|he|she|there|then|here|both|otherwise|however|therefore|also|so|but|er|sie|es|dies|diese[rsmn]?|das|dort|dann|dabei|damit|dazu|davon|dafür|sonst|jedoch|außerdem|auch|ihre?|il|elle|ils|elles|ce|cela|ça|cette|ces|celui-ci|celle-ci|alors|sinon|aussi|esto|eso|est[ea]s?|es[ea]s?|questo|questa|questi|ess[oaie]|isto|isso|el[ea]s?|hij|zij|ze|het|dit|dat|deze|daar|dan)(?![\p{L}\p{M}])|^(?:これ|それ|この|その|ここ|そこ|また|ただし|なお|这|那|它|其|이|그)/iu;

const words = new Intl.Segmenter('en', { granularity: 'word' });

/** Chooses the sentences that answer a question. Best passage first; empty where there is no passage. */
export function chooseQuotes(question: string, passages: readonly NumberedPassage[]): Quote[] {
  const language = detectLanguage(question, [detectLanguage(passages.map(({ text }) => text).join('\n')).code]);
  const candidates = passages.flatMap((passage) =>
    unitsOf(passage.text).map((unit) => ({ passage, unit, terms: termsIn(unit.text, language) })),
  );
  const asked = askedTerms(
    question,
    language,
    candidates.map(({ terms }) => terms),
  );
  const wantsNumber = ASKS_NUMBER.test(question);
  const best = passages[0]?.score ?? 0;
  const scored = candidates.map(({ passage, unit, terms }) => {
    const named = termsIn([passage.title, ...passage.headings, unit.lead].join(' '), language);
    let score = 0;
    for (const [term, weight] of asked) {
      score += weight * Math.max(match(term, terms, language), TITLE_WEIGHT * match(term, named, language));
    }
    score *= 1 - SEARCH_SHARE + (SEARCH_SHARE * passage.score) / (best || 1);
    if (wantsNumber && HAS_NUMBER.test(unit.text)) score *= NUMBER_BONUS;
    // A question in the document answers none, nor does a line that only leads to others.
    if (/[?？:：]$/u.test(unit.text)) score /= 4;
    return { passage, unit, score };
  });
  const ranked = scored
    .filter(({ passage }) => passage.score >= best * PASSAGE_SHARE)
    .toSorted((a, b) => b.score - a.score);
  return compose(ranked);
}

interface Scored {
  readonly passage: NumberedPassage;
  readonly unit: Unit;
  readonly score: number;
}

/** @param ranked - best first. */
function compose(ranked: readonly Scored[]): Quote[] {
  const chosen = new Map<NumberedPassage, Unit[]>();
  const enough = (ranked[0]?.score ?? 0) * UNIT_SHARE;
  const said = new Set<string>();
  let room = MAX_WORDS;
  for (const { passage, unit, score } of ranked) {
    if (score < enough || (!chosen.has(passage) && chosen.size === MAX_PASSAGES)) continue;
    // Neighbouring passages overlap.
    if (said.has(unit.text)) continue;
    const cost = countWords(unit.text) + countWords(unit.lead);
    if (cost > room && chosen.size > 0) continue;
    room -= cost;
    said.add(unit.text);
    chosen.set(passage, [...(chosen.get(passage) ?? []), unit]);
  }
  return [...chosen].map(([passage, units]) => {
    const [first] = units;
    const isTooLong = room < 0 && first !== undefined;
    return { passage, text: isTooLong ? `${firstWords(first.text, MAX_WORDS)} …` : joined(passage, units, room) };
  });
}

/** @param room - how many words of context may be added. */
function joined(passage: NumberedPassage, units: readonly Unit[], room: number): string {
  const all = unitsOf(passage.text);
  const wanted = new Set<Unit>();
  for (const unit of units) {
    const at = all.findIndex(({ block, place }) => block === unit.block && place === unit.place);
    const [before, here] = [all[at - 1], all[at]];
    if (here === undefined) continue;
    if (before && here.place > 0 && REFERS_BACK.test(here.text) && countWords(before.text) <= room) wanted.add(before);
    wanted.add(here);
  }
  let text = '';
  let last: Unit | undefined;
  for (const [index, unit] of all.entries()) {
    if (!wanted.has(unit)) continue;
    const line = unit.lead === '' ? unit.text : leadInto(unit, last);
    if (last === undefined) text = line;
    else if (last.block === unit.block) text += `${all[index - 1] === last ? last.gap : ' … '}${line}`;
    else text += `\n${line}`;
    last = unit;
  }
  return text;
}

/** An item after the line that it stands under, which is said once. */
function leadInto(unit: Unit, last: Unit | undefined): string {
  if (!/[:：]$/u.test(unit.lead)) return withHead(unit.lead, unit.text);
  return last?.lead === unit.lead ? unit.text : `${unit.lead}\n${unit.text}`;
}

/** The terms of a question that stand in any of the units, and how much each says: the rarer among them, the more. */
function askedTerms(question: string, language: Language, units: readonly ReadonlySet<string>[]): Map<string, number> {
  const asked = new Map<string, number>();
  for (const { isStop, terms } of wordsOf(question, language)) {
    if (isStop) continue;
    for (const term of terms) {
      const found = units.filter((unit) => match(term, unit, language) > 0).length;
      if (found > 0) asked.set(term, Math.log(1 + units.length / (found + 0.5)) / terms.length);
    }
  }
  return asked;
}

function termsIn(text: string, language: Language): Set<string> {
  const found = new Set<string>();
  for (const { terms } of wordsOf(text, language)) for (const term of terms) found.add(term);
  return found;
}

/** How well a term is found among others, 0 to 1. */
function match(term: string, among: ReadonlySet<string>, language: Language): number {
  if (among.has(term)) return 1;
  const isLong = term.length >= PART_MIN_LENGTH;
  for (const other of among) {
    if (isLong && other.includes(term)) return PART_WEIGHT;
    if (other.length >= PART_MIN_LENGTH && language.compounds && term.includes(other)) return PART_WEIGHT;
  }
  for (const synonym of synonymsOf(term, language)) if (among.has(synonym)) return SYNONYM_WEIGHT;
  return 0;
}

/** Stems by stem, made once a language. */
const synonyms = new WeakMap<Language, ReadonlyMap<string, ReadonlySet<string>>>();

function synonymsOf(term: string, language: Language): ReadonlySet<string> {
  let known = synonyms.get(language);
  if (known === undefined) {
    const made = new Map<string, Set<string>>();
    for (const group of language.synonyms) {
      const stems = group.filter((entry) => !entry.includes(' ')).map((entry) => stemOf(entry, language));
      for (const stem of stems) {
        const others = made.get(stem) ?? new Set();
        for (const other of stems) others.add(other);
        made.set(stem, others);
      }
    }
    known = made;
    synonyms.set(language, known);
  }
  return known.get(term) ?? new Set();
}

function firstWords(text: string, count: number): string {
  let seen = 0;
  for (const { index, isWordLike } of words.segment(text)) {
    if (isWordLike && ++seen > count) return text.slice(0, index).trim();
  }
  return text;
}

/** Counts in every script, also in those that put no space between words. */
function countWords(text: string): number {
  let count = 0;
  for (const { isWordLike } of words.segment(text)) if (isWordLike) count += 1;
  return count;
}
