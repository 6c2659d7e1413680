/** The runs of backticks of one text. */
export class Backticks {
  readonly #text: string;
  /** Where the last run of each length begins, once somebody looked for one in vain. */
  #last: Map<number, number> | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Where the code span (specification, 6.1) that `ticks` backticks before `from` opened is closed, if it is. */
  closing(from: number, ticks: number): number | undefined {
    if (this.#last && (this.#last.get(ticks) ?? -1) < from) return undefined;
    for (const { 0: run, index } of this.#runs(from)) if (run.length === ticks) return index;
    if (!this.#last) {
      this.#last = new Map();
      for (const { 0: run, index } of this.#runs(0)) this.#last.set(run.length, index);
    }
    return undefined;
  }

  *#runs(from: number): Generator<RegExpExecArray, void, undefined> {
    const pattern = /`+/g;
    pattern.lastIndex = from;
    for (let run = pattern.exec(this.#text); run; run = pattern.exec(this.#text)) yield run;
  }
}

/** The text of a code span by what stands between its backticks. */
export function codeText(source: string): string {
  const text = source.replaceAll('\n', ' ');
  return text.startsWith(' ') && text.endsWith(' ') && text.trim() !== '' ? text.slice(1, -1) : text;
}
