import { languageOf, type Language, type Span } from './code-languages.ts';
import { Tokenizer, type Token } from './code-tokens.ts';

/** Lines in one block of layout: a browser lays out a block again in which something has changed, not its siblings. */
const LINES_PER_BLOCK = 32;

/** Longer lines, in code units with their line feed, are without colours: they are data, and every append reads its line again. */
const MAX_COLOURED_LINE = 2000;

/** A token in the page. */
interface Piece {
  readonly token: Token;
  readonly text: Text;
  /** How many characters of the lines before are in `text`; only ever before a token without a kind. */
  readonly start: number;
  /** Around `text`, if the token has a kind. */
  readonly wrapper: HTMLElement | undefined;
}

/** One for each language, made when it is first met. */
const tokenizers = new Map<Language, Tokenizer>();

function tokenizerOf(name: string): Tokenizer | undefined {
  const language = languageOf(name);
  if (!language) return undefined;
  const tokenizer = tokenizers.get(language) ?? new Tokenizer(language);
  tokenizers.set(language, tokenizer);
  return tokenizer;
}

/**
 * Writes code into an element, coloured while it grows. What it makes is a function of the text alone, not of the pieces in
 * which it came: lines that have ended are never touched again, and the last one, of which a piece may have come, is read again
 * from its beginning, changing no more nodes than it must. So an append costs the same however long the code is, and a selection
 * stays in what stays.
 */
export class CodeLines {
  readonly #parent: HTMLElement;
  readonly #tokenizer: Tokenizer | undefined;
  #block: HTMLElement | undefined;
  #linesInBlock = 0;
  /** What is open where the last line begins, and where it ends. */
  #open: Span | undefined;
  #openAtEnd: Span | undefined;
  /** The last line. */
  #line = '';
  #pieces: Piece[] = [];
  /** Whether the last line is too long for colours; `#line` is empty then. */
  #isLong = false;

  /** @param language - one that is not known has no colours. */
  constructor(parent: HTMLElement, language: string) {
    this.#parent = parent;
    this.#tokenizer = tokenizerOf(language);
  }

  append(text: string): void {
    for (let from = 0; from < text.length;) {
      const feed = text.indexOf('\n', from);
      const to = feed === -1 ? text.length : feed + 1;
      this.#grow(text.slice(from, to));
      if (feed !== -1) this.#endLine();
      from = to;
    }
  }

  /** @param text - for the last line, of which it may be the end. */
  #grow(text: string): void {
    if (!this.#tokenizer || this.#isLong) return this.#growPlain(text);
    this.#line += text;
    if (this.#line.length <= MAX_COLOURED_LINE) {
      const { tokens, open } = this.#tokenizer.tokenize(this.#line, this.#open);
      this.#openAtEnd = open;
      this.#show(tokens);
    } else {
      this.#isLong = true;
      this.#openAtEnd = this.#open;
      this.#show([{ kind: undefined, text: this.#line }]);
      this.#line = '';
    }
  }

  #growPlain(text: string): void {
    const [piece] = this.#pieces;
    if (piece) piece.text.appendData(text);
    else this.#add({ kind: undefined, text });
  }

  #endLine(): void {
    this.#line = '';
    this.#pieces = [];
    this.#isLong = false;
    this.#open = this.#openAtEnd;
    this.#linesInBlock++;
    if (this.#linesInBlock === LINES_PER_BLOCK) {
      this.#block = undefined;
      this.#linesInBlock = 0;
    }
  }

  /** Makes the last line's pieces the given tokens, with the nodes that there are as far as they serve. */
  #show(tokens: readonly Token[]): void {
    const kept = this.#pieces.findIndex(({ wrapper }, index) => !tokens[index] || !wrapper !== !tokens[index]?.kind);
    for (const piece of kept === -1 ? [] : this.#pieces.splice(kept)) remove(piece);
    this.#pieces.forEach((piece, index) => {
      const token = tokens[index];
      if (token) this.#pieces[index] = change(piece, token);
    });
    for (const token of tokens.slice(this.#pieces.length)) this.#add(token);
  }

  /** Adds a token at the end. One without a kind goes on in the text that is there, if there is one. */
  #add(token: Token): void {
    const block = (this.#block ??= this.#appendBlock());
    const { lastChild } = block;
    if (!token.kind && lastChild instanceof Text) {
      this.#pieces.push({ token, text: lastChild, start: lastChild.length, wrapper: undefined });
      lastChild.appendData(token.text);
      return;
    }
    const text = document.createTextNode(token.text);
    const wrapper = token.kind && document.createElement('span');
    if (wrapper) {
      wrapper.className = classOf(token);
      wrapper.append(text);
    }
    block.append(wrapper ?? text);
    this.#pieces.push({ token, text, start: 0, wrapper });
  }

  #appendBlock(): HTMLElement {
    const block = document.createElement('span');
    block.className = 'code-lines';
    this.#parent.append(block);
    return block;
  }
}

function classOf({ kind }: Token): string {
  return `code-${kind}`;
}

function change(piece: Piece, token: Token): Piece {
  const { text, start, wrapper } = piece;
  const before = piece.token.text;
  if (wrapper && piece.token.kind !== token.kind) wrapper.className = classOf(token);
  if (token.text === before) return { ...piece, token };
  // Text that only grows or shrinks at its end keeps a selection in the rest of it.
  if (token.text.startsWith(before)) text.appendData(token.text.slice(before.length));
  else if (before.startsWith(token.text)) text.deleteData(start + token.text.length, before.length - token.text.length);
  else text.replaceData(start, before.length, token.text);
  return { ...piece, token };
}

function remove({ token, text, start, wrapper }: Piece): void {
  if (start > 0) text.deleteData(start, token.text.length);
  else (wrapper ?? text).remove();
}
