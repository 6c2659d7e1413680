import type { Alignment } from './block.ts';
import { readQuoteMarker, type ContainerStart } from './container.ts';
import { fenceAt, type Fence } from './fence.ts';
import { headingLevel, underlineLevel } from './heading.ts';
import type { Line } from './line.ts';
import { readListMarker } from './list-marker.ts';
import type { Paragraph } from './paragraph.ts';
import { isThematicBreak } from './thematic-break.ts';
import { UNDECIDED, type Undecided } from './undecided.ts';

/** What a line holds after its containers. */
export type Content =
  | { readonly kind: 'blank' | 'text' | 'indented' | 'rule' }
  | { readonly kind: 'heading'; readonly level: number }
  | { readonly kind: 'underline'; readonly level: number }
  | { readonly kind: 'columns'; readonly columns: readonly Alignment[] }
  | { readonly kind: 'fence'; readonly fence: Fence };

const TEXT: Content = { kind: 'text' };
const SPECIAL = /^[>#`~=*_+\-\d|:$\\]/;

export interface Situation {
  /** The paragraph that this line would go on with, all of its containers being there. */
  readonly paragraph: Paragraph | undefined;
  /** Whether a paragraph is open at all, which a line may go on with lazily. */
  readonly isLazy: boolean;
  /** How many more containers may be opened. */
  readonly room: number;
  readonly complete: boolean;
}

export interface LineStart {
  readonly containers: readonly ContainerStart[];
  readonly content: Content;
}

/**
 * What begins at a place in a line, containers first (specification, appendix, phase 1, step 2). Goes past all markers.
 * The order of the rules is the specification's.
 */
export function readLineStart(line: Line, situation: Situation): LineStart | Undecided {
  const containers: ContainerStart[] = [];
  for (;;) {
    const isFirst = containers.length === 0;
    if (line.blank) return situation.complete ? { containers, content: { kind: 'blank' } } : UNDECIDED;
    if (line.indent > 3) {
      return { containers, content: isFirst && situation.isLazy ? TEXT : { kind: 'indented' } };
    }
    const mayNest = containers.length < situation.room;
    if (mayNest && readQuoteMarker(line)) {
      containers.push('quote');
      continue;
    }
    if (!SPECIAL.test(line.rest)) return { containers, content: TEXT };
    const paragraph = isFirst ? situation.paragraph : undefined;
    const content = readContent(line, paragraph, situation.complete);
    if (content === UNDECIDED) return UNDECIDED;
    if (content) return { containers, content };
    const marker = mayNest ? readListMarker(line, paragraph !== undefined, situation.complete) : undefined;
    if (marker === UNDECIDED) return UNDECIDED;
    if (!marker) return { containers, content: TEXT };
    containers.push(marker);
  }
}

function readContent(line: Line, paragraph: Paragraph | undefined, complete: boolean): Content | undefined | Undecided {
  const { rest, indent } = line;
  const level = headingLevel(rest, complete);
  if (level === UNDECIDED) return UNDECIDED;
  if (level !== undefined) {
    line.skipIndent();
    line.skip(level);
    return { kind: 'heading', level };
  }
  const fence = fenceAt(rest, indent, complete);
  if (fence === UNDECIDED) return UNDECIDED;
  if (fence) return { kind: 'fence', fence };
  if (paragraph) {
    const underline = underlineLevel(rest, complete);
    if (underline === UNDECIDED) return UNDECIDED;
    if (underline !== undefined && paragraph.hasText) return { kind: 'underline', level: underline };
    const columns = paragraph.readColumns(rest, complete);
    if (columns === UNDECIDED) return UNDECIDED;
    if (columns && paragraph.hasText) return { kind: 'columns', columns };
  }
  const isBreak = isThematicBreak(rest, complete);
  if (isBreak === UNDECIDED) return UNDECIDED;
  return isBreak ? { kind: 'rule' } : undefined;
}
