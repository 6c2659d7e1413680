import type { ContextQuality } from '../../protocol/chat-event.ts';

/** A part of a document, small enough to be quoted. All texts are plain text as the owner wrote them: never trusted. */
export interface Passage {
  /** Unique within the chatbot's documents; the same passage of the same document has the same id after a restart. */
  readonly id: string;
  /** The document's title, and the heading that the passage stands under where it has one. */
  readonly title: string;
  /** The page that the document belongs to, or empty. */
  readonly url: string;
  readonly text: string;
}

/** A passage as an answer to a question. */
export interface FoundPassage extends Passage {
  /** How well it fits, above 0 and at most 1; comparable within one result. */
  readonly score: number;
}

export interface SearchResult {
  /** Best first; empty when the documents say nothing about the question. */
  readonly passages: readonly FoundPassage[];
  /** What stands near to them: beside the best one in its document, then what fits less well. A few; may be empty. */
  readonly nearby: readonly Passage[];
  readonly quality: ContextQuality;
}

/** The owner's documents, ready to be searched. */
export interface Knowledge {
  /**
   * Finds the passages of one chatbot's documents that may answer a question.
   * @param limit - how many passages at most, 1 to 20.
   */
  search(chatbotId: string, question: string, limit: number): Promise<SearchResult>;
}
