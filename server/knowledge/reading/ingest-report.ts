import type { IndexEntry, IndexSummary } from '../document-index.ts';
import { oneLine } from './plain-words.ts';

const BAR_LENGTH = 24;
/** How often the bar is drawn at most, in milliseconds. */
const DRAW_EVERY_MS = 100;
const NAME_MAX_LENGTH = 60;

/** Where the report goes: standard output, or a test's. */
export interface ReportStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Tells the owner how a reading goes: a bar on a terminal, elsewhere a line for each hundred documents. */
export class IngestReport {
  readonly #out: ReportStream;
  #expected = 0;
  #seen = 0;
  #skipped = 0;
  #drawnAt = 0;

  constructor(out: ReportStream) {
    this.#out = out;
  }

  readonly expected = (entries: number): void => {
    this.#expected = entries;
  };

  readonly entry = (entry: IndexEntry): void => {
    this.#seen++;
    if (entry.type === 'skipped') this.#skipped++;
    const name = sayName(entry.type === 'document' ? entry.document.id : entry.id);
    if (this.#out.isTTY === true) this.#draw(name);
    else if (this.#seen % 100 === 0) this.#out.write(`${this.#counts()}\n`);
  };

  /** Takes the bar away. */
  end(): void {
    if (this.#out.isTTY === true) this.#out.write('\r\u001b[K');
  }

  summary({ documents, passages, unchanged, removed, skipped, skippedCount }: IndexSummary): void {
    this.end();
    const rows = [
      ['Documents read', documents],
      ['Passages made', passages],
      ['Unchanged', unchanged],
      ['Removed', removed],
      ['Skipped', skippedCount],
    ] as const;
    for (const [label, count] of rows) this.#out.write(`${label.padEnd(15)} ${count}\n`);
    for (const { id, reason } of skipped) this.#out.write(`  ${sayName(id)}: ${oneLine(reason)}\n`);
    if (skippedCount > skipped.length) this.#out.write(`  and ${skippedCount - skipped.length} more\n`);
  }

  #draw(name: string): void {
    const now = Date.now();
    if (now - this.#drawnAt < DRAW_EVERY_MS) return;
    this.#drawnAt = now;
    const full = Math.round(BAR_LENGTH * Math.min(1, this.#seen / Math.max(this.#expected, this.#seen)));
    const bar = '█'.repeat(full) + '░'.repeat(BAR_LENGTH - full);
    this.#out.write(`\r\u001b[K${`${bar} ${this.#counts()}  ${name}`.slice(0, (this.#out.columns ?? 80) - 1)}`);
  }

  #counts(): string {
    const total = Math.max(this.#expected, this.#seen);
    return `${this.#seen} of ${total}${this.#skipped > 0 ? `, ${this.#skipped} skipped` : ''}`;
  }
}

/** A file may be called anything, also what a terminal obeys. */
function sayName(id: string): string {
  const line = oneLine(id.slice(0, 1_000));
  return line.length > NAME_MAX_LENGTH * 2 ? `${line.slice(0, NAME_MAX_LENGTH)}…${line.slice(-NAME_MAX_LENGTH)}` : line;
}
