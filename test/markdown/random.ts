/** Numbers from 0 to 1 that are the same for the same seed ("mulberry32"). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of them. */
function choose<Item>(items: readonly Item[], random: () => number): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError('nothing to choose from');
  return item;
}

/** The text in pieces of 1 to `longest` UTF-16 code units, so also between surrogates. */
export function cut(text: string, longest: number, random: () => number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length;) {
    const length = 1 + Math.floor(random() * longest);
    pieces.push(text.slice(at, at + length));
    at += length;
  }
  return pieces;
}

/** Up to six of the texts in a row, with and without blank lines between them. */
export function concatenate(texts: readonly string[], random: () => number): string {
  const count = 2 + Math.floor(random() * 5);
  return Array.from({ length: count }, () => choose(texts, random) + choose(['', '\n', '\n\n', ' '], random)).join('');
}
