import type { Source } from '../../protocol/chat-event.ts';
import { passageName, type Passage } from '../knowledge/knowledge.ts';

/** How long a snippet is, in characters. */
const SNIPPET_LENGTH = 200;

/** The first half of a character of two, where a text was cut between them. */
const HALF_CHARACTER = /[\uD800-\uDBFF]$/;

/** What the visitor is told about the passages that an answer was given: one source for each section, in the order of its first passage. */
export function sourcesOf(passages: readonly Passage[]): Source[] {
  const firsts = passages.filter(
    (passage, index) => passages.findIndex((other) => isSameSource(other, passage)) === index,
  );
  return firsts.map((passage) => ({
    id: passage.id,
    title: passageName(passage),
    url: passage.url,
    snippet: snippet(passage.text),
  }));
}

/** @returns the passages, each with the place of its source in `sourcesOf` the same passages, from 1. */
export function numbered<T extends Passage>(passages: readonly T[]): (T & { readonly number: number })[] {
  const firsts: T[] = [];
  return passages.map((passage) => {
    const known = firsts.findIndex((first) => isSameSource(first, passage));
    const number = known === -1 ? firsts.push(passage) : known + 1;
    return { ...passage, number };
  });
}

/**
 * The sources as a visitor sees them under an answer that cites them.
 * @param cited - their numbers in the prompt, in the order in which the answer first cites them (see `CitationReader.cited`).
 * @returns those that are cited, in that order; all of them where none is.
 */
export function citedSources<T>(sources: readonly T[], cited: readonly number[]): readonly T[] {
  if (cited.length === 0) return sources;
  return cited.flatMap((number) => sources.slice(number - 1, number));
}

/** What a visitor could not tell apart in a list is one source. */
function isSameSource(one: Passage, other: Passage): boolean {
  return one.document === other.document && one.url === other.url && passageName(one) === passageName(other);
}

function snippet(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim();
  if (flat.length <= SNIPPET_LENGTH) return flat;
  const space = flat.lastIndexOf(' ', SNIPPET_LENGTH);
  return `${flat.slice(0, space > 0 ? space : SNIPPET_LENGTH).replace(HALF_CHARACTER, '')}…`;
}
