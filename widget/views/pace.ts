/** How far what is shown may be behind what has arrived, in milliseconds; a little less, so that a frame that comes late keeps to it. */
const BEHIND_MAX_MS = 450;

/** What arrives within so many milliseconds counts as having arrived with the first of it, so that there is little to remember. */
const TOGETHER_MS = 16;

/**
 * Tells how much of a text that arrives in bursts is to be shown at a time, so that it appears evenly: at a speed of its own,
 * and faster where anything would otherwise be shown more than half a second after its arrival. Knows no clock and no DOM.
 */
export class Pace {
  readonly #perMs: number;
  /** Where what has arrived ends, and when it is to be shown; oldest first, none of it due. */
  readonly #arrivals: { end: number; readonly due: number }[] = [];
  /** How much is shown, with fractions of a character. */
  #shown = 0;
  #at = 0;

  /** @param perSecond - the least speed, in characters a second; above 0, `Infinity` shows everything at once. */
  constructor(perSecond: number) {
    this.#perMs = perSecond / 1_000;
  }

  /** How much is to be shown, in UTF-16 code units. */
  get shown(): number {
    return Math.floor(this.#shown);
  }

  /** Whether more has arrived than is shown. */
  get isBehind(): boolean {
    return this.#arrivals.length > 0;
  }

  /**
   * More has arrived.
   * @param length - of the whole text.
   * @param now - in milliseconds; never less than before.
   */
  arrive(length: number, now: number): void {
    if (!this.isBehind) this.#at = now;
    const due = now + BEHIND_MAX_MS;
    const last = this.#arrivals.at(-1);
    if (last && due - last.due < TOGETHER_MS) last.end = length;
    else this.#arrivals.push({ end: length, due });
  }

  /** Goes on until `now`, at the speed that what has arrived asks for. */
  advance(now: number): void {
    if (this.#perMs === Infinity) return this.catchUp();
    const passed = Math.max(0, now - this.#at);
    const speeds = this.#arrivals.map(({ end, due }) => (end - this.#shown) / Math.max(1, due - this.#at));
    const step = passed * Math.max(this.#perMs, ...speeds);
    this.#shown = Math.min(this.#shown + step, this.#arrivals.at(-1)?.end ?? this.#shown);
    this.#at = now;
    while (this.#arrivals[0] && this.#arrivals[0].end <= this.#shown) this.#arrivals.shift();
  }

  /** Everything that has arrived is shown. */
  catchUp(): void {
    this.#shown = this.#arrivals.at(-1)?.end ?? this.#shown;
    this.#arrivals.length = 0;
  }
}
