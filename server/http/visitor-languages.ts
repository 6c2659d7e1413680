import type { Request } from 'express';

/** A tag that is longer is none that anybody uses, and a list that is longer says nothing any more. */
const TAG_MAX_LENGTH = 35;
const MAX_TAGS = 20;

/**
 * @returns what the visitor reads, best first, as BCP 47 tags: what the query's `lang` says, then what `Accept-Language` does (RFC 9110,
 *   section 12.5.4). What can't be read is left out: a language is no reason to refuse anything.
 */
export function visitorLanguages(request: Request): string[] {
  const { lang } = request.query;
  const accepted = request.acceptsLanguages().slice(0, MAX_TAGS);
  return [...(typeof lang === 'string' ? [lang] : []), ...accepted].flatMap(canonical);
}

function canonical(tag: string): string[] {
  if (tag.length > TAG_MAX_LENGTH) return [];
  try {
    return Intl.getCanonicalLocales(tag);
  } catch {
    return [];
  }
}

/**
 * Looks up the language to answer in (RFC 4647, section 3.4): each wish is shortened from its end until there is such a language.
 * @param wishes - canonical BCP 47 tags, best first.
 */
export function lookUpLanguage<T extends string>(wishes: readonly string[], available: readonly T[]): T | undefined {
  for (const wish of wishes) {
    const subtags = wish.split('-');
    for (let length = subtags.length; length > 0; length--) {
      const range = subtags.slice(0, length).join('-').toLowerCase();
      const found = available.find((tag) => tag.toLowerCase() === range);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
