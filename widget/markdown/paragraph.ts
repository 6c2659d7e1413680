import type { Alignment, BlockView } from './block.ts';
import { readDefinition } from './definitions.ts';
import type { Inline } from './inline.ts';
import { InlineText, type Document, type Leaf } from './leaf.ts';
import { readDelimiterRow } from './table-row.ts';
import type { Undecided } from './undecided.ts';

/** The longest line that is not shown because it may be the first of a table, in characters. */
const HEADER_MAX = 500;

const TASK = /^\[([ \txX])\](?=[ \t\n]+[^ \t\n])/;
const MAYBE_TASK = /^\[(?:[ \txX](?:\][ \t\n]*)?)?$/;

/**
 * A paragraph (specification, 4.8), and what it may turn out to be: definitions at its beginning (4.7) are not shown, its
 * last line may head a table, and a line under it may make it a heading.
 */
export class Paragraph implements Leaf {
  readonly #parent: BlockView;
  readonly #document: Document;
  /** Whether it is the first block of a list's item, which may then be a task. */
  readonly #mayBeTask: boolean;
  /** The lines before the last one, each with its line feed, without definitions that are complete. */
  #lines = '';
  /** Apart from them, because putting the two together takes the time of all of the text. */
  #lastLine = '';
  #before: readonly Inline[] = [];
  #shown: InlineText | undefined;
  #isBeginning = true;

  constructor(parent: BlockView, document: Document, mayBeTask: boolean) {
    this.#parent = parent;
    this.#document = document;
    this.#mayBeTask = mayBeTask;
  }

  startLine(text: string): void {
    if (this.#lastLine !== '') this.#lines += `${this.#lastLine}\n`;
    this.#lastLine = text;
  }

  append(text: string): void {
    this.#lastLine += text;
  }

  endLine(): void {}

  show(): void {
    this.#readBeginning(true);
    const text = this.#isBeginning ? '' : this.#withoutHeader();
    if (text === '' && !this.#shown) return;
    this.#shown ??= this.#add();
    this.#shown.show(text);
  }

  close(): void {
    this.#readBeginning(false);
    const text = trimEnd(this.#text);
    if (text === '' && this.#before.length === 0) {
      this.#shown?.view.remove();
      return;
    }
    this.#shown ??= this.#add();
    this.#shown.finish(text);
  }

  /** Whether there is anything beside definitions, which alone make no heading and no table. */
  get hasText(): boolean {
    this.#readBeginning(false);
    return this.#lastLine !== '';
  }

  /** What the last line and the one under it make of the columns of a table, if they make one. */
  readColumns(rest: string, complete: boolean): readonly Alignment[] | undefined | Undecided {
    return readDelimiterRow(rest, this.#lastLine, complete);
  }

  /** Closes without the last line. @returns that line. */
  closeBeforeLastLine(): string {
    const line = this.#lastLine;
    this.#lastLine = '';
    this.close();
    return line;
  }

  /** Is no paragraph. @returns the text of the heading that it is. */
  turnIntoHeading(): string {
    this.#shown?.view.remove();
    return trimEnd(this.#text);
  }

  get #text(): string {
    return this.#lines + this.#lastLine;
  }

  set #text(text: string) {
    const start = text.lastIndexOf('\n') + 1;
    this.#lines = text.slice(0, start);
    this.#lastLine = text.slice(start);
  }

  #add(): InlineText {
    return new InlineText(this.#parent.add({ kind: 'paragraph' }), this.#document, this.#before);
  }

  /** Takes off what is no text, as far as that is sure. */
  #readBeginning(open: boolean): void {
    if (!this.#isBeginning) return;
    let text = this.#text;
    let isCertain = true;
    while (text.startsWith('[')) {
      const definition = readDefinition(text, open);
      const isWhole = definition !== 'cut' && (definition === 'no' || definition.end < text.length);
      isCertain = !open || (isWhole && !(this.#mayBeTask && MAYBE_TASK.test(text)));
      if (!isCertain || typeof definition === 'string') break;
      this.#document.definitions.add(definition.label, definition);
      text = text.slice(definition.end).replace(/^[ \t]+/, '');
    }
    this.#isBeginning = !isCertain || text === '';
    const task = this.#mayBeTask && !this.#isBeginning ? TASK.exec(text) : null;
    if (task) {
      this.#before = [{ kind: 'checkbox', checked: /x/i.test(task[1] ?? '') }, ' '];
      text = text.slice(3).replace(/^[ \t\n]+/, '');
    }
    this.#text = text;
  }

  #withoutHeader(): string {
    const mayBeHeader = this.#lastLine.startsWith('|') && this.#lastLine.length <= HEADER_MAX;
    return mayBeHeader ? this.#lines.slice(0, -1) : this.#text;
  }
}

function trimEnd(text: string): string {
  let end = text.length;
  while (' \t\n'.includes(text.charAt(end - 1)) && end > 0) end -= 1;
  return text.slice(0, end);
}
