import type { Stores } from '../../../widget/controllers/saved-session.ts';

/** A store of one test. */
class MemoryStorage implements Storage {
  readonly #items = new Map<string, string>();

  get length(): number {
    return this.#items.size;
  }

  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.#items.set(key, value);
  }

  removeItem(key: string): void {
    this.#items.delete(key);
  }

  clear(): void {
    this.#items.clear();
  }
}

/** A browser's stores, empty at first. */
export function emptyStores(): Stores {
  const [local, tab] = [new MemoryStorage(), new MemoryStorage()];
  return { local: () => local, tab: () => tab };
}

/** Another tab of the same browser. */
export function otherTab({ local }: Stores): Stores {
  return { ...emptyStores(), local };
}
