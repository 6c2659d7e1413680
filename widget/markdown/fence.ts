import { decodeText } from './references.ts';
import { UNDECIDED, type Undecided } from './undecided.ts';

export interface Fence {
  readonly kind: 'code' | 'math';
  readonly language: string;
  /** Columns before the fence; as many are taken from each line within. */
  readonly indent: number;
  /** Matches a line, without its indent, that ends the block. */
  readonly end: RegExp;
  /** Matches what may yet become such a line. */
  readonly maybeEnd: RegExp;
}

/** The ends of blocks of TeX, by their beginnings. */
const MATH: Readonly<Record<string, Pick<Fence, 'end' | 'maybeEnd'>>> = {
  $$: { end: /^\$\$[ \t]*$/, maybeEnd: /^\$\$?[ \t]*$/ },
  '\\[': { end: /^\\\][ \t]*$/, maybeEnd: /^\\\]?[ \t]*$/ },
};

/**
 * Fenced code blocks (specification, 4.5), and blocks of mathematics between lines of `$$`, or of `\[` and `\]`.
 * The line is taken whole: an info string that is cut names another language.
 */
export function fenceAt(rest: string, indent: number, complete: boolean): Fence | undefined | Undecided {
  const marks = /^(?:`{3,}(?=[^`]*$)|~{3,}|(?:\$\$|\\\[)(?=[ \t]*$))/.exec(rest)?.[0];
  if (!complete) return marks !== undefined || /^(?:``?|~~?|\$|\\)$/.test(rest) ? UNDECIDED : undefined;
  if (marks === undefined) return undefined;
  const math = MATH[marks];
  if (math) return { kind: 'math', language: '', indent, ...math };
  const language = decodeText(/[^ \t]*/.exec(rest.slice(marks.length).trimStart())?.[0] ?? '');
  const mark = marks.charAt(0);
  return {
    kind: language === 'math' ? 'math' : 'code',
    language,
    indent,
    end: new RegExp(`^${mark}{${marks.length},}[ \\t]*$`),
    maybeEnd: new RegExp(`^${mark}+[ \\t]*$`),
  };
}

/** Whether the line ends the block. */
export function endsFence(fence: Fence, rest: string, complete: boolean): boolean | Undecided {
  if (complete) return fence.end.test(rest);
  return fence.maybeEnd.test(rest) && UNDECIDED;
}
