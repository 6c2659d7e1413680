import { TextCleaner } from './clean-text.ts';
import { DocumentView } from './dom-view.ts';
import { MarkdownParser } from './markdown-parser.ts';
import type { MarkdownOptions, TextLabels } from './options.ts';

export type { FinishedBlock } from './block.ts';
export type { MarkdownOptions } from './options.ts';

const LABELS: TextLabels = { table: 'Table', done: 'Done', notDone: 'Not done' };

/**
 * Markdown to nodes while it arrives. The nodes are equal however the text was cut. What is finished is not touched again
 * (but for links whose definition comes later), what is not is patched, so that nothing flickers and selections stay.
 * Nothing in the text becomes markup, runs, or is fetched without a click: see link-policy.ts and inline-nodes.ts.
 */
export class StreamingMarkdown {
  readonly #cleaner = new TextCleaner();
  readonly #parser: MarkdownParser;

  /** @param root - empty; its children are ours from now on, and so is its class `markdown`, for markdown.styles.ts. */
  constructor(root: HTMLElement, { labels, onBlock, ...settings }: MarkdownOptions = {}) {
    root.classList.add('markdown');
    const view = new DocumentView(root, { ...settings, labels: { ...LABELS, ...labels } });
    this.#parser = new MarkdownParser(view, onBlock);
  }

  /** Shows text as it arrives, cut anywhere. Changes the DOM in one go. */
  write(text: string): void {
    this.#parser.write(this.#cleaner.write(text));
  }

  /** The text is whole: shows what was held back, and what was provisional as it is. */
  end(): void {
    this.#parser.write(this.#cleaner.end());
    this.#parser.end();
  }
}
