import type { Alignment, BlockView } from './block.ts';
import { InlineText, type Document, type Leaf } from './leaf.ts';
import { splitRow } from './table-row.ts';

/** How many missing cells a table is given; a few characters a row could ask for millions. */
const FILLED_MAX = 10_000;

/** A table (GFM, 4.10). Its rows are final line by line; a row that is being written shows the cells that it has. */
export class Table implements Leaf {
  readonly #view: BlockView;
  readonly #document: Document;
  readonly #columns: readonly Alignment[];
  #filled = 0;
  #line: string | undefined;
  #row: BlockView | undefined;
  #cells: InlineText[] = [];
  /** How many cells of the row are whole. */
  #finished = 0;

  constructor(view: BlockView, document: Document, columns: readonly Alignment[], header: string) {
    this.#view = view;
    this.#document = document;
    this.#columns = columns;
    this.#line = header;
    this.#finishRow(true);
  }

  startLine(text: string): void {
    this.#line = text;
  }

  append(text: string): void {
    this.#line = (this.#line ?? '') + text;
  }

  endLine(): void {
    if (this.#line !== undefined) this.#finishRow(false);
  }

  show(): void {
    if (this.#line === undefined) return;
    const texts = this.#split(this.#line.replace(/\\$/, ''));
    const last = texts.pop();
    if (last === undefined) return;
    // A cell that another one follows is whole.
    this.#finishCells(texts, false);
    this.#cell(texts.length, false).show(last);
  }

  close(): void {
    this.#view.close();
  }

  #finishRow(header: boolean): void {
    const texts = this.#split(this.#line ?? '');
    while (texts.length < this.#columns.length && this.#filled < FILLED_MAX) {
      this.#filled += 1;
      texts.push('');
    }
    this.#finishCells(texts, header);
    this.#row?.close();
    this.#row = undefined;
    this.#line = undefined;
    this.#cells = [];
    this.#finished = 0;
  }

  #split(line: string): string[] {
    return splitRow(line).slice(0, this.#columns.length);
  }

  #finishCells(texts: readonly string[], header: boolean): void {
    for (; this.#finished < texts.length; this.#finished += 1) {
      this.#cell(this.#finished, header).finish(texts[this.#finished] ?? '');
    }
  }

  #cell(index: number, header: boolean): InlineText {
    const known = this.#cells[index];
    if (known) return known;
    this.#row ??= this.#view.add({ kind: 'row', header });
    const cell = new InlineText(
      this.#row.add({ kind: 'cell', header, alignment: this.#columns[index] }),
      this.#document,
    );
    this.#cells.push(cell);
    return cell;
  }
}
