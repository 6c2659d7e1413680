import {
  normalizeLabel,
  readDestination,
  readLabel,
  readTitle,
  skipSpace,
  toTarget,
  type Miss,
  type Target,
} from './link-parts.ts';

/** A leaf that mentions links nobody has defined yet. */
export interface Waiter {
  /** Some of them are defined now. */
  refresh(): void;
}

/** Link reference definitions (specification, 4.7) and who waits for them. The first of a label wins. */
export class Definitions {
  readonly #targets = new Map<string, Target>();
  readonly #waiters = new Map<string, Set<Waiter>>();
  #called = new Set<Waiter>();

  find(label: string): Target | undefined {
    return this.#targets.get(normalizeLabel(label));
  }

  add(label: string, target: Target): void {
    const key = normalizeLabel(label);
    if (this.#targets.has(key)) return;
    this.#targets.set(key, target);
    for (const waiter of this.#waiters.get(key) ?? []) this.#called.add(waiter);
    this.#waiters.delete(key);
  }

  /** Has the leaf refreshed by `flush` after any of the labels is defined. */
  await(labels: ReadonlySet<string>, waiter: Waiter): void {
    for (const label of labels) {
      const key = normalizeLabel(label);
      const waiters = this.#waiters.get(key);
      if (waiters) waiters.add(waiter);
      else this.#waiters.set(key, new Set([waiter]));
    }
  }

  /** Refreshes each leaf once, however many of its definitions came. */
  flush(): void {
    const called = this.#called;
    this.#called = new Set();
    for (const waiter of called) waiter.refresh();
  }
}

export interface Definition extends Target {
  readonly label: string;
  readonly end: number;
}

/**
 * The definition that the text of a paragraph begins with. `cut`: more text may yet make it one.
 * @param open - whether more text may come; a definition that ends with the text may then go on.
 */
export function readDefinition(text: string, open: boolean): Definition | Miss {
  const label = readLabel(text, 0);
  if (typeof label === 'string') return label;
  if (label.text.trim() === '') return 'no';
  if (text.charCodeAt(label.end) !== 58) return label.end === text.length ? 'cut' : 'no';
  const start = skipSpace(text, label.end + 1);
  if (start === text.length) return 'cut';
  const destination = readDestination(text, start);
  if (typeof destination === 'string') return destination;
  if (destination.end === start) return 'no';
  const end = endOfLine(text, destination.end);
  const after = skipSpace(text, destination.end);
  const title = after > destination.end && after < text.length ? readTitle(text, after) : 'no';
  const titleEnd = typeof title === 'object' ? endOfLine(text, title.end) : undefined;
  if (typeof title === 'object' && titleEnd !== undefined) {
    return { label: label.text, ...toTarget(destination.text, title.text), end: titleEnd };
  }
  if (open && title === 'cut') return 'cut';
  // A title that is none leaves a definition without one, if it stood on a line of its own.
  return end === undefined ? 'no' : { label: label.text, ...toTarget(destination.text, ''), end };
}

/** @returns where the next line begins if the rest of this one is blank. */
function endOfLine(text: string, at: number): number | undefined {
  let end = at;
  while (text.charCodeAt(end) === 32 || text.charCodeAt(end) === 9) end += 1;
  if (end === text.length) return end;
  return text.charCodeAt(end) === 10 ? end + 1 : undefined;
}
