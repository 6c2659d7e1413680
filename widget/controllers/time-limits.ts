import type { ReactiveController, ReactiveControllerHost } from 'lit';

import type { Failure } from '../conversation/failure.ts';
import type { Limit } from '../views/drawing.ts';

const SECOND_MS = 1_000;

/** The longest wait that a visitor is told, in seconds. */
const LONGEST_S = 86_400;

/** Above so many seconds what is left is told in minutes, and counted in minutes. */
const LONG_S = 150;

/** Counts down what failures ask for, from when they were first looked at. */
export class TimeLimits implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #until = new WeakMap<Failure, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** The host is updated while something is left, and when nothing is any more. */
  of(failure: Failure): Limit | undefined {
    // Whoever asks for more is not to be believed, and a date has an end.
    const retryAfter = Math.min(failure.retryAfter ?? 0, LONGEST_S);
    const now = Date.now();
    const until = this.#until.get(failure) ?? now + retryAfter * SECOND_MS;
    this.#until.set(failure, until);
    const seconds = Math.ceil((until - now) / SECOND_MS);
    if (seconds <= 0) return undefined;
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        this.#host.requestUpdate();
      },
      seconds > LONG_S ? 60 * SECOND_MS : SECOND_MS,
    );
    return { until, seconds };
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
