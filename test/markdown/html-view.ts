import type { Block, BlockView } from '../../widget/markdown/block.ts';
import { plainText, type Inline } from '../../widget/markdown/inline.ts';
import { MarkdownParser } from '../../widget/markdown/markdown-parser.ts';

/** Blocks as the specification's examples write them, in HTML; for comparing only. */
export class HtmlView implements BlockView {
  readonly block: Block | undefined;
  readonly #parent: HtmlView | undefined;
  readonly #children: HtmlView[] = [];
  #inlines: readonly Inline[] = [];
  #code = '';
  #isLoose = false;
  #isClosed = false;

  constructor(block?: Block, parent?: HtmlView) {
    this.block = block;
    this.#parent = parent;
  }

  add(block: Block): HtmlView {
    if (this.#isClosed) throw new Error(`${block.kind} in a ${this.block?.kind} that is closed`);
    const child = new HtmlView(block, this);
    this.#children.push(child);
    return child;
  }

  setInlines(inlines: readonly Inline[]): void {
    this.#inlines = inlines;
  }

  append(text: string): void {
    if (this.#isClosed) throw new Error('code after its end');
    this.#code += text;
  }

  loosen(): void {
    if (this.#isLoose) throw new Error('loosened twice');
    this.#isLoose = true;
  }

  remove(): void {
    this.#parent?.removeLast(this);
  }

  removeLast(child: HtmlView): void {
    if (this.#children.at(-1) !== child) throw new Error('only the last child can be taken back');
    this.#children.pop();
  }

  close(): void {
    if (this.#isClosed) throw new Error('closed twice');
    this.#isClosed = true;
  }

  /** What a reader sees: text without marks. */
  get text(): string {
    return plainText(this.#inlines) + this.#code + this.#children.map(({ text }) => text).join('\n');
  }

  /** A paragraph in a tight list shows no paragraph. The renderer keeps it, and has a class for this. */
  get #isTight(): boolean {
    const item = this.block?.kind === 'paragraph' ? this.#parent : undefined;
    const list = item?.block?.kind === 'item' ? item.listView : undefined;
    return list !== undefined && !list.#isLoose;
  }

  /** Of an item. */
  get listView(): HtmlView | undefined {
    return this.#parent;
  }

  get #itemHtml(): string {
    let html = '';
    for (const child of this.#children) {
      if (!child.#isTight && !html.endsWith('\n')) html += '\n';
      html += child.html;
    }
    return html;
  }

  get html(): string {
    const { block } = this;
    const inner = block?.kind === 'item' ? this.#itemHtml : this.#children.map(({ html }) => html).join('');
    if (!block) return inner;
    switch (block.kind) {
      case 'paragraph': {
        const text = inlineHtml(this.#inlines);
        return this.#isTight ? text : `<p>${text}</p>\n`;
      }
      case 'heading':
        return `<h${block.level}>${inlineHtml(this.#inlines)}</h${block.level}>\n`;
      case 'rule':
        return '<hr />\n';
      case 'quote':
        return `<blockquote>\n${inner}</blockquote>\n`;
      case 'list': {
        const tag = block.start === undefined ? 'ul' : 'ol';
        const start = (block.start ?? 1) === 1 ? '' : ` start="${block.start}"`;
        return `<${tag}${start}>\n${inner}</${tag}>\n`;
      }
      case 'item':
        return `<li>${inner}</li>\n`;
      case 'code':
      case 'math': {
        const language = block.kind === 'code' ? block.language : 'math';
        const name = language === '' ? '' : ` class="language-${escape(language)}"`;
        return `<pre><code${name}>${escape(this.#code)}</code></pre>\n`;
      }
      case 'table': {
        const head = this.#children[0]?.html ?? '';
        const rows = inner.slice(head.length);
        const body = rows === '' ? '' : `<tbody>\n${rows}</tbody>\n`;
        return `<table>\n<thead>\n${head}</thead>\n${body}</table>\n`;
      }
      case 'row':
        return `<tr>\n${inner}</tr>\n`;
      case 'cell': {
        const tag = block.header ? 'th' : 'td';
        const alignment = block.alignment ? ` align="${block.alignment}"` : '';
        return `<${tag}${alignment}>${inlineHtml(this.#inlines)}</${tag}>\n`;
      }
      default:
        return block satisfies never;
    }
  }
}

/** The HTML of a text that is written in pieces. */
export function renderPieces(pieces: Iterable<string>): string {
  const root = new HtmlView();
  const parser = new MarkdownParser(root);
  for (const piece of pieces) parser.write(piece);
  parser.end();
  return root.html;
}

/** The HTML of a text that is written at once. */
export function render(text: string): string {
  return renderPieces([text]);
}

const TAGS = { emphasis: 'em', strong: 'strong', strikethrough: 'del' } as const;

function inlineHtml(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) => {
      if (typeof inline === 'string') return escape(inline);
      switch (inline.kind) {
        case 'emphasis':
        case 'strong':
        case 'strikethrough':
          return `<${TAGS[inline.kind]}>${inlineHtml(inline.children)}</${TAGS[inline.kind]}>`;
        case 'code':
          return `<code>${escape(inline.text)}</code>`;
        case 'math':
          return `<code class="math">${escape(inline.source)}</code>`;
        case 'link': {
          const href = inline.address === undefined ? '' : ` href="${escape(encodeAddress(inline.address))}"`;
          return `<a${href}${titleAttribute(inline.title)}>${inlineHtml(inline.children)}</a>`;
        }
        case 'image': {
          const src = escape(encodeAddress(inline.address));
          return `<img src="${src}" alt="${escape(inline.text)}"${titleAttribute(inline.title)} />`;
        }
        case 'citation':
          return inline.text;
        case 'break':
          return '<br />\n';
        case 'checkbox':
          return inline.checked
            ? '<input checked="" disabled="" type="checkbox">'
            : '<input disabled="" type="checkbox">';
        default:
          return inline satisfies never;
      }
    })
    .join('');
}

function titleAttribute(title: string): string {
  return title === '' ? '' : ` title="${escape(title)}"`;
}

/** Percent-encodes as the specification's examples do; what is encoded already stays. */
function encodeAddress(address: string): string {
  return encodeURI(address.toWellFormed()).replace(/%25([\da-f]{2})/gi, '%$1');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
