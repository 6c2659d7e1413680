import type { ContextQuality } from '../../protocol/chat-event.ts';

/** A part of a document, small enough to be quoted. All texts are plain text as the owner wrote them: never trusted. */
export interface Passage {
  /** Unique within the chatbot's documents; the same passage of the same document has the same id after a restart. */
  readonly id: string;
  /** The id of the document that it is part of. */
  readonly document: string;
  /** The document's. */
  readonly title: string;
  /** From the outermost heading to the one that the passage stands under; empty where there is none. */
  readonly headings: readonly string[];
  /** The page that the document belongs to, with the `#fragment` of the section where there is one; or empty. */
  readonly url: string;
  readonly text: string;
}

/** A passage as an answer to a question. */
export interface FoundPassage extends Passage {
  /** How well it fits, above 0 and at most 1; comparable within one result. */
  readonly score: number;
}

/** A document that can be offered to a visitor. */
export interface DocumentLink {
  readonly title: string;
  /** Without a fragment; or empty. */
  readonly url: string;
}

export interface SearchResult {
  /** Best first; empty when the documents say nothing about the question. */
  readonly passages: readonly FoundPassage[];
  /** What stands near to them: beside the best one in its document, then what fits less well. A few; may be empty. */
  readonly nearby: readonly Passage[];
  /** The documents that come nearest to the question, nearest first, at most 3; also where `grounded` is `none`. */
  readonly closest: readonly DocumentLink[];
  readonly quality: ContextQuality;
}

/** The owner's documents, ready to be searched. */
export interface Knowledge {
  /**
   * Finds the passages of one chatbot's documents that may answer a question.
   * @param limit - how many passages at most, 1 to 20.
   */
  search(chatbotId: string, question: string, limit: number): Promise<SearchResult>;
  /** Another one whenever the chatbot's documents have changed; the same after a restart where they have not. Costs next to nothing. */
  version(chatbotId: string): string;
}

/** What a visitor reads as the passage's name: the document's title, and the heading that the passage stands under. */
export function passageName({ title, headings }: Passage): string {
  const heading = headings.at(-1) ?? '';
  if (heading === '' || heading === title) return title;
  return title === '' ? heading : `${title}: ${heading}`;
}
