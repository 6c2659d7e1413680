import type { BlockView, FinishedBlock } from './block.ts';
import { BlockParser } from './block-parser.ts';

/**
 * CommonMark 0.31.2 and GFM without raw HTML, parsed while the text arrives and drawn on `root`. What is drawn does not depend
 * on how the text was cut, and costs in proportion to what is new and to the one block that is open.
 */
export class MarkdownParser {
  readonly #blocks: BlockParser;
  /** The last line, as long as its place is not decided. */
  #undecided = '';
  #isDecided = false;
  /** Whether the text ended in a carriage return: a line feed after it is part of the same line ending. */
  #isAfterReturn = false;

  constructor(root: BlockView, onBlock: (block: FinishedBlock) => void = () => {}) {
    this.#blocks = new BlockParser(root, onBlock);
  }

  write(text: string): void {
    const input = this.#isAfterReturn && text.startsWith('\n') ? text.slice(1) : text;
    if (text !== '') this.#isAfterReturn = text.endsWith('\r');
    const lines = input.split(/\r\n|\n|\r/);
    const last = lines.pop() ?? '';
    for (const line of lines) {
      this.#append(line, true);
      this.#blocks.endLine();
    }
    this.#append(last, false);
    this.#blocks.show();
  }

  end(): void {
    if (this.#isDecided || this.#undecided !== '') {
      this.#append('', true);
      this.#blocks.endLine();
    }
    this.#blocks.end();
  }

  #append(text: string, complete: boolean): void {
    if (this.#isDecided) {
      if (text !== '') this.#blocks.append(text);
      this.#isDecided = !complete;
      return;
    }
    const line = this.#undecided + text;
    if (line === '' && !complete) return;
    this.#isDecided = this.#blocks.startLine(line, complete) && !complete;
    this.#undecided = this.#isDecided || complete ? '' : line;
  }
}
