import type { BlockView } from './block.ts';
import type { Definitions, Waiter } from './definitions.ts';
import { parseInlines } from './inline-parser.ts';
import { plainText, type Inline } from './inline.ts';

/** A block that holds text; what it holds comes line by line, lines in pieces. */
export interface Leaf {
  /** Begins a line; the white space before it, and markers, are gone. */
  startLine(text: string): void;
  /** Goes on with the line. */
  append(text: string): void;
  endLine(): void;
  /** Shows what is new. Said once a write. */
  show(): void;
  /** There is no more. */
  close(): void;
}

/** What the leaves of one document share. */
export interface Document {
  readonly definitions: Definitions;
  /** Takes a finished leaf's text, for those who hear it. */
  readonly say: (text: string) => void;
}

/** From this length on, in characters, a text is not parsed again before it has grown by a sixteenth. */
const LARGE = 16_384;

/** The inlines of one view: parsed again while the text grows, once more when it is whole, then only for definitions. */
export class InlineText implements Waiter {
  readonly #view: BlockView;
  readonly #document: Document;
  readonly #before: readonly Inline[];
  #text = '';
  #parsed: readonly Inline[] = [];
  #parsedLength = 0;

  /** @param before - what stands before the text. */
  constructor(view: BlockView, document: Document, before: readonly Inline[] = []) {
    this.#view = view;
    this.#document = document;
    this.#before = before;
  }

  get view(): BlockView {
    return this.#view;
  }

  /** Shows a text that goes on. */
  show(text: string): void {
    if (text === this.#text) return;
    const isMore = text.length >= this.#parsedLength;
    this.#text = text;
    if (isMore && text.length > LARGE && text.length - this.#parsedLength < this.#parsedLength / 16) {
      this.#view.setInlines([...this.#before, ...this.#parsed, text.slice(this.#parsedLength)]);
      return;
    }
    this.#parse(true);
  }

  /** Shows the whole text. */
  finish(text: string): void {
    this.#text = text;
    this.refresh();
    this.#document.say(plainText(this.#parsed));
    this.#view.close();
  }

  refresh(): void {
    const missing = this.#parse(false);
    if (missing.size > 0) this.#document.definitions.await(missing, this);
  }

  #parse(open: boolean): ReadonlySet<string> {
    const missing = new Set<string>();
    const find = (label: string) => this.#document.definitions.find(label);
    this.#parsed = parseInlines(this.#text, { find, missing, open });
    this.#parsedLength = this.#text.length;
    this.#view.setInlines([...this.#before, ...this.#parsed]);
    return missing;
  }
}
