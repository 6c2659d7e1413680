import type { Formula } from './inline.ts';

/** The longest formula within a text, in characters. */
const LENGTH_MAX = 1000;
/** A formula has something to read; one between single dollars has TeX in it, or is a name: prices are none. */
const SUBSTANCE = /[\p{L}\p{N}]/u;
const TEX = /[\\^_={}<>+]|^\p{L}'?(?:\(\p{L}\))?$/u;
const CUT_TEX = /\\[a-z]|[\^_{]/i;

export interface FormulaAt {
  readonly formula: Formula;
  readonly end: number;
}

const PAIRS: readonly (readonly [open: string, close: string, display: boolean])[] = [
  ['$$', '$$', true],
  ['$', '$', false],
  ['\\(', '\\)', false],
  ['\\[', '\\]', true],
];

/**
 * Mathematics within a text: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`. No specification has it, so what may be something else is
 * something else: a dollar needs a formula's edge on both sides, and no letter or digit after it.
 * @param open - the text goes on: a formula may do so, too.
 */
export function formulaAt(text: string, at: number, open: boolean): FormulaAt | undefined {
  const pair = PAIRS.find(([mark]) => text.startsWith(mark, at));
  if (!pair) return undefined;
  const [mark, close, display] = pair;
  const start = at + mark.length;
  const window = text.slice(start, start + LENGTH_MAX);
  const length = endOf(window, close, mark);
  if (length === undefined) {
    const isCut =
      open && start + window.length === text.length && !window.includes(mark) && isPlausible(mark, window, true);
    return isCut
      ? { formula: { kind: 'math', source: window, display, complete: false }, end: text.length }
      : undefined;
  }
  const source = window.slice(0, length);
  const end = start + length + close.length;
  if (mark === '$' && /[\p{L}\p{N}$]/u.test(text.charAt(end))) return undefined;
  if (!isPlausible(mark, source, false)) return undefined;
  return { formula: { kind: 'math', source: source.trim(), display, complete: true }, end };
}

function isPlausible(mark: string, source: string, cut: boolean): boolean {
  if (mark !== '$') return SUBSTANCE.test(source);
  if (source.trimStart() !== source || source.includes('\n')) return false;
  return cut ? CUT_TEX.test(source) : source.trimEnd() === source && TEX.test(source) && SUBSTANCE.test(source);
}

/** How long the formula is, up to its end; undefined if there is none before another one begins. */
function endOf(window: string, close: string, open: string): number | undefined {
  for (let index = 0; index < window.length; index += 1) {
    if (window.startsWith(close, index)) return index;
    if (close !== open && window.startsWith(open, index)) return undefined;
    if (window.charCodeAt(index) === 92) index += 1;
  }
  return undefined;
}
