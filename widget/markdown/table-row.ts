import type { Alignment } from './block.ts';
import { UNDECIDED, type Undecided } from './undecided.ts';

/** More columns make no table. */
const COLUMNS_MAX = 100;

/**
 * The cells of a table's row (GFM, 4.10), without the space around them. A bar that is escaped belongs to its cell, in
 * code too, and loses its escape.
 */
export function splitRow(row: string): string[] {
  const cells: string[] = [];
  let cell = '';
  for (const [piece] of row.matchAll(/\\\||\\|\||[^\\|]+/g)) {
    if (piece === '|') {
      cells.push(cell.trim());
      cell = '';
    } else {
      cell += piece === '\\|' ? '|' : piece;
    }
  }
  if (cell.trim() !== '') cells.push(cell.trim());
  if (row.trimStart().startsWith('|')) cells.shift();
  return cells;
}

/** How the columns are aligned, by the row under `header`; undefined where the two make no table. */
export function readDelimiterRow(
  rest: string,
  header: string,
  complete: boolean,
): readonly Alignment[] | undefined | Undecided {
  if (!/^[-|:][-|: \t]*$/.test(rest) || !header.includes('|')) return undefined;
  if (!complete) return UNDECIDED;
  const cells = splitRow(rest);
  if (cells.length === 0 || cells.length > COLUMNS_MAX || cells.length !== splitRow(header).length) return undefined;
  if (!cells.every((cell) => /^:?-+:?$/.test(cell))) return undefined;
  return cells.map((cell) => {
    if (cell.endsWith(':')) return cell.startsWith(':') ? 'center' : 'right';
    return cell.startsWith(':') ? 'left' : undefined;
  });
}
