import type { ReactiveController, ReactiveControllerHost } from 'lit';

import { isOpen, type Turn } from '../conversation/turn.ts';

/** How often what is said of the time is brought up to date, in milliseconds. */
const TICK_MS = 1_000;

type Host = ReactiveControllerHost & { readonly isConnected: boolean };

/** For how long, in milliseconds. */
export interface Waited {
  /** The last answer takes or took; `undefined` unless it was waited for in this page. */
  readonly answer: number | undefined;
  /** What is being done at present is being done. */
  readonly state: number;
}

/** Knows for how long the visitor waits for an answer, and keeps the host up to date about it. */
export class Waiting implements ReactiveController {
  readonly #host: Host;
  readonly #turn: () => Turn | undefined;
  readonly #clock: () => number;
  #key: string | undefined;
  #state: string | undefined;
  #began = 0;
  #stateBegan = 0;
  #now = 0;
  /** Set as long as an answer is waited for. */
  #timer: ReturnType<typeof setInterval> | undefined;

  /**
   * @param turn - the last one.
   * @param clock - in milliseconds.
   */
  constructor(host: Host, turn: () => Turn | undefined, clock = () => performance.now()) {
    this.#host = host;
    this.#turn = turn;
    this.#clock = clock;
    host.addController(this);
  }

  get waited(): Waited {
    const answer = this.#turn()?.key === this.#key ? this.#now - this.#began : undefined;
    return { answer, state: this.#now - this.#stateBegan };
  }

  hostUpdate(): void {
    const turn = this.#turn();
    const waits = this.#timer !== undefined;
    const now = this.#clock();
    // A host that is out of the page can still be updated, and nobody would end the timer.
    if (!turn || !isOpen(turn) || !this.#host.isConnected) {
      if (waits) this.#now = now;
      return this.#stop();
    }
    this.#now = now;
    const isOther = !waits || turn.key !== this.#key;
    const state = turn.phase === 'streaming' ? turn.state : turn.phase;
    if (isOther) this.#began = now;
    if (isOther || state !== this.#state) this.#stateBegan = now;
    this.#key = turn.key;
    this.#state = state;
    this.#timer ??= setInterval(() => this.#host.requestUpdate(), TICK_MS);
  }

  hostDisconnected(): void {
    this.#stop();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
