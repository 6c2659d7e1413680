import type { Block, BlockView, FinishedBlock } from './block.ts';
import { BlockReport } from './block-report.ts';
import { readLineStart, type Content, type LineStart } from './block-start.ts';
import { Code } from './code.ts';
import { continues, type Container, type ContainerStart } from './container.ts';
import { Definitions } from './definitions.ts';
import { endsFence, type Fence } from './fence.ts';
import { Heading } from './heading.ts';
import { InlineText, type Document, type Leaf } from './leaf.ts';
import { Line } from './line.ts';
import { Paragraph } from './paragraph.ts';
import { Table } from './table.ts';
import { UNDECIDED } from './undecided.ts';

/** Quotes and items within each other; deeper ones are text. */
const DEPTH_MAX = 50;

/**
 * The block structure (specification, 3 to 5, and phase 1 of the appendix). A line is placed once, as soon as no character
 * that may come can change its place, and stays there. What the line says after that goes to its leaf.
 */
export class BlockParser {
  /** From the document to the innermost. */
  readonly #open: Container[] = [];
  readonly #root: Container;
  readonly #document: Document;
  readonly #report: BlockReport;
  #leaf: Leaf | undefined;
  /** Of the leaf, where that is code or mathematics; `indented` has no fence. */
  #fence: Fence | 'indented' | undefined;
  /** Whether what comes belongs to the leaf. */
  #isInLeaf = false;
  /**
   * Where the line before was blank: the index in `#open` of the innermost quote that it stood in. For what is around that
   * quote it was no blank line.
   */
  #blankIn: number | undefined;

  constructor(root: BlockView, onBlock: (block: FinishedBlock) => void) {
    this.#root = { kind: 'document', view: root };
    this.#open.push(this.#root);
    this.#report = new BlockReport(onBlock);
    this.#document = { definitions: new Definitions(), say: (text) => this.#report.say(text) };
  }

  /**
   * Places a line by its beginning.
   * @param complete - whether `text` is the whole line.
   * @returns whether that was possible; if not, the line is to be given again when there is more of it.
   */
  startLine(text: string, complete: boolean): boolean {
    const line = new Line(text);
    let depth = 1;
    for (; depth < this.#open.length; depth += 1) {
      const container = this.#open[depth];
      if (!complete && line.blank) return false;
      if (!container || !continues(container, line)) break;
    }
    const isWhole = depth === this.#open.length;
    if (isWhole && typeof this.#fence === 'object') return this.#startCodeLine(line, this.#fence, complete);
    const paragraph = this.#leaf instanceof Paragraph ? this.#leaf : undefined;
    const start = readLineStart(line, {
      paragraph: isWhole ? paragraph : undefined,
      isLazy: paragraph !== undefined,
      room: DEPTH_MAX - this.#open.slice(1, depth).filter(({ kind }) => kind !== 'list').length,
      complete,
    });
    if (start === UNDECIDED) return false;
    const { containers, content } = start;
    const goesOn = containers.length === 0 && (isWhole || (paragraph !== undefined && content.kind === 'text'));
    if (!goesOn || !this.#continueLeaf(content, line)) this.#startLeaf(start, depth, line);
    return true;
  }

  /** Goes on with the line. */
  append(text: string): void {
    if (this.#isInLeaf) this.#leaf?.append(text);
  }

  endLine(): void {
    if (this.#isInLeaf) this.#leaf?.endLine();
    this.#isInLeaf = false;
    if (this.#leaf instanceof Heading) this.#closeLeaf();
  }

  /** Shows what is new. */
  show(): void {
    this.#leaf?.show();
    this.#document.definitions.flush();
  }

  end(): void {
    this.#closeLeaf();
    this.#closeTo(1);
    this.#document.definitions.flush();
  }

  #startCodeLine(line: Line, fence: Fence, complete: boolean): boolean {
    const ends = line.indent < 4 && endsFence(fence, line.rest, complete);
    if (ends === UNDECIDED || (line.blank && !complete)) return false;
    this.#blankIn = undefined;
    if (ends) {
      this.#closeLeaf();
    } else {
      line.skipColumns(fence.indent);
      this.#startInLeaf(line.remainder);
    }
    return true;
  }

  /** @returns whether the leaf that is open takes the line. */
  #continueLeaf(content: Content, line: Line): boolean {
    const leaf = this.#leaf;
    if (leaf instanceof Paragraph) {
      if (content.kind === 'text') this.#startInLeaf(line.rest);
      else if (content.kind === 'underline') this.#turnIntoHeading(leaf, content.level);
      else if (content.kind === 'columns') this.#turnIntoTable(leaf, content.columns);
      else return false;
    } else if (leaf instanceof Table && content.kind === 'text') {
      this.#startInLeaf(line.rest);
    } else if (leaf instanceof Code && content.kind === 'indented') {
      line.skipColumns(4);
      this.#startInLeaf(line.remainder);
    } else if (leaf instanceof Code && content.kind === 'blank') {
      line.skipColumns(4);
      leaf.holdBlankLine(line.remainder);
      this.#blankIn = this.#innermostQuote();
      return true;
    } else {
      return false;
    }
    this.#blankIn = undefined;
    return true;
  }

  #startInLeaf(text: string): void {
    this.#leaf?.startLine(text);
    this.#isInLeaf = true;
  }

  #turnIntoHeading(paragraph: Paragraph, level: number): void {
    const text = paragraph.turnIntoHeading();
    this.#leaf = undefined;
    new InlineText(this.#add({ kind: 'heading', level }), this.#document).finish(text);
    this.#finishBlock(undefined);
  }

  #turnIntoTable(paragraph: Paragraph, columns: Extract<Content, { kind: 'columns' }>['columns']): void {
    const header = paragraph.closeBeforeLastLine();
    this.#leaf = undefined;
    this.#finishBlock(undefined);
    this.#leaf = new Table(this.#add({ kind: 'table' }), this.#document, columns, header);
  }

  /** Opens what the line begins, after closing what it does not go on with. */
  #startLeaf({ containers, content }: LineStart, depth: number, line: Line): void {
    this.#closeLeaf();
    this.#closeTo(depth);
    if (content.kind === 'blank' && containers.length === 0) {
      this.#blankIn = this.#innermostQuote();
      return;
    }
    const [first] = containers;
    const top = this.#open.at(-1);
    const joins = typeof first === 'object' && top?.kind === 'list' && top.type === first.type;
    if (top?.kind === 'list' && !joins) this.#closeTo(depth - 1);
    for (const container of containers) this.#openContainer(container);
    this.#openLeaf(content, line);
    this.#blankIn = undefined;
  }

