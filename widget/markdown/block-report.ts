import type { FinishedBlock } from './block.ts';

/** Gathers what the block of the document that is open says, and reports it when it is complete. */
export class BlockReport {
  readonly #onBlock: (block: FinishedBlock) => void;
  #block: Omit<FinishedBlock, 'text' | 'lines'> | undefined;
  #said: string[] = [];

  constructor(onBlock: (block: FinishedBlock) => void) {
    this.#onBlock = onBlock;
  }

  begin(block: Omit<FinishedBlock, 'text' | 'lines'>): void {
    this.#block = block;
  }

  say(text: string): void {
    if (text !== '') this.#said.push(text);
  }

  /** @param lines - of code. */
  finish(lines: number | undefined): void {
    const block = this.#block;
    const text = this.#said.join('\n');
    this.#block = undefined;
    this.#said = [];
    // A paragraph of definitions alone is nothing to see or to hear.
    if (!block || (block.kind === 'paragraph' && text === '')) return;
    this.#onBlock(lines === undefined ? { ...block, text } : { ...block, text, lines });
  }
}
