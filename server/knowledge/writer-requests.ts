import type { IndexEntry } from './document-index.ts';

/** What the thread that writes the index is asked. A run is one reading of one source. */
export type WriterRequest =
  | { readonly type: 'begin'; readonly run: number; readonly chatbotId: string; readonly source: string }
  | { readonly type: 'take'; readonly run: number; readonly entries: readonly IndexEntry[] }
  | { readonly type: 'finish'; readonly run: number }
  | { readonly type: 'abandon'; readonly run: number }
  | { readonly type: 'retain'; readonly chatbotId: string; readonly sources: readonly string[] }
  | {
      readonly type: 'vectors';
      readonly chatbotId: string;
      readonly model: string;
      readonly vectors: readonly PassageVector[];
    };

export interface PassageVector {
  /** The passage's id. */
  readonly passage: string;
  readonly vector: Int8Array;
}

/** One for each request, in their order. */
export type WriterReply =
  | { readonly type: 'done'; readonly value: unknown }
  | { readonly type: 'failed'; readonly error: unknown };
