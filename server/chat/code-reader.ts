/** Follows a text character by character, and knows whether it is inside of Markdown code (CommonMark 0.31, 4.5 and 6.1). */
export class CodeReader {
  /** The marks that closed code must end with; empty outside. */
  #opener = '';
  #isFence = false;
  /** The backticks or tildes that the text ends with. */
  #run = '';
  #runBeginsLine = false;
  /** Whether the line holds nothing yet but white space and the marks of quotes. */
  lineIsBlank = true;

  /** Whether the next character, if it is no mark, is inside of code. */
  get isInside(): boolean {
    const run = this.#run;
    if (run === '') return this.#opener !== '';
    if (this.#opener === '') return run.startsWith('`') || this.#isFenceMark();
    return !this.#closes();
  }

  read(character: string): void {
    if (character === '`' || character === '~') {
      if (this.#run.startsWith(character)) this.#run += character;
      else {
        this.#endRun();
        this.#run = character;
        this.#runBeginsLine = this.lineIsBlank;
      }
      this.lineIsBlank = false;
      return;
    }
    this.#endRun();
    if (character === '\n') {
      // A span can't go beyond its paragraph: a mark that is never closed is none.
      if (this.lineIsBlank && !this.#isFence) this.#opener = '';
      this.lineIsBlank = true;
    } else if (!/[\s>]/.test(character)) this.lineIsBlank = false;
  }

  #endRun(): void {
    const run = this.#run;
    if (run === '') return;
    if (this.#opener === '') {
      this.#isFence = this.#isFenceMark();
      if (this.#isFence || run.startsWith('`')) this.#opener = run;
    } else if (this.#closes()) {
      this.#opener = '';
      this.#isFence = false;
    }
    this.#run = '';
  }

  #isFenceMark(): boolean {
    return this.#runBeginsLine && this.#run.length >= 3;
  }

  #closes(): boolean {
    if (this.#isFence) return this.#runBeginsLine && this.#run.startsWith(this.#opener);
    return this.#run === this.#opener;
  }
}
