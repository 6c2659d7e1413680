import { UNDECIDED, type Undecided } from './undecided.ts';

const ONLY_MARKS = /^([-_*])[ \t]*(?:\1[ \t]*)*$/;
const THREE = /^(?:[^ \t][ \t]*){3}/;

/** Thematic breaks (specification, 4.1). While there are only marks, three of them may yet come, or a list's item. */
export function isThematicBreak(rest: string, complete: boolean): boolean | Undecided {
  if (!ONLY_MARKS.test(rest)) return false;
  return complete ? THREE.test(rest) : UNDECIDED;
}
