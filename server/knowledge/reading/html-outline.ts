import { parseHTML } from 'linkedom';
import type { Outline } from './outline.ts';
import { oneLine } from './plain-words.ts';

/** What is used of a DOM's node. The parser's own types are those of a browser, which this program has not. */
export interface HtmlNode {
  /** 1 for an element, 3 for a text (DOM, 4.4). */
  readonly nodeType: number;
  readonly nodeValue: string | null;
  readonly parentNode: HtmlNode | null;
  readonly firstChild: HtmlNode | null;
  readonly nextSibling: HtmlNode | null;
}

export interface HtmlElement extends HtmlNode {
  readonly localName: string;
  readonly textContent: string;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  querySelector(selector: string): HtmlElement | null;
  querySelectorAll(selector: string): Iterable<HtmlElement>;
}

export interface HtmlDocument {
  /** What is read of a page begins here: the document's own first child may be its type, which has no sibling in this parser. */
  readonly documentElement: HtmlElement;
  querySelector(selector: string): HtmlElement | null;
  querySelectorAll(selector: string): Iterable<HtmlElement>;
}

/** A heading's level before the main content was taken out of its page, which turns first ones into second ones. */
export const LEVEL = 'data-smail-level';

/** What is not for reading: programs, what is not shown, and what a visitor fills in. */
const UNREAD = new Set(
  'title script style template noscript iframe object embed svg math canvas audio video select textarea button datalist dialog head'.split(
    ' ',
  ),
);

/** What stands around the content, on every page of a site. */
const AROUND = new Set(['nav', 'footer']);
const AROUND_ROLES = new Set(['navigation', 'banner', 'contentinfo', 'search', 'dialog']);

/** What stands within a line; everything else begins a block of its own (HTML, 15.3). */
const INLINE = new Set(
  `a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label mark meter nobr output picture progress q
  rp rt ruby s samp small span strike strong sub sup time tt u var wbr`.split(/\s+/),
);

/** What a row of data has not in it: a table with these is there to place things on the page. */
const ENDS_ROW = new Set(['tr', 'table', 'pre', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6']);

/** @returns the document, which has a body whatever the source left out. */
export function parseHtml(source: string): HtmlDocument {
  const isWhole = /<html[\s>]/i.test(source) && /<body[\s>]/i.test(source);
  const page: unknown = parseHTML(isWhole ? source : `<html><body>${source}</body></html>`).document;
  return page as HtmlDocument;
}

/**
 * Adds what a page says below `root`: headings, paragraphs, list items, table rows and code. Goes from node to node without
 * calling itself, for a page may be nested deeper than a stack.
 * @param withoutSurroundings - leaves out navigation, footers and what else is on every page.
 */
export function outlineHtml(root: HtmlElement, outline: Outline, { withoutSurroundings = false } = {}): void {
  const page = new PageText(outline);
  let node: HtmlNode | null = root;
  while (node !== null) {
    const enter: boolean = isElement(node)
      ? !isUnread(node) && !(withoutSurroundings && isAround(node)) && page.open(node)
      : page.text(node);
    if (enter && node.firstChild !== null) node = node.firstChild;
    else {
      if (enter) page.close(node);
      while (node !== null && node !== root && node.nextSibling === null) {
        node = node.parentNode;
        if (node !== null) page.close(node);
      }
      node = node === null || node === root ? null : node.nextSibling;
    }
  }
  page.end();
}

/** The text of a page on its way into an outline: gathered in a line until a block ends. */
class PageText {
  readonly #outline: Outline;
  #line: string[] = [];
  #cells: string[] | undefined;
  #heading: { readonly level: number; readonly fragment: string } | undefined;
  #preformatted: HtmlNode | undefined;

  constructor(outline: Outline) {
    this.#outline = outline;
  }

  /** @returns whether what is in the element is to be read. */
  open(element: HtmlElement): boolean {
    const { localName: name } = element;
    if (name === 'br') this.#line.push('\n');
    if (name === 'img') this.#line.push(element.getAttribute('alt') ?? '');
    if (this.#preformatted !== undefined || name === 'br' || INLINE.has(name)) return true;
    // What stands in a cell or a heading stays in its line.
    const isInCell = this.#cells !== undefined && !ENDS_ROW.has(name) && name !== 'td' && name !== 'th';
    if (this.#heading !== undefined || isInCell) {
      this.#line.push(' ');
      return true;
    }
    if (name === 'td' || name === 'th') this.#endCell();
    else this.end();
    if (/^h[1-6]$/.test(name)) this.#heading = { level: levelOf(element), fragment: fragmentOf(element) };
    if (name === 'tr') this.#cells = [];
    if (name === 'pre') this.#preformatted = element;
    return true;
  }

  close(node: HtmlNode): void {
    if (!isElement(node) || node.localName === 'br' || INLINE.has(node.localName)) return;
    if (this.#preformatted !== undefined) {
      if (node !== this.#preformatted) return;
      this.#outline.lines(this.#takeLine());
      this.#preformatted = undefined;
    } else if (/^h[1-6]$/.test(node.localName)) this.#endHeading();
    else if (this.#heading !== undefined) this.#line.push(' ');
    else if (node.localName === 'td' || node.localName === 'th') this.#endCell();
    else if (node.localName === 'tr' || this.#cells === undefined) this.end();
    else this.#line.push(' ');
  }

  text({ nodeType, nodeValue }: HtmlNode): boolean {
    if (nodeType === 3) this.#line.push(nodeValue ?? '');
    return false;
  }

  /** Ends the block that is being gathered, if one is. */
  end(): void {
    this.#endHeading();
    this.#endCell();
    if (this.#cells === undefined) this.#outline.block(this.#takeLine());
    else this.#outline.block(this.#cells.join(', '));
    this.#cells = undefined;
  }

  #endHeading(): void {
    if (this.#heading === undefined) return;
    this.#outline.heading(this.#heading.level, this.#takeLine(), this.#heading.fragment);
    this.#heading = undefined;
  }

  #endCell(): void {
    if (this.#cells === undefined) return;
    const cell = oneLine(this.#takeLine());
    if (cell !== '') this.#cells.push(cell);
  }

  #takeLine(): string {
    const line = this.#line.join('');
    this.#line = [];
    return line;
  }
}

function isElement(node: HtmlNode): node is HtmlElement {
  return node.nodeType === 1;
}

/** Also what a page does not show: a text that nobody sees must not answer anybody. */
function isUnread(element: HtmlElement): boolean {
  return (
    UNREAD.has(element.localName) ||
    element.getAttribute('hidden') !== null ||
    element.getAttribute('aria-hidden') === 'true' ||
    /(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(element.getAttribute('style') ?? '')
  );
}

function isAround(element: HtmlElement): boolean {
  return AROUND.has(element.localName) || AROUND_ROLES.has(element.getAttribute('role') ?? '');
}

function levelOf(heading: HtmlElement): number {
  return Number(heading.getAttribute(LEVEL) ?? heading.localName.slice(1));
}

/** The heading's own id, or that of the link to itself which many generators put into it. */
function fragmentOf(heading: HtmlElement): string {
  return heading.getAttribute('id') ?? heading.querySelector('[id], a[name]')?.getAttribute('id') ?? '';
}
