import { bracketedAutolink, extendedAutolink, extendedAutolinkStarts, type Autolink } from './autolinks.ts';
import { Backticks, codeText } from './code-span.ts';
import { Delimiters, flanks, type Delimiter } from './emphasis.ts';
import { certainLength } from './held-back.ts';
import { buildTree, openMark, type Token } from './inline-tree.ts';
import type { Inline } from './inline.ts';
import { isPunctuation, readLabel, readTarget, type Miss, type Target } from './link-parts.ts';
import { formulaAt } from './math.ts';
import { referenceAt } from './references.ts';

export interface InlineContext {
  /** The target of a label that is defined. */
  readonly find: (label: string) => Target | undefined;
  /** Takes the labels that were looked for in vain. */
  readonly missing: Set<string>;
  /** The text goes on: what is unfinished at its end is shown as if it were finished there, or not yet. */
  readonly open: boolean;
}

/** How far an unfinished link's text, or code, reaches; what is longer is taken for a stray character, in characters. */
const UNFINISHED_MAX = 400;

/** No answer has a thousand sources. */
const CITATION = /^[1-9]\d{0,2}$/;

const PLAIN = /[^\n\\`*_~[\]!<&$]+/y;

/** The inlines of a leaf (specification, 6). Linear in the length of the text. */
export function parseInlines(text: string, context: InlineContext): readonly Inline[] {
  if (!context.open) return new InlineParser(text, context).parse();
  return new InlineParser(text.slice(0, certainLength(text)), context).parse();
}

/** A `[` or `![` whose `]` is to come. */
interface Bracket {
  readonly token: Token;
  readonly isImage: boolean;
  /** Where the text after it begins. */
  readonly start: number;
  /** The last delimiter run before it. */
  readonly bottom: Delimiter | undefined;
  /** Whether there was another one after it, which no label has. */
  isOuter: boolean;
}

class InlineParser {
  readonly #text: string;
  readonly #context: InlineContext;
  readonly #tokens: Token[] = [];
  readonly #delimiters = new Delimiters();
  readonly #brackets: Bracket[] = [];
  readonly #backticks: Backticks;
  /** Brackets below this index are text: a link holds no link. */
  #inactive = 0;
  readonly #autolinkStarts: Iterator<number, void>;
  #autolinkStart: number;
  /** Where the characters that mean nothing end; autolinks may begin among them. */
  #plainEnd = 0;
  #at = 0;

  constructor(text: string, context: InlineContext) {
    this.#text = text;
    this.#context = context;
    this.#backticks = new Backticks(text);
    this.#autolinkStarts = extendedAutolinkStarts(text);
    this.#autolinkStart = this.#nextAutolinkStart();
  }

  parse(): readonly Inline[] {
    const { length } = this.#text;
    while (this.#at < length) this.#step();
    this.#finish();
    return buildTree(this.#tokens);
  }

  #step(): void {
    if (this.#at >= this.#autolinkStart && this.#autolink()) return;
    const character = this.#text.charAt(this.#at);
    switch (character) {
      case '\n':
        return this.#lineEnd();
      case '\\':
        return this.#escape();
      case '`':
        return this.#code();
      case '*':
      case '_':
      case '~':
        return this.#run(character);
      case '[':
        return this.#open(1);
      case '!':
        if (this.#text.charAt(this.#at + 1) === '[') this.#open(2);
        else this.#add('!', 1);
        return;
      case ']':
        return this.#close();
      case '<':
        return this.#angle();
      case '&': {
        const reference = referenceAt(this.#text, this.#at);
        this.#add(reference?.text ?? '&', reference?.length ?? 1);
        return;
      }
      case '$':
        if (!this.#formula()) this.#add('$', 1);
        return;
      default:
        return this.#plain();
    }
  }

  #add(text: string, length: number, node?: Inline): Token {
    const token: Token = { closes: 0, text, node, opens: undefined };
    this.#tokens.push(token);
    this.#at += length;
    return token;
  }

  #plain(): void {
    if (this.#plainEnd <= this.#at) {
      PLAIN.lastIndex = this.#at;
      this.#plainEnd = PLAIN.test(this.#text) ? PLAIN.lastIndex : this.#at + 1;
    }
    const end = this.#autolinkStart > this.#at ? Math.min(this.#plainEnd, this.#autolinkStart) : this.#plainEnd;
    this.#add(this.#text.slice(this.#at, end), end - this.#at);
  }

  /** Hard and soft line breaks (6.7, 6.8). */
  #lineEnd(): void {
    const last = this.#tokens.at(-1);
    if (last) {
      let end = last.text.length;
      while (last.text.charCodeAt(end - 1) === 32) end -= 1;
      const isHard = last.text.length - end >= 2;
      last.text = last.text.slice(0, end);
      if (isHard) return void this.#add('', 1, { kind: 'break' });
    }
    this.#add('\n', 1);
  }

  /** Backslash escapes (2.4), hard line breaks, and formulas that begin with a backslash. */
  #escape(): void {
    if (this.#formula()) return;
    const next = this.#text.charCodeAt(this.#at + 1);
    if (next === 10) this.#add('', 2, { kind: 'break' });
    else if (isPunctuation(next)) this.#add(this.#text.charAt(this.#at + 1), 2);
    else this.#add('\\', 1);
  }

  #formula(): boolean {
    const found = formulaAt(this.#text, this.#at, this.#context.open);
    if (found) this.#add('', found.end - this.#at, found.formula);
    return found !== undefined;
  }

  /** Code spans (6.1). */
  #code(): void {
    const text = this.#text;
    const ticks = this.#runLength(this.#at);
    const from = this.#at + ticks;
    const end = this.#backticks.closing(from, ticks);
    if (end !== undefined) {
      this.#add('', end + ticks - this.#at, { kind: 'code', text: codeText(text.slice(from, end)) });
    } else if (this.#context.open && text.length - from < UNFINISHED_MAX && from < text.length) {
      this.#add('', text.length - this.#at, { kind: 'code', text: codeText(`${text.slice(from)} `).trim() });
    } else {
      this.#add('`'.repeat(ticks), ticks);
    }
  }

  /** How often the character at `at` stands there. */
  #runLength(at: number): number {
    const code = this.#text.charCodeAt(at);
    let end = at + 1;
    while (this.#text.charCodeAt(end) === code) end += 1;
    return end - at;
  }

  /** A delimiter run (6.2; strikethrough: GFM, 6.5). */
  #run(mark: string): void {
    const length = this.#runLength(this.#at);
    const before = lastCharacter(this.#text, this.#at);
    const after = String.fromCodePoint(this.#text.codePointAt(this.#at + length) ?? 32);
    const token = this.#add(mark.repeat(length), length);
    if (mark !== '~' || length <= 2) this.#delimiters.add(token, mark, flanks(mark, before, after));
  }

  #autolink(): boolean {
    while (this.#autolinkStart < this.#at) this.#autolinkStart = this.#nextAutolinkStart();
    if (this.#autolinkStart > this.#at) return false;
    this.#autolinkStart = this.#nextAutolinkStart();
    return this.#addAutolink(extendedAutolink(this.#text, this.#at, this.#context.open));
  }

  #nextAutolinkStart(): number {
    const { value } = this.#autolinkStarts.next();
    return value ?? Infinity;
  }

  #angle(): void {
    if (!this.#addAutolink(bracketedAutolink(this.#text, this.#at, this.#context.open))) this.#add('<', 1);
  }

  #addAutolink(link: Autolink | undefined): boolean {
    if (!link) return false;
    const { address, text, end } = link;
    this.#add('', end - this.#at, { kind: 'link', address, title: '', children: [text] });
    return true;
  }

  /** The beginning of a link or of an image (6.3, 6.4). */
  #open(length: 1 | 2): void {
    const outer = this.#brackets.at(-1);
    if (outer) outer.isOuter = true;
    const bottom = this.#delimiters.last;
    const token = this.#add(length === 1 ? '[' : '![', length);
    this.#brackets.push({ token, isImage: length === 2, start: this.#at, bottom, isOuter: false });
  }

  /** What follows a bracket's text: the address itself, or a label that has one. */
  #close(): void {
    const bracket = this.#brackets.pop();
    const isActive = bracket !== undefined && (bracket.isImage || this.#brackets.length >= this.#inactive);
    this.#inactive = Math.min(this.#inactive, this.#brackets.length);
    const target = isActive ? this.#target(bracket) : 'no';
    if (!isActive || target === 'no') {
      if (!isActive || !this.#citation(bracket)) this.#add(']', 1);
      return;
    }
    const { end, address, title } =
      target === 'cut' ? { end: this.#text.length, address: undefined, title: '' } : target;
    this.#delimiters.pair(bracket.bottom, false);
    bracket.token.text = '';
    openMark(bracket.token, { kind: bracket.isImage && address !== undefined ? 'image' : 'link', address, title });
    this.#add('', end - this.#at).closes = 1;
    if (!bracket.isImage) this.#inactive = this.#brackets.length;
  }

  /** @returns whether nothing stands in the brackets but a number that may be a source's. */
  #citation({ token, isImage }: Bracket): boolean {
    const inside = this.#tokens.at(-1);
    if (isImage || inside === undefined || this.#tokens.at(-2) !== token || !CITATION.test(inside.text)) return false;
    this.#tokens.pop();
    token.text = '';
    this.#add('', 1, { kind: 'citation', number: Number(inside.text), text: `[${inside.text}]` });
    return true;
  }

  #target(bracket: Bracket): (Omit<Target, 'address'> & { address: string | undefined; end: number }) | Miss {
    const next = this.#at + 1;
    const { open, find, missing } = this.#context;
    const inline = readTarget(this.#text, next);
    if (typeof inline === 'object') return inline;
    if (open && inline === 'cut') return 'cut';
    // A citation leads to its source: no definition in the answer, however it is set, may lead it elsewhere.
    if (!bracket.isImage && CITATION.test(this.#text.slice(bracket.start, this.#at).trim())) return 'no';
    const label = readLabel(this.#text, next);
    if (open && label === 'cut') return 'cut';
    const isFull = typeof label === 'object' && label.text !== '';
    if (!isFull && bracket.isOuter) return 'no';
    const key = isFull ? label.text : this.#text.slice(bracket.start, this.#at);
    if (key.length > 999 || key.trim() === '') return 'no';
    const found = find(key);
    if (found) return { ...found, end: typeof label === 'object' ? label.end : next };
    missing.add(key);
    return 'no';
  }

  /** Closes for show what is open at the end of a text that goes on. */
  #finish(): void {
    const bracket = this.#brackets.at(-1);
    const { open } = this.#context;
    if (
      open &&
      bracket &&
      this.#brackets.length > this.#inactive &&
      this.#text.length - bracket.start < UNFINISHED_MAX
    ) {
      this.#delimiters.pair(bracket.bottom, true);
      bracket.token.text = '';
      openMark(bracket.token, { kind: 'link', address: undefined, title: '' });
    }
    this.#delimiters.pair(undefined, open);
  }
}

function lastCharacter(text: string, end: number): string {
  const code = text.charCodeAt(end - 1);
  return code >= 0xdc_00 && code <= 0xdf_ff
    ? text.slice(Math.max(0, end - 2), end)
    : text.slice(Math.max(0, end - 1), end);
}
