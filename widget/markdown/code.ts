import type { BlockView } from './block.ts';
import type { Leaf } from './leaf.ts';

/** Code and mathematics: lines as they are. */
export class Code implements Leaf {
  readonly #view: BlockView;
  /** What the view does not have yet. */
  #new = '';
  /** Blank lines that are part of it only if something else follows. */
  #blank = '';
  #lines = 0;

  constructor(view: BlockView) {
    this.#view = view;
  }

  get lines(): number {
    return this.#lines;
  }

  startLine(text: string): void {
    this.#new += this.#blank + text;
    this.#blank = '';
  }

  append(text: string): void {
    this.#new += text;
  }

  endLine(): void {
    this.#lines += 1;
    this.#new += '\n';
  }

  /** A blank line in indented code (specification, 4.4), which has none at its end. */
  holdBlankLine(text: string): void {
    this.#blank += `${text}\n`;
  }

  show(): void {
    if (this.#new === '') return;
    this.#view.append(this.#new);
    this.#new = '';
  }

  close(): void {
    this.show();

    this.#view.close();
  }
}
