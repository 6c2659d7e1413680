import type { Message } from '../conversations/conversations.ts';
import { detectLanguage, type Language } from '../knowledge/language.ts';
import { wordsOf, type Word } from '../knowledge/terms.ts';
import type { Model } from '../models/model.ts';
import { followUpWords, PREPOSITIONS } from './follow-up-words.ts';
import { rewriteQuestion, type RewriteUsage } from './rewrite-question.ts';

/** How many questions before are looked at. */
const EARLIER_MAX = 3;

/** How many words of them are added at most: the question's own should weigh more. */
const ADDED_MAX = 8;

/** A question with more words than these says itself what it is about, though it points to something before. */
const POINTING_MAX_WORDS = 4;
const PART_MAX_WORDS = 4;

const YOU = /(?<!\p{L})(?:you|your|sie|ihr|du|vous|tu|usted|lei|voi|você|u|jij)(?!\p{L})/iu;

export interface SearchQuestion {
  /** What is to be searched for. */
  readonly text: string;
  /** What a model used to find it; to be settled with the answer's. */
  readonly usage: RewriteUsage | undefined;
}

/**
 * What the documents are to be searched for, so that a follow-up such as "and for children?" finds what it means. A question that stands
 * alone is given back as it is, and costs nothing.
 * @param history - oldest first.
 * @param signal - stops it; a model that takes too long only ends its own part.
 * @throws the reason of `signal` when that aborts.
 */
export async function searchQuestion(
  question: string,
  history: readonly Message[],
  model: Model,
  signal: AbortSignal,
): Promise<SearchQuestion> {
  const earlier = history.filter(({ role }) => role === 'user').map(({ content }) => content);
  const byTerms = completeByTerms(question, earlier);
  if (byTerms === question || model.followsInstructions !== true) return { text: byTerms, usage: undefined };
  const { text, usage } = await rewriteQuestion(question, history, model, signal);
  return { text: text ?? byTerms, usage };
}

/**
 * Completes a follow-up with words of the questions before it, without asking anybody.
 * @param earlier - what the visitor asked before, oldest first.
 * @returns the question, with these words after it; the question alone where it needs none.
 */
export function completeByTerms(question: string, earlier: readonly string[]): string {
  const recent = earlier.slice(-EARLIER_MAX).toReversed();
  const [last] = recent;
  if (last === undefined) return question;
  const language = detectLanguage(question, [detectLanguage(recent.join('\n')).code]);
  if (!isFollowUp(question, language)) return question;

  const own = slotsOf(question, language);
  const known = new Set(own.flatMap(({ word }) => word.terms));
  const replaced = new Set(own.map(({ preposition }) => preposition).filter((preposition) => preposition !== ''));
  const bringsName = hasName(question, language);
  const added: string[] = [];
  for (const before of recent) {
    for (const { word, preposition } of slotsOf(before, language)) {
      const isReplaced = replaced.has(preposition) || (bringsName && isName(before, word, language));
      if (isReplaced || added.length === ADDED_MAX || word.terms.every((term) => known.has(term))) continue;
      added.push(word.surface);
      for (const term of word.terms) known.add(term);
    }
    // What it goes on from says what it is about, unless it goes on from another.
    if (!isFollowUp(before, language)) break;
  }
  return added.length === 0 ? question : `${question} ${added.join(' ')}`;
}

/** Whether a question can't be understood without what was said before. */
function isFollowUp(question: string, language: Language): boolean {
  const { goesOn, pointsBack, beginsInPart, asks } = followUpWords(question, language.code);
  if (goesOn.test(question)) return true;
  const words = [...wordsOf(question, language)];
  const content = words.filter(({ isStop }) => !isStop);
  const pointer = pointsBack.exec(question);
  const isShort = content.length <= POINTING_MAX_WORDS;
  if (pointer && isShort && namesLittle(question.slice(0, pointer.index), language)) return true;
  if (beginsInPart.test(question) && words.length <= PART_MAX_WORDS && content.length > 0) return true;
  if (!asks.test(question)) return false;
  if (language.code === 'ja') {
    return !/(?!何)\p{Script=Han}{2}|[\p{Script=Katakana}ー]{2}|\p{N}|[A-Za-z]{2}/u.test(question);
  }
  // "Who are you?" has no such word either.
  return content.length === 0 && !YOU.test(question);
}

/** What a pronoun points to may stand before it in the same question. */
function namesLittle(text: string, language: Language): boolean {
  return (
    wordsOf(text, language)
      .filter(({ isStop }) => !isStop)
      .take(2)
      .toArray().length < 2
  );
}

interface Slot {
  readonly word: Word;
  /** The one that leads to the word, where one does. */
  readonly preposition: string;
}

/** Chinese and Japanese words are found by what stands together: they are taken over in one piece. */
function* wordsIn(text: string, language: Language): Generator<Word> {
  if (language.code !== 'ja' && language.code !== 'zh') {
    yield* wordsOf(text, language);
    return;
  }
  const pieces =
    language.code === 'ja' ? /[\p{Script=Han}\p{Script=Katakana}ー々\p{N}\p{Script=Latin}]+/gu : /[\p{L}\p{N}]+/gu;
  for (const [piece] of text.matchAll(pieces)) {
    const words = [...wordsOf(piece, language)];
    const terms = words.filter(({ isStop }) => !isStop).flatMap(({ terms }) => terms);
    yield { surface: piece, isStop: terms.length === 0, terms, loose: [] };
  }
}

/** The words of a text that say something. */
function slotsOf(text: string, language: Language): Slot[] {
  const slots: Slot[] = [];
  let preposition = '';
  for (const word of wordsIn(text, language)) {
    if (!word.isStop) {
      slots.push({ word, preposition });
      preposition = '';
    } else if (PREPOSITIONS.has(word.surface)) preposition = word.surface;
  }
  return slots;
}

/** Whether a text has a word within a sentence that only a name begins so. */
function hasName(text: string, language: Language): boolean {
  return hasNames(language) && /(?<=[\p{Ll}\p{N},]\s+)\p{Lu}[\p{L}\p{N}]+/u.test(text);
}

function isName(text: string, { surface }: Word, language: Language): boolean {
  const at = text.toLowerCase().indexOf(surface);
  return hasNames(language) && at > 0 && /^\p{Lu}/u.test(text.slice(at));
}

/** In German every noun is written with a capital letter. */
function hasNames({ code }: Language): boolean {
  return code !== 'de';
}
