import type { Line } from './line.ts';
import { UNDECIDED, type Undecided } from './undecided.ts';

export interface ListMarker {
  /** Items with the same type stand in the same list: the bullet, or what follows the number. */
  readonly type: string;
  /** The item's number; undefined for bullets. */
  readonly start: number | undefined;
  /** Columns that the lines of the item have before them. */
  readonly width: number;
}

/**
 * List items (specification, 5.2). Goes past the marker and the space after it, where there is one.
 * @param interrupting - whether a paragraph is open: only an item with text, and the number 1 if any, ends it.
 */
export function readListMarker(
  line: Line,
  interrupting: boolean,
  complete: boolean,
): ListMarker | undefined | Undecided {
  const { rest } = line;
  const match = /^(?:[-+*]|(\d{1,9})(?:[.)]|$))(?![^ \t])/.exec(rest);
  if (!match) return undefined;
  const [marker, digits] = match;
  const empty = rest.slice(marker.length).trimStart() === '';
  if (empty && !complete) return UNDECIDED;
  if (marker === digits) return undefined;
  if (interrupting && (empty || (digits !== undefined && Number(digits) !== 1))) return undefined;
  const before = line.indent;
  line.skipIndent();
  line.skip(marker.length);
  // With five columns or more, one belongs to the marker and the rest to indented code.
  const after = empty || line.indent > 4 ? 1 : line.indent;
  line.skipColumns(after);
  return {
    type: marker.slice(-1),
    start: digits === undefined ? undefined : Number(digits),
    width: before + marker.length + after,
  };
}
