import type { BlockView } from './block.ts';
import type { Line } from './line.ts';
import type { ListMarker } from './list-marker.ts';

/** A block that holds blocks and is still open. */
export type Container =
  | { readonly kind: 'document' | 'quote'; readonly view: BlockView }
  | { readonly kind: 'list'; readonly view: BlockView; readonly type: string; isLoose: boolean }
  | { readonly kind: 'item'; readonly view: BlockView; readonly width: number; isEmpty: boolean };

/** What a line opens before its leaf. */
export type ContainerStart = 'quote' | ListMarker;

/** Whether the line goes on with the container; goes past what stands in the line for it. */
export function continues(container: Container, line: Line): boolean {
  switch (container.kind) {
    case 'document':
    case 'list':
      return true;
    case 'quote':
      return readQuoteMarker(line);
    case 'item':
      // An item may begin with a blank line, not with two (specification, 5.2).
      if (line.blank ? container.isEmpty : line.indent < container.width) return false;
      line.skipColumns(container.width);
      return true;
    default:
      return container satisfies never;
  }
}

/** A block quote's marker (specification, 5.1), with the space after it. */
export function readQuoteMarker(line: Line): boolean {
  if (line.nextCharacter !== '>' || line.indent > 3) return false;
  line.skipIndent();
  line.skip(1);
  line.skipColumns(1);
  return true;
}
