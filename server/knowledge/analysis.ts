import type { Document } from './document.ts';
import type { IndexEntry } from './document-index.ts';
import { detectLanguage, type Language } from './language.ts';
import { passagesOf } from './passages.ts';
import { termsOf } from './terms.ts';

/** How much of a document its language is recognised by, in blocks. */
const LANGUAGE_BLOCKS = 40;

/** A document as the index takes it: in passages, with the terms of each text separated by spaces. */
export interface AnalysedDocument {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly language: string;
  readonly titleTerms: string;
  readonly passages: readonly AnalysedPassage[];
}

interface AnalysedPassage {
  readonly id: string;
  readonly headings: readonly string[];
  readonly url: string;
  readonly text: string;
  readonly headingTerms: string;
  readonly terms: string;
  /** How many terms the text has. */
  readonly length: number;
}

export type AnalysedEntry =
  | { readonly type: 'document'; readonly document: AnalysedDocument; readonly fingerprint: string }
  | Exclude<IndexEntry, { readonly type: 'document' }>;

/**
 * All that takes long, and needs nothing of the index.
 * @param likely - the languages of the other documents, the first one first: it decides where a document, such as a menu, does not tell.
 */
export function analyse(entry: IndexEntry, source: string, likely: readonly string[] = []): AnalysedEntry {
  if (entry.type !== 'document') return entry;
  const { document, fingerprint } = entry;
  const language = languageOfDocument(document, likely);
  const passages = [...passagesOf(document, source)].map(({ id, headings, url, text }): AnalysedPassage => {
    const terms = termsOf(text, language);
    const headingTerms = termsOf(headings.join('\n'), language).join(' ');
    return { id, headings, url, text, headingTerms, terms: terms.join(' '), length: terms.length };
  });
  const { id, title, url } = document;
  const titleTerms = termsOf(title, language).join(' ');
  return {
    type: 'document',
    document: { id, title, url, language: language.code, titleTerms, passages },
    fingerprint,
  };
}

function languageOfDocument({ title, sections }: Document, likely: readonly string[]): Language {
  const blocks = sections.flatMap(({ headings, blocks }) => [...headings, ...blocks]).slice(0, LANGUAGE_BLOCKS);
  return detectLanguage([title, ...blocks].join('\n'), likely);
}
