import type { Language, Span, TokenKind } from './code-languages.ts';

/** A piece of a line. Without a kind it has the text's own colour. */
export interface Token {
  readonly kind: TokenKind | undefined;
  readonly text: string;
}

/** A line in pieces that add up to it; none is empty, no two without a kind are side by side. */
interface TokenizedLine {
  readonly tokens: readonly Token[];
  /** What goes on in the next line. */
  readonly open: Span | undefined;
}

/** A word in code; beyond ASCII everything is a letter. */
const WORD = '[A-Za-z_$\\u0080-\\uffff]';
/** Digits, and what can be in a number, its unit or its type, but for the sign of an exponent. */
const NUMBER = '\\d[\\w.]*';

type GroupKind = TokenKind | 'open' | 'word';

/**
 * Splits code into what has different colours, a line at a time and without grammar: where comments, strings and words begin and
 * end says enough, and can be said while the code is still being written. What goes on over lines is handed from line to line.
 *
 * Linear in a line's length, whatever is in it: the search goes on behind each match, and no alternative of the pattern looks
 * further than it takes, but for a bounded number of characters.
 */
export class Tokenizer {
  readonly #pattern: RegExp;
  /** What each group of the pattern matches, from the first on. */
  readonly #groups: readonly GroupKind[];
  readonly #language: Language;
  readonly #keywords: ReadonlySet<string>;
  readonly #key: RegExp | undefined;

  constructor(language: Language) {
    const { spans = [], quotes = '', forms = {}, keywords = '', hasDashes, keyEnd } = language;
    const groups: (readonly [GroupKind, string])[] = [];
    if (spans.length > 0) groups.push(['open', spans.map(({ open }) => escaped(open)).join('|')]);
    for (const kind of Object.keys(forms) as TokenKind[]) groups.push([kind, forms[kind] ?? '']);
    for (const quote of quotes) groups.push(['string', `${quote}(?:[^${quote}\\\\\\n]|\\\\.)*${quote}?`]);
    groups.push(['number', NUMBER], ['word', `${WORD}(?:${WORD}|${hasDashes ? '[\\d-]' : '\\d'})*`]);
    this.#groups = groups.map(([kind]) => kind);
    this.#pattern = new RegExp(groups.map(([, source]) => `(${source})`).join('|'), 'g');
    this.#language = language;
    this.#keywords = new Set(keywords.split(' '));
    this.#key = keyEnd === undefined ? undefined : new RegExp(` *${keyEnd}`, 'y');
  }

  /**
   * @param line - with its line feed, or what there is of it.
   * @param open - what the line before left open.
   */
  tokenize(line: string, open: Span | undefined): TokenizedLine {
    const tokens: Token[] = [];
    /** Up to where the line is in `tokens`. */
    let end = 0;
    const push = (kind: TokenKind | undefined, from: number, to: number): void => {
      if (from > end) tokens.push({ kind: undefined, text: line.slice(end, from) });
      if (to > from) tokens.push({ kind, text: line.slice(from, to) });
      end = to;
    };

    let span = open;
    if (span) {
      const close = closeOf(span, line, 0);
      push(span.kind, 0, close ?? line.length);
      if (close === undefined) return { tokens, open: span };
    }
    this.#pattern.lastIndex = end;
    for (let match = this.#pattern.exec(line); match; match = this.#pattern.exec(line)) {
      const { 0: text, index } = match;
      const behind = index + text.length;
      const group = this.#groups[match.indexOf(text, 1) - 1];
      if (group === 'open') {
        span = this.#language.spans?.find((it) => it.open === text);
        const close = span && closeOf(span, line, behind);
        push(span?.kind, index, close ?? line.length);
        if (close === undefined) return { tokens, open: span };
        this.#pattern.lastIndex = close;
      } else {
        const kind = group === 'word' ? this.#kindOfWord(text, line, behind) : group;
        if (kind) push(kind === 'string' && this.#isKey(line, behind) ? 'property' : kind, index, behind);
      }
    }
    push(undefined, end, line.length);
    return { tokens, open: undefined };
  }

  #kindOfWord(word: string, line: string, end: number): TokenKind | undefined {
    if (this.#keywords.has(this.#language.ignoresCase ? word.toLowerCase() : word)) return 'keyword';
    if (this.#isKey(line, end)) return 'property';
    if (line[end] === '(') return 'name';
    return /^[A-Z]/.test(word) && !this.#language.ignoresCase && !this.#key ? 'type' : undefined;
  }

  /** @param end - where the word or the string ends that may be a key. */
  #isKey(line: string, end: number): boolean {
    if (!this.#key) return false;
    this.#key.lastIndex = end;
    return this.#key.test(line);
  }
}

/** @returns where the span ends, behind its closing; `undefined` if it is open at the line's end. */
function closeOf({ close, escapes }: Span, line: string, from: number): number | undefined {
  let at = line.indexOf(close, from);
  if (escapes) {
    while (at !== -1 && isEscaped(line, at)) at = line.indexOf(close, at + 1);
  }
  return at === -1 ? undefined : at + close.length;
}

/** Whether there is an odd number of backslashes before `at`. */
function isEscaped(line: string, at: number): boolean {
  let start = at;
  while (line[start - 1] === '\\') start--;
  return (at - start) % 2 === 1;
}

function escaped(text: string): string {
  return text.replace(/[^\w]/g, '\\$&');
}
