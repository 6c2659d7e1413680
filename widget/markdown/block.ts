import type { Inline } from './inline.ts';

export type Alignment = 'left' | 'center' | 'right' | undefined;

export type Block =
  | { readonly kind: 'quote' | 'item' | 'paragraph' | 'rule' | 'table' | 'math' }
  /** `start` is the number of the first item; undefined for bullets. */
  | { readonly kind: 'list'; readonly start: number | undefined }
  | { readonly kind: 'heading'; readonly level: number }
  | { readonly kind: 'code'; readonly language: string }
  | { readonly kind: 'row'; readonly header: boolean }
  | { readonly kind: 'cell'; readonly header: boolean; readonly alignment: Alignment };

/**
 * What the parser draws on: one view for each block. Blocks come in document order, each at the end of its parent, and
 * stay, but for a paragraph that turns out to be something else. What makes no sense for a kind of block is never asked of it.
 */
export interface BlockView {
  /** Adds a block after what is there already. */
  add(block: Block): BlockView;
  /** A paragraph, a heading, a cell: the whole of what it shows now, mostly a little more than before. */
  setInlines(inlines: readonly Inline[]): void;
  /** Code, mathematics: what comes next; every line ends with a line feed. */
  append(text: string): void;
  /** A list: its items are set apart. Said once. */
  loosen(): void;
  /** A paragraph, the last child of its parent: was none. */
  remove(): void;
  /** Nothing more will be said, unless the definition of a link that it mentions comes later. */
  close(): void;
}

/** A block of the document itself that is complete, for those who can't see it. */
export interface FinishedBlock {
  readonly kind: Block['kind'];
  /** Without marks; the pieces of lists, quotes and tables on lines of their own. Empty for code and rules. */
  readonly text: string;
  /** Of code: as its author named it, or empty. */
  readonly language?: string;
  /** Of code and mathematics. */
  readonly lines?: number;
}
