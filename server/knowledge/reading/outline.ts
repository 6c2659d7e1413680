import type { Section } from '../document.ts';
import { manyLines, oneLine, shortLine } from './plain-words.ts';
import { Unreadable } from './reading.ts';

/** What one document may have, so that a hostile one costs no more than its bytes. */
const MAX_SECTIONS = 20_000;
const MAX_BLOCKS = 200_000;
const FRAGMENT_MAX_LENGTH = 300;

/** A document while it is read, from the top down: headings and what stands under them become sections. */
export class Outline {
  readonly #sections: { headings: readonly string[]; fragment: string; blocks: string[] }[] = [];
  /** The headings above, outermost first, with their levels. */
  readonly #above: { readonly level: number; readonly text: string }[] = [];
  #blocks = 0;
  #length = 0;

  /** How many characters its blocks have. */
  get length(): number {
    return this.#length;
  }

  /** The first heading of the highest level that there is, or empty. */
  get firstHeading(): string {
    return this.#sections.find(({ headings }) => headings.length > 0)?.headings[0] ?? '';
  }

  /**
   * Begins a section. A heading without text is none.
   * @param level - 1 for the outermost.
   * @param fragment - what leads to it within its page, without `#`, or empty.
   */
  heading(level: number, text: string, fragment: string): void {
    const line = shortLine(text);
    if (line === '') return;
    while ((this.#above.at(-1)?.level ?? 0) >= level) this.#above.pop();
    this.#above.push({ level, text: line });
    this.#begin(
      this.#above.map(({ text }) => text),
      fragment,
    );
  }

  /** Begins a section that stands under no heading, such as a page of print. */
  section(fragment: string): void {
    this.#above.length = 0;
    this.#begin([], fragment);
  }

  /** Adds a paragraph, a list item or a table row. */
  block(text: string): void {
    this.#add(oneLine(text));
  }

  /** Adds a block whose lines are as they were set. */
  lines(text: string): void {
    this.#add(manyLines(text));
  }

  /** @returns the sections that say something. A heading that only others stand under is in their `headings`. */
  sections(): Section[] {
    return this.#sections.filter(({ blocks }) => blocks.length > 0);
  }

  #begin(headings: readonly string[], fragment: string): void {
    if (this.#sections.length >= MAX_SECTIONS) throw new Unreadable(`has more than ${MAX_SECTIONS} headings`);
    this.#sections.push({ headings, fragment: plainFragment(fragment), blocks: [] });
  }

  #add(text: string): void {
    if (text === '') return;
    if (++this.#blocks > MAX_BLOCKS) throw new Unreadable(`has more than ${MAX_BLOCKS} paragraphs`);
    if (this.#sections.length === 0) this.#begin([], '');
    this.#sections.at(-1)?.blocks.push(text);
    this.#length += text.length;
  }
}

/** A fragment has no white space in it and nothing to break out of an address with. */
function plainFragment(fragment: string): string {
  return fragment.length > FRAGMENT_MAX_LENGTH || /[\s\p{Cc}#<>"'`\\]/u.test(fragment) ? '' : fragment;
}
