/**
 * A place in one line, counted in characters and in columns: tabs go to the next multiple of four (specification, 2.2).
 * A tab may be used in part; what is left of it counts as spaces.
 */
export class Line {
  readonly #text: string;
  #offset = 0;
  #column = 0;
  /** Columns of the tab at `#offset` that are used already. */
  #usedOfTab = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Where the next character that is no space or tab stands. */
  get #next(): number {
    let next = this.#offset;
    while (' \t'.includes(this.#text.charAt(next)) && next < this.#text.length) next += 1;
    return next;
  }

  get blank(): boolean {
    return this.#next === this.#text.length;
  }

  /** Columns of white space from here. */
  get indent(): number {
    let column = this.#column;
    const next = this.#next;
    for (let offset = this.#offset; offset < next; offset += 1) {
      column = this.#text.charCodeAt(offset) === 9 ? column + 4 - (column % 4) : column + 1;
    }
    return column - this.#column;
  }

  /** The character after the white space, or ''. */
  get nextCharacter(): string {
    return this.#text.charAt(this.#next);
  }

  /** What follows the white space. */
  get rest(): string {
    return this.#text.slice(this.#next);
  }

  /** What follows, white space and all. */
  get remainder(): string {
    if (this.#usedOfTab === 0) return this.#text.slice(this.#offset);
    return ' '.repeat(4 - (this.#column % 4)) + this.#text.slice(this.#offset + 1);
  }

  /** Goes past the white space. */
  skipIndent(): void {
    this.skipColumns(this.indent);
  }

  /** Goes past as many characters, none of them a tab. */
  skip(count: number): void {
    this.#offset += count;
    this.#column += count;
  }

  /** Goes past as many columns of white space, or as many as there are. */
  skipColumns(count: number): void {
    for (let left = count; left > 0;) {
      const code = this.#text.charCodeAt(this.#offset);
      if (code === 9) {
        const width = 4 - (this.#column % 4);
        const used = Math.min(width, left);
        this.#column += used;
        left -= used;
        this.#usedOfTab = used === width ? 0 : this.#usedOfTab + used;
        if (used === width) this.#offset += 1;
      } else if (code === 32) {
        this.skip(1);
        left -= 1;
      } else {
        return;
      }
    }
  }
}
