import type { FinishedBlock } from './block.ts';
import type { CodeLabels } from './code-view.ts';

/** What the rendered text says that its author did not write, beside code blocks. */
export interface TextLabels {
  /** Names the region in which a table scrolls. */
  readonly table: string;
  /** Name a task's box. */
  readonly done: string;
  readonly notDone: string;
}

export type MarkdownLabels = CodeLabels & TextLabels;

export interface MarkdownOptions {
  /** What relative addresses are relative to; absent: relative addresses are no links. */
  readonly base?: string;
  /** Origins with path prefixes whose images are shown; absent: images are links with their text. */
  readonly images?: readonly string[];
  /** The owner's renderer of mathematics: is given TeX, complete and without delimiters; gives a node, or undefined to show the TeX. */
  readonly renderMath?: (source: string, display: boolean) => Node | undefined;
  readonly labels?: Partial<MarkdownLabels>;
  /** Called once for each block of the text itself (a whole list, a whole table) as soon as it is complete. */
  readonly onBlock?: (block: FinishedBlock) => void;
}
