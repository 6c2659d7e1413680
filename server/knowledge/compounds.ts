/** The shortest part of a compound, in letters; in scripts where a letter says more, fewer. */
const PART_MIN_LENGTH = 4;
const PART_MIN_LENGTH_KATAKANA = 2;

const KATAKANA = /^[\p{Script=Katakana}ー]+$/u;
const LETTERS = /^\p{Script=Latin}+$/u;

/** What stands between the parts of a compound, and the ends that a part's stem has lost. */
const LINKS = ['', 's', 'es', 'n', 'en', 'e', 'er', 'ens'];

/** Gives the term of a word, where the documents have it. */
export type Resolve = (word: string) => string | undefined;

/**
 * Takes a compound apart into two or three words that are known: "offnungszeit" into "offnung" and "zeit".
 * @param resolve - the term of a word that stands in the documents.
 * @returns its parts in their order; nothing where it is none.
 */
export function splitCompound(word: string, resolve: Resolve): readonly string[] {
  if (KATAKANA.test(word)) return split(word, PART_MIN_LENGTH_KATAKANA, [''], resolve, 2);
  return LETTERS.test(word) ? split(word, PART_MIN_LENGTH, LINKS, resolve, 2) : [];
}

/** @param cuts - how many there may be. */
function split(
  word: string,
  least: number,
  links: readonly string[],
  resolve: Resolve,
  cuts: number,
): readonly string[] {
  // The longest first part that leaves something known: "jahreskart|verkauf" before "jahr|eskartverkauf".
  for (let at = word.length - least; at >= least; at--) {
    const head = word.slice(0, at);
    for (const link of links) {
      if (!head.endsWith(link) || head.length - link.length < least) continue;
      const first = resolve(head.slice(0, head.length - link.length));
      if (first === undefined) continue;
      const rest = word.slice(at);
      const last = resolve(rest);
      if (last !== undefined) return [first, last];
      const further = cuts > 1 ? split(rest, least, links, resolve, cuts - 1) : [];
      if (further.length > 0) return [first, ...further];
    }
  }
  return [];
}
