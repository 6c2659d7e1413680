import type { Language } from './language.ts';
import { wordsOf } from './terms.ts';

/** An entry of the table of words that may stand for each other. */
interface Entry {
  /** Its content words' terms, in which the documents have it; empty for a way of asking, such as "how much". */
  readonly terms: readonly string[];
  /** Where it has stop words only: these, which a question must have all. */
  readonly asking: readonly string[];
}

type Groups = ReadonlyMap<string, readonly (readonly Entry[])[]>;

const byLanguage = new Map<string, Groups>();

/**
 * @param terms - a word's, or `?` and a stop word of the question.
 * @param surfaces - the question's words, where a way of asking is looked for.
 * @returns the terms of the words that may stand for it, without itself.
 */
export function synonymsOf(
  terms: readonly string[],
  language: Language,
  surfaces: ReadonlySet<string> = new Set(),
): readonly (readonly string[])[] {
  const key = terms.join(' ');
  const groups = groupsOf(language).get(key) ?? [];
  return groups
    .filter((group) => !key.startsWith('?') || group.some(({ asking }) => isAsked(asking, key, surfaces)))
    .flatMap((group) =>
      group.map((entry) => entry.terms).filter((other) => other.length > 0 && other.join(' ') !== key),
    );
}

/** Every term of the table: everyday words, of which others may be made. */
export function everydayTerms(language: Language): ReadonlySet<string> {
  return new Set([...groupsOf(language).values()].flat(2).flatMap(({ terms }) => terms));
}

function isAsked(asking: readonly string[], key: string, surfaces: ReadonlySet<string>): boolean {
  return asking.length > 0 && key === `?${asking.at(-1)}` && asking.every((word) => surfaces.has(word));
}

function groupsOf(language: Language): Groups {
  const known = byLanguage.get(language.code);
  if (known !== undefined) return known;
  const groups = new Map<string, (readonly Entry[])[]>();
  for (const written of language.synonyms) {
    const group = written.map((entry) => readEntry(entry, language));
    for (const { terms, asking } of group) {
      const key = terms.length > 0 ? terms.join(' ') : `?${asking.at(-1)}`;
      groups.set(key, [...(groups.get(key) ?? []), group]);
    }
  }
  byLanguage.set(language.code, groups);
  return groups;
}

function readEntry(written: string, language: Language): Entry {
  const words = [...wordsOf(written, language)];
  const terms = words.filter(({ isStop }) => !isStop).flatMap((word) => word.terms);
  return { terms, asking: terms.length > 0 ? [] : words.map(({ surface }) => surface) };
}
