import type { Source } from '../../protocol/chat-event.ts';
import type { Passage } from '../knowledge/knowledge.ts';

/** How long a snippet is, in characters. */
const SNIPPET_LENGTH = 200;

/** The first half of a character of two, where a text was cut between them. */
const HALF_CHARACTER = /[\uD800-\uDBFF]$/;

/** What the visitor is told about the passages that an answer was given; in their order. */
export function sourcesOf(passages: readonly Passage[]): Source[] {
  return passages.map(({ id, title, url, text }) => ({ id, title, url, snippet: snippet(text) }));
}

function snippet(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim();
  if (flat.length <= SNIPPET_LENGTH) return flat;
  const space = flat.lastIndexOf(' ', SNIPPET_LENGTH);
  return `${flat.slice(0, space > 0 ? space : SNIPPET_LENGTH).replace(HALF_CHARACTER, '')}…`;
}
