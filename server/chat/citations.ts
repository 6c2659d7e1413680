import { CodeReader } from './code-reader.ts';
import type { TextFilter } from './text-filter.ts';

/** What is held back at most: no citation that is meant as one is longer, in characters. */
const HELD_MAX_LENGTH = 48;

/** Opening brackets, and what closes each: models write the full-width ones too. */
const BRACKETS: ReadonlyMap<string, string> = new Map([
  ['[', ']'],
  ['【', '】'],
  ['［', '］'],
]);

/** The beginning of what may become a citation: numbers, a word such as "passage" before them, and a remark after `†`. */
const MAY_BE_CITATION = /^ ?(?:\p{L}{1,10}\.?(?: |$))?[\p{Nd} ,;、，\-–]*(?:†[^\n]*)?$/u;

/** The whole of one: numbers of one to three digits, or from one to another; with what models call passages before them. */
const CITATION =
  /^ ?(?:(?:passages?|passagen|sources?|documents?|docs?|refs?|quellen?|fuentes?|fonti|fontes?|bronnen|bron)\.? ?)?(\d{1,3}(?: ?[,;、\-–] ?\d{1,3})*) ?(?:†.*)?$/iu;

/**
 * Reads the citations in an answer while it is written: `[1]`, `[1, 3]`, `[2-4]`, `[passage 1]`, `【1】`. They come out as `[1][3]`, numbered anew in the order
 * in which the answer first cites each source, so that `[1]` is the first of the sources that it cites. Numbers that no source has are
 * dropped. What stands in code (CommonMark 0.31, 4.5 and 6.1), what is a link `[1](…)`, a footnote `[^1]` or anything else in brackets stays as it is.
 *
 * The text that comes out does not depend on how the answer was cut into pieces. It holds back an open bracket that may become a
 * citation, at most 48 characters.
 */
export class CitationReader implements TextFilter {
  readonly #sources: number;
  /** The prompt's numbers, in the order in which they were first cited. */
  readonly #cited: number[] = [];
  #out = '';
  /** An open bracket and what follows it; a closed one, of which the next character tells whether it is a link. */
  #held = '';
  #isClosed = false;
  readonly #code = new CodeReader();
  #previous = '';
  /** Whether the citation before was dropped, so that the space after it is one too many. */
  #wasDropped = false;

  /** @param sources - how many there are in the prompt. */
  constructor(sources: number) {
    this.#sources = sources;
  }

  /** The prompt's numbers of the sources that are cited by now; the first is shown as `[1]`. */
  get cited(): readonly number[] {
    return this.#cited;
  }

  push(text: string): string {
    for (const character of text) this.#read(character);
    const out = this.#out;
    this.#out = '';
    return out;
  }

  flush(): string {
    if (this.#isClosed) this.#cite();
    else this.#release();
    return this.push('');
  }

  #read(character: string): void {
    if (this.#isClosed) {
      if (character === '(') this.#release();
      else {
        const beginsLine = this.#code.lineIsBlank;
        this.#cite();
        // The definition of a link would turn every such citation into one, to wherever the model likes.
        if (character === ':' && beginsLine) this.#write(' ');
      }
    } else if (this.#held !== '') {
      if (this.#holds(character)) return;
      this.#release();
    }
    if (BRACKETS.has(character) && !this.#code.isInside && this.#previous !== '\\') this.#held = character;
    else this.#write(character);
  }

  /** @returns whether the open bracket may still become a citation. */
  #holds(character: string): boolean {
    const held = this.#held + character;
    if (character === BRACKETS.get(this.#held.charAt(0))) {
      this.#isClosed = this.#numbers(held) !== undefined;
      if (this.#isClosed) this.#held = held;
      return this.#isClosed;
    }
    if (held.length > HELD_MAX_LENGTH || !MAY_BE_CITATION.test(held.slice(1))) return false;
    this.#held = held;
    return true;
  }

  /** Gives up what is held: it is no citation. */
  #release(): void {
    const held = this.#held;
    this.#held = '';
    this.#isClosed = false;
    for (const character of held) this.#write(character);
  }

  #cite(): void {
    const numbers = this.#numbers(this.#held) ?? [];
    this.#held = '';
    this.#isClosed = false;
    const shown = numbers.map((number) => {
      const known = this.#cited.indexOf(number);
      return known === -1 ? this.#cited.push(number) : known + 1;
    });
    const text = shown.map((number) => `[${number}]`).join('');
    for (const character of text) this.#write(character);
    this.#wasDropped = text === '';
  }

  /** @returns the numbers of sources in brackets, each once, in their order; `undefined` where the brackets hold something else. */
  #numbers(bracketed: string): number[] | undefined {
    const list = CITATION.exec(bracketed.slice(1, -1).normalize('NFKC'))?.[1];
    if (list === undefined) return undefined;
    const numbers = new Set<number>();
    for (const part of list.split(/[,;、]/)) {
      const [from = 0, to = from] = part.split(/[-–]/).map(Number);
      // A span that goes beyond the sources is rather a time or a page than a citation.
      if (to !== from && (from < 1 || to < from || to > this.#sources)) return undefined;
      for (let number = from; number <= to; number++) {
        if (number >= 1 && number <= this.#sources) numbers.add(number);
      }
    }
    return [...numbers];
  }

  #write(character: string): void {
    const isDoubled = this.#wasDropped && character === ' ' && this.#previous === ' ';
    this.#wasDropped = false;
    if (isDoubled) return;
    this.#out += character;
    this.#code.read(character);
    this.#previous = this.#previous === '\\' && character === '\\' ? '' : character;
  }
}

/** An answer without its citations, for whoever has not its sources. */
export function withoutCitations(answer: string): string {
  const reader = new CitationReader(0);
  return reader.push(answer) + reader.flush();
}