  #openContainer(start: ContainerStart): void {
    if (start === 'quote') {
      this.#open.push({ kind: 'quote', view: this.#add({ kind: 'quote' }) });
      return;
    }
    const { type, width } = start;
    if (this.#open.at(-1)?.kind !== 'list') {
      const view = this.#add({ kind: 'list', start: start.start });
      this.#open.push({ kind: 'list', view, type, isLoose: false });
    }
    this.#open.push({ kind: 'item', view: this.#add({ kind: 'item' }), width, isEmpty: true });
  }

  #openLeaf(content: Content, line: Line): void {
    switch (content.kind) {
      case 'blank':
        return;
      case 'text': {
        const parent = this.#open.at(-1);
        const mayBeTask = parent?.kind === 'item' && parent.isEmpty;
        this.#leaf = new Paragraph(this.#parentOf({ kind: 'paragraph' }), this.#document, mayBeTask);
        return this.#startInLeaf(line.rest);
      }
      case 'heading':
        this.#leaf = new Heading(this.#add(content), this.#document);
        return this.#startInLeaf(line.rest);
      case 'rule':
        this.#add({ kind: 'rule' }).close();
        return this.#finishBlock(undefined);
      case 'indented':
        this.#leaf = new Code(this.#add({ kind: 'code', language: '' }));
        this.#fence = 'indented';
        line.skipColumns(4);
        return this.#startInLeaf(line.remainder);
      case 'fence':
        this.#fence = content.fence;
        this.#leaf = new Code(this.#add({ kind: content.fence.kind, language: content.fence.language }));
        return;
      case 'underline':
      case 'columns':
        // Only a paragraph goes on with these.
        return;
      default:
        return content satisfies never;
    }
  }

  #closeLeaf(): void {
    const leaf = this.#leaf;
    this.#leaf = undefined;
    this.#fence = undefined;
    this.#isInLeaf = false;
    if (!leaf) return;
    leaf.close();
    this.#finishBlock(leaf instanceof Code ? leaf.lines : undefined);
  }

  #closeTo(depth: number): void {
    if (this.#open.length <= depth) return;
    while (this.#open.length > depth) this.#open.pop()?.view.close();
    this.#finishBlock(undefined);
  }

  #finishBlock(lines: number | undefined): void {
    if (this.#open.length === 1) this.#report.finish(lines);
  }

  #add(block: Block): BlockView {
    return this.#parentOf(block).add(block);
  }

  /** The view of the innermost container, which gets a block. After a blank line that sets a list's items apart (5.3). */
  #parentOf(block: Block): BlockView {
    const index = this.#open.length - 1;
    const parent = this.#open[index] ?? this.#root;
    if (index === 0) this.#report.begin(block.kind === 'code' ? block : { kind: block.kind });
    if (this.#blankIn !== undefined && index > this.#blankIn) {
      const list = parent.kind === 'item' ? this.#open[index - 1] : parent;
      if (list?.kind === 'list' && !list.isLoose) {
        list.isLoose = true;
        list.view.loosen();
      }
    }
    // What is opened within it on the same line has no blank line before it.
    this.#blankIn = undefined;
    if (parent.kind === 'item') parent.isEmpty = false;
    return parent.view;
  }

  #innermostQuote(): number {
    return Math.max(
      0,
      this.#open.findLastIndex(({ kind }) => kind === 'quote'),
    );
  }
}
