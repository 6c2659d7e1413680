import type { Language } from './language.ts';
import type { Lexicon, Related } from './lexicon.ts';
import { stemOf } from './terms.ts';

/** A shorter word has too many neighbours. */
const SPELLING_MIN_LENGTH = 4;
/** From this length on a word may have two mistakes. */
const TWO_MISTAKES_LENGTH = 8;

/** Words of one family begin alike: with so many letters, and this share of the longer one. */
const FAMILY_MIN_LENGTH = 5;
const FAMILY_SHARE = 0.7;

/** How many are taken, the nearest first. */
const MAX_NEAR = 6;
const MAX_RELATIVES = 8;

/** The term of a word whose umlauts were written out, as on a keyboard without them. */
export function withUmlauts(surface: string, language: Language): string {
  return stemOf(surface.replaceAll('ae', 'ä').replaceAll('oe', 'ö').replaceAll('ue', 'ü'), language);
}

/** The terms that a word which the documents do not have may be a misspelling of. */
export function nearTerms(term: string, lexicon: Lexicon): readonly Related[] {
  if (term.length < SPELLING_MIN_LENGTH) return [];
  const most = term.length >= TWO_MISTAKES_LENGTH ? 2 : 1;
  return lexicon
    .beginningWith(term.slice(0, 1))
    .filter((other) => Math.abs(other.length - term.length) <= most && !/\p{N}/u.test(other))
    .map((other) => ({ term: other, distance: distance(term, other, most) }))
    .filter(({ distance }) => distance <= most)
    .toSorted((a, b) => a.distance - b.distance || lexicon.frequency(b.term) - lexicon.frequency(a.term))
    .slice(0, MAX_NEAR)
    .map(({ term, distance }) => ({ term, weight: distance === 1 ? 1 : 0.7 }));
}

/** The terms that begin like a word, which are mostly of its family: "cancel" and "cancellable". */
export function relatives(term: string, lexicon: Lexicon): readonly Related[] {
  if (term.length < FAMILY_MIN_LENGTH || !/^\p{Script=Latin}+$/u.test(term)) return [];
  const prefix = term.slice(0, Math.max(FAMILY_MIN_LENGTH, Math.ceil(term.length * FAMILY_SHARE)));
  return lexicon
    .beginningWith(prefix)
    .filter((other) => other !== term)
    .map((other) => ({ term: other, weight: commonStart(term, other) / Math.max(term.length, other.length) }))
    .filter(({ weight }) => weight >= FAMILY_SHARE)
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, MAX_RELATIVES);
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

/** How many letters must be changed, added, left out, or changed for their neighbour; more than `most` may be told as any such number. */
function distance(a: string, b: string, most: number): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min(change, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwapped) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    if (Math.min(...row) > most) return most + 1;
    before = last;
    last = row;
  }
  return last[b.length] ?? most + 1;
}
