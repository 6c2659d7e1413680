import { passageName } from '../knowledge/knowledge.ts';
import type { AnalysedAnswer, AnswerAnalysis, Finding } from './answer-analysis.ts';
import { sentencesOf, wordsOf } from './prose.ts';

/** How many words in a row make a phrase: fewer stand together by chance. */
const RUN = 3;

/** A word of so many letters says something by itself; so does a number, and any word of a script that has no spaces. */
const TELLING =
  /^[\p{L}\p{M}\p{N}'’]{4,}$|\p{N}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/**
 * Says how much of an answer stands in the passages that it was given, from 0 to 1, by comparing words; it knows nothing of what they
 * mean. What is said in other words counts as not there, and so does what is said in another language.
 * - `phrases`: the share of the answer's words that stand in a row of three which a passage has too. Near 1 for a quote.
 * - `words`: the share of its telling words that a passage has.
 * - `numbers_missing`: how many of its numbers no passage has: an opening hour or a price that is made up is one of these.
 *
 * Of an answer without passages it says nothing.
 */
export const grounding: AnswerAnalysis = {
  name: 'grounding',
  analyse: async (answer) => compare(answer),
};

function compare({ content, passages }: AnalysedAnswer): Finding {
  const said = sentencesOf(content).map(wordsOf);
  const known = new Set<string>();
  const phrases = new Set<string>();
  for (const passage of passages) {
    // Markdown, as the answer is.
    for (const sentence of sentencesOf(`${passageName(passage)}\n\n${passage.text}`)) {
      const words = wordsOf(sentence);
      for (const word of words) known.add(word);
      for (let length = 1; length <= RUN; length += 1) {
        for (let at = 0; at + length <= words.length; at += 1) phrases.add(phrase(words, at, length));
      }
    }
  }
  const all = said.flat();
  if (passages.length === 0 || all.length === 0) return {};
  const telling = all.filter((word) => TELLING.test(word));
  const missing = new Set(all.filter((word) => /\p{N}/u.test(word) && !known.has(word)));
  return {
    phrases: share(sum(said.map((words) => covered(words, phrases))), all.length),
    ...(telling.length > 0 && { words: share(telling.filter((word) => known.has(word)).length, telling.length) }),
    numbers_missing: missing.size,
  };
}

/** @returns how many words of a sentence stand in a row of three, or in a whole sentence of fewer, that is known. */
function covered(words: readonly string[], phrases: ReadonlySet<string>): number {
  const length = Math.min(RUN, words.length);
  const isCovered = words.map(() => false);
  for (let at = 0; at + length <= words.length; at += 1) {
    if (phrases.has(phrase(words, at, length))) isCovered.fill(true, at, at + length);
  }
  return isCovered.filter(Boolean).length;
}

function phrase(words: readonly string[], at: number, length: number): string {
  return words.slice(at, at + length).join(' ');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** To a hundredth: more digits would only be noise. */
function share(part: number, of: number): number {
  return Math.round((100 * part) / of) / 100;
}
