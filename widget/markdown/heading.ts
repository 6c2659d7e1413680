import type { BlockView } from './block.ts';
import { InlineText, type Document, type Leaf } from './leaf.ts';
import { UNDECIDED, type Undecided } from './undecided.ts';

/** ATX headings (specification, 4.2). @returns the level, 1 to 6. */
export function headingLevel(rest: string, complete: boolean): number | undefined | Undecided {
  const marks = /^#{1,6}(?![^ \t])/.exec(rest)?.[0];
  if (marks === undefined) return undefined;
  return !complete && marks.length === rest.length ? UNDECIDED : marks.length;
}

/** A heading's text without the marks that close it, or, while it is `open`, without those that may do so. */
function headingText(raw: string, open: boolean): string {
  const trimmed = raw.trim();
  let end = trimmed.length;
  while (trimmed.charCodeAt(end - 1) === 35) end -= 1;
  const closes = end === 0 || /[ \t]/.test(trimmed.charAt(end - 1));
  // Space after the marks that may close does not make them do so if more follows.
  return closes || open ? trimmed.slice(0, end).trimEnd() : trimmed;
}

/** The underline of a setext heading (specification, 4.3). @returns the level, 1 or 2. */
export function underlineLevel(rest: string, complete: boolean): number | undefined | Undecided {
  if (!/^(?:=+|-+)[ \t]*$/.test(rest)) return undefined;
  if (!complete) return UNDECIDED;
  return rest.startsWith('=') ? 1 : 2;
}

/** The one line of a heading. */
export class Heading implements Leaf {
  readonly #shown: InlineText;
  #raw = '';

  constructor(view: BlockView, document: Document) {
    this.#shown = new InlineText(view, document);
  }

  startLine(text: string): void {
    this.#raw = text;
  }

  append(text: string): void {
    this.#raw += text;
  }

  endLine(): void {}

  show(): void {
    this.#shown.show(headingText(this.#raw, true));
  }

  close(): void {
    this.#shown.finish(headingText(this.#raw, false));
  }
}
