import { openMark, type Mark, type Token } from './inline-tree.ts';

/** A delimiter run (specification, 6.2) that may still open or close something. */
export interface Delimiter {
  readonly token: Token;
  readonly mark: string;
  /** Counts up from 1 in the leaf. */
  readonly order: number;
  /** Of the whole run. */
  readonly length: number;
  /** What is left of it. */
  count: number;
  readonly opens: boolean;
  readonly closes: boolean;
  before: Delimiter | undefined;
  after: Delimiter | undefined;
}

const EMPHASIS: Mark = { kind: 'emphasis' };
const STRONG: Mark = { kind: 'strong' };
const STRIKETHROUGH: Mark = { kind: 'strikethrough' };

const SPACE = /\s/;
const PUNCTUATION = /[\p{P}\p{S}]/u;

/** Whether a run opens or closes, by the characters around it. An empty one is the edge of the text, which counts as space. */
export function flanks(mark: string, before: string, after: string): { opens: boolean; closes: boolean } {
  const spaceBefore = before === '' || SPACE.test(before);
  const spaceAfter = after === '' || SPACE.test(after);
  const punctuationBefore = PUNCTUATION.test(before);
  const punctuationAfter = PUNCTUATION.test(after);
  const left = !spaceAfter && (!punctuationAfter || spaceBefore || punctuationBefore);
  const right = !spaceBefore && (!punctuationBefore || spaceAfter || punctuationAfter);
  if (mark !== '_') return { opens: left, closes: right };
  return { opens: left && (!right || punctuationBefore), closes: right && (!left || punctuationAfter) };
}

/** The runs of one leaf in their order, and what is made of them. */
export class Delimiters {
  #last: Delimiter | undefined;
  #count = 0;

  /** The last run that may still be used. */
  get last(): Delimiter | undefined {
    return this.#last;
  }

  add(token: Token, mark: string, { opens, closes }: { opens: boolean; closes: boolean }): void {
    const { length } = token.text;
    if (!opens && !closes) return;
    this.#count += 1;
    const order = this.#count;
    const delimiter = {
      token,
      mark,
      order,
      length,
      count: length,
      opens,
      closes,
      before: this.#last,
      after: undefined,
    };
    if (this.#last) this.#last.after = delimiter;
    this.#last = delimiter;
  }

  /**
   * Pairs the runs after `bottom` ("process emphasis" in the specification's appendix), and forgets them.
   * @param provisional - the text goes on: what is still open shows as if it were closed at the end. Not so a single `~`,
   *   which mostly means "about".
   */
  pair(bottom: Delimiter | undefined, provisional: boolean): void {
    const lowest = bottom?.order ?? 0;
    // Up to these there is no opener for closers of the same sort: nobody looks again ("openers_bottom").
    const floors: number[] = [];
    let closer = this.#firstAfter(bottom);
    while (closer) {
      const current: Delimiter = closer;
      if (!current.closes) {
        closer = current.after;
        continue;
      }
      const sort = sortOf(current);
      const floor = Math.max(lowest, floors[sort] ?? 0);
      let opener = current.before;
      while (opener && opener.order > floor && !isPair(opener, current)) opener = opener.before;
      if (opener && opener.order > floor) {
        this.#join(opener, current);
        closer = current.count > 0 ? current : current.after;
      } else {
        floors[sort] = current.before?.order ?? 0;
        closer = current.after;
        if (!current.opens) this.#remove(current);
      }
    }
    if (provisional) for (let open = this.#last; open && open !== bottom; open = open.before) leaveOpen(open);
    this.#last = bottom;
    if (bottom) bottom.after = undefined;
  }

  #firstAfter(bottom: Delimiter | undefined): Delimiter | undefined {
    if (bottom) return bottom.after;
    let first = this.#last;
    while (first?.before) first = first.before;
    return first;
  }

  #join(opener: Delimiter, closer: Delimiter): void {
    // Those between open and close nothing any more.
    opener.after = closer;
    closer.before = opener;
    const isStrikethrough = closer.mark === '~';
    const used = closer.count >= 2 && opener.count >= 2 ? 2 : 1;
    openMark(opener.token, isStrikethrough ? STRIKETHROUGH : markOf(used));
    closer.token.closes += 1;
    for (const run of [opener, closer]) {
      run.count -= used;
      run.token.text = run.token.text.slice(used);
      if (run.count === 0) this.#remove(run);
    }
  }

  #remove(delimiter: Delimiter): void {
    const { before, after } = delimiter;
    if (before) before.after = after;
    if (after) after.before = before;
    else this.#last = before;
  }
}

/** Closers of one sort pair with the same openers. */
function sortOf({ mark, opens, length }: Delimiter): number {
  const side = '*_~'.indexOf(mark) * 2 + (opens ? 1 : 0);
  return side * 3 + (length % 3);
}

function markOf(used: number): Mark {
  return used === 2 ? STRONG : EMPHASIS;
}

/** Rules 9 and 10 for emphasis; for strikethrough (GFM, 6.5) as many tildes on both sides. */
function isPair(opener: Delimiter, closer: Delimiter): boolean {
  if (opener.mark !== closer.mark || !opener.opens) return false;
  if (closer.mark === '~') return opener.length === closer.length;
  const isOdd = (closer.opens || opener.closes) && closer.length % 3 !== 0 && (opener.length + closer.length) % 3 === 0;
  return !isOdd;
}

function leaveOpen(open: Delimiter): void {
  if (!open.opens || (open.mark === '~' && open.count !== 2)) return;
  for (let left = open.count; left > 0; left -= 2) {
    openMark(open.token, open.mark === '~' ? STRIKETHROUGH : markOf(Math.min(left, 2)));
  }
  open.token.text = '';
}
