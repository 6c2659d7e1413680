/** A text that does harm where it is made into HTML without care. */
export interface HostileCase {
  /** Unique in a run; whatever the text sets off names it. */
  readonly id: number;
  readonly kind: 'script' | 'beacon';
  /** What it was combined from, for the report: `img onerror, no quotes, in a heading`. */
  readonly from: string;
  readonly text: string;
  /** The same harm as an address, for where one is asked for. */
  readonly address: string;
}

/** Gives ids that rise by one, over all the generators of a run. */
export type NextId = () => number;

export function countFrom(first: number): NextId {
  let next = first;
  return () => next++;
}

/** One of what is combined, with its name for the report. */
export type Named<Value> = readonly [name: string, value: Value];

/**
 * Every pair of two lists.
 * @param visit - is given the pair's number too, with which a third list can be rotated through.
 */
export function forEachPair<Left, Right>(
  lefts: readonly Left[],
  rights: readonly Right[],
  visit: (left: Left, right: Right, index: number) => void,
): void {
  let index = 0;
  for (const left of lefts) for (const right of rights) visit(left, right, index++);
}

/** The element at `index`, counted round and round. */
export function rotate<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('nothing to rotate through');
  return item;
}
