import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/** How much is read at once, in bytes. */
const CHUNK_BYTES = 262_144;

/**
 * A file of values that were put aside, in their order. It has no name any more once it is open, so that nothing of it remains
 * however the process ends.
 */
export class Spool<T> implements Disposable {
  readonly #file: number;
  #end = 0;

  /** @param beside - a path: the file is made in its folder. */
  constructor(beside: string) {
    const name = `${beside}.${randomUUID()}`;
    this.#file = openSync(name, 'wx+', 0o600);
    unlinkSync(name);
  }

  add(value: T): void {
    const line = Buffer.from(`${JSON.stringify(value)}\n`);
    for (let written = 0; written < line.length;) written += writeSync(this.#file, line, written);
    this.#end += line.length;
  }

  *[Symbol.iterator](): Generator<T> {
    const decoder = new StringDecoder('utf8');
    const chunk = Buffer.alloc(CHUNK_BYTES);
    let pieces: string[] = [];
    for (let at = 0; at < this.#end;) {
      const read = readSync(this.#file, chunk, 0, CHUNK_BYTES, at);
      if (read === 0) throw new Error('what was put aside is cut off');
      at += read;
      const lines = decoder.write(chunk.subarray(0, read)).split('\n');
      for (const [index, line] of lines.entries()) {
        pieces.push(line);
        if (index === lines.length - 1) break;
        yield JSON.parse(pieces.join('')) as T;
        pieces = [];
      }
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }
}
