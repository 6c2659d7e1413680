import { replace } from './replace.ts';

interface Timer {
  readonly id: number;
  readonly at: number;
  readonly call: () => void;
}

/** Time that passes when the test says so, for `setTimeout` and `clearTimeout` only: frames come and the network answers as ever. */
export class FakeClock {
  #now = 0;
  #count = 0;
  #timers: readonly Timer[] = [];
  readonly #putBack: readonly (() => void)[];

  constructor() {
    const set = (call: () => void, ms = 0): number => {
      const id = ++this.#count;
      this.#timers = [...this.#timers, { id, at: this.#now + ms, call }];
      return id;
    };
    const clear = (cleared: number | undefined): void => {
      this.#timers = this.#timers.filter(({ id }) => id !== cleared);
    };
    this.#putBack = [
      replace(window, 'setTimeout', set as unknown as typeof window.setTimeout),
      replace(window, 'clearTimeout', clear as typeof window.clearTimeout),
    ];
  }

  /** How many timers have been set and neither called nor cleared. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Lets so many milliseconds pass, and calls what is due meanwhile, in order. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at || a.id - b.id);
      if (!next) break;
      this.#now = next.at;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      next.call();
    }
    this.#now = end;
  }

  /** Gives the page its own time back. */
  putBack(): void {
    for (const putBack of this.#putBack) putBack();
  }
}
