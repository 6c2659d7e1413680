/** A sequence of numbers that is the same for the same seed (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** @returns a number from 0 to below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** @returns a whole number, both bounds included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  one<T>(items: readonly T[]): T {
    const item = items[this.between(0, items.length - 1)];
    if (item === undefined) throw new Error('nothing to choose from');
    return item;
  }

  digits(count: number): string {
    return Array.from({ length: count }, () => this.between(0, 9)).join('');
  }

  letters(count: number, alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ'): string {
    return Array.from({ length: count }, () => alphabet[this.between(0, alphabet.length - 1)]).join('');
  }

  /** @returns `form` with every `#` a digit, every `&` a digit from 1 to 9, and every `§` a capital letter. */
  fill(form: string): string {
    return form.replaceAll(/[#&§]/g, (mark) =>
      mark === '#' ? this.digits(1) : mark === '&' ? String(this.between(1, 9)) : this.letters(1),
    );
  }
}
