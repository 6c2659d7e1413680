import type { Document } from './document.ts';

/** How many skipped documents a summary names; the others are only counted. */
export const SKIPPED_NAMED_MAX = 1_000;

/** What a reading of a source says of one document. */
export type IndexEntry =
  | {
      readonly type: 'document';
      readonly document: Document;
      /** Whatever tells the reader, at the next reading, that the document is still the same. */
      readonly fingerprint: string;
    }
  /** It is still as it was when it was last taken over. */
  | { readonly type: 'unchanged'; readonly id: string }
  /** It can't be read. Nothing of an earlier state is kept; a reader who wants to keep that says `unchanged`. */
  | { readonly type: 'skipped'; readonly id: string; readonly reason: string };

export interface SkippedDocument {
  readonly id: string;
  /** For the owner. */
  readonly reason: string;
}

/** What became of one reading of a source. */
export interface IndexSummary {
  /** Documents that are new or changed. */
  readonly documents: number;
  /** Their passages. */
  readonly passages: number;
  readonly unchanged: number;
  readonly removed: number;
  /** The first `SKIPPED_NAMED_MAX` of them. */
  readonly skipped: readonly SkippedDocument[];
  readonly skippedCount: number;
}

/** Where the owner's documents are put, so that `Knowledge` finds them. */
export interface DocumentIndex {
  /**
   * What is indexed of one source of one chatbot: fingerprints by document id.
   * @param source - what the reader knows it by, such as a folder's path or a site's address.
   */
  fingerprints(chatbotId: string, source: string): Promise<ReadonlyMap<string, string>>;
  /** The sources of one chatbot that have documents, in the order of their names. */
  sources(chatbotId: string): Promise<readonly string[]>;
  /**
   * Takes over a reading of a source whole or, when `entries` throws or `signal` aborts, not at all; searches find the old state until
   * then. Documents of the source that `entries` does not name are removed. Runs one after the other, in the order of the calls.
   * @throws what `entries` throws; the reason of `signal` when that aborts.
   */
  replace(
    chatbotId: string,
    source: string,
    entries: AsyncIterable<IndexEntry>,
    signal: AbortSignal,
  ): Promise<IndexSummary>;
  /**
   * Removes the chatbot's documents of every source but these: of those that left the configuration.
   * @returns how many documents were removed.
   */
  retain(chatbotId: string, sources: readonly string[]): Promise<number>;
}
