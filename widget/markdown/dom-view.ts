import type { Block, BlockView } from './block.ts';
import { CodeView } from './code-view.ts';
import type { Inline } from './inline.ts';
import { drawFormula, patchInlines, type InlineSettings } from './inline-nodes.ts';

/** Blocks in a section: so many are laid out, or left out of sight, together. */
const SECTION_BLOCKS = 32;

/** A block that is an element. */
class ElementView implements BlockView {
  protected readonly element: Element;
  protected readonly settings: InlineSettings;
  #shown: readonly Inline[] = [];

  constructor(element: Element, settings: InlineSettings) {
    this.element = element;
    this.settings = settings;
  }

  add(block: Block): BlockView {
    return viewOf(block, this.element, this.settings);
  }

  setInlines(inlines: readonly Inline[]): void {
    const [first] = inlines;
    const isNewTask = this.#shown.length === 0 && typeof first === 'object' && first.kind === 'checkbox';
    // A class, because `:has` in the styles makes every change slower, the more there is already.
    if (isNewTask) this.element.parentElement?.classList.add('task');
    patchInlines(this.element, this.#shown, inlines, this.settings);
    this.#shown = inlines;
  }

  append(_text: string): void {}

  loosen(): void {
    this.element.classList.add('loose');
  }

  remove(): void {
    this.element.remove();
  }

  close(): void {}
}

/** The text itself: its blocks, in sections that markdown.styles.ts lays out apart from each other. */
export class DocumentView extends ElementView {
  #section: Element | undefined;

  override add(block: Block): BlockView {
    if (!this.#section || this.#section.childElementCount >= SECTION_BLOCKS) {
      this.#section = append(this.element, 'div');
      this.#section.className = 'section';
    }
    return viewOf(block, this.#section, this.settings);
  }
}

class CodeBlockView extends ElementView {
  readonly #code: CodeView;

  constructor(code: CodeView, settings: InlineSettings) {
    super(code.element, settings);
    this.#code = code;
  }

  override append(text: string): void {
    this.#code.append(text);
  }

  override close(): void {
    this.#code.end();
  }
}

/** A block of TeX: as it is written, and when it is whole as the owner's renderer shows it. */
class FormulaView extends ElementView {
  readonly #text = document.createTextNode('');

  constructor(block: Element, settings: InlineSettings) {
    super(block, settings);
    append(block, 'code').append(this.#text);
  }

  override append(text: string): void {
    this.#text.appendData(text);
  }

  override close(): void {
    const node = drawFormula(this.settings.renderMath, this.#text.data.trim(), true);
    if (node) this.element.replaceChildren(node);
  }
}

/** The first row is the head, all others are the body. */
class TableView extends ElementView {
  readonly #table: Element;
  #body: Element | undefined;

  constructor(region: Element, settings: InlineSettings) {
    super(region, settings);
    this.#table = append(region, 'table');
    region.className = 'table';
    region.role = 'region';
    region.ariaLabel = settings.labels.table;
    // What scrolls is to scroll with the keyboard, too.
    region.setAttribute('tabindex', '0');
  }

  override add(block: Block): BlockView {
    const isHead = block.kind === 'row' && block.header;
    if (!isHead) this.#body ??= append(this.#table, 'tbody');
    return viewOf(block, isHead ? append(this.#table, 'thead') : (this.#body ?? this.#table), this.settings);
  }
}

const TAGS = { quote: 'blockquote', rule: 'hr', row: 'tr' } as const;

/** Adds the block at the end of `parent`. */
function viewOf(block: Block, parent: Element, settings: InlineSettings): BlockView {
  switch (block.kind) {
    case 'paragraph':
      // In an item the direction is the item's, so that its mark stands on that side.
      return new ElementView(append(parent, 'p', parent.tagName !== 'LI'), settings);
    case 'item':
      return new ElementView(append(parent, 'li', true), settings);
    case 'quote':
    case 'rule':
    case 'row':
      return new ElementView(append(parent, TAGS[block.kind]), settings);
    case 'heading':
      // The page and the chat have the first two levels.
      return new ElementView(append(parent, `h${Math.min(6, block.level + 2)}`, true), settings);
    case 'list': {
      const list = append(parent, block.start === undefined ? 'ul' : 'ol');
      if (block.start !== undefined && block.start !== 1) list.setAttribute('start', `${block.start}`);
      return new ElementView(list, settings);
    }
    case 'code': {
      const code = new CodeView(block.language, settings.labels);
      parent.append(code.element);
      return new CodeBlockView(code, settings);
    }
    case 'math': {
      const formula = append(parent, 'pre');
      formula.className = 'math';
      return new FormulaView(formula, settings);
    }
    case 'table':
      return new TableView(append(parent, 'div'), settings);
    case 'cell': {
      const cell = append(parent, block.header ? 'th' : 'td', true);
      if (block.header) cell.setAttribute('scope', 'col');
      if (block.alignment) cell.className = block.alignment;
      return new ElementView(cell, settings);
    }
    default:
      return block satisfies never;
  }
}

/**
 * @param isText - its direction is its first letters'. Not for what holds other blocks without a bound: whenever one is added a
 *   browser looks through all of them for a letter (Chromium 156: 1.5 s for a list of 8,000 items, 16 ms without).
 */
function append(parent: Element, tag: string, isText = false): HTMLElement {
  const element = document.createElement(tag);
  if (isText) element.dir = 'auto';
  parent.append(element);
  return element;
}
