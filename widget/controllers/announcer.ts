import type { ReactiveController, ReactiveControllerHost } from 'lit';

import type { Said } from '../views/announcements.ts';

/**
 * How long to wait for more before something is said, in milliseconds: what comes together is said together. It is found out
 * while the host updates, too, and is not to have it update twice.
 */
const GATHER_MS = 50;

/** The least time between two announcements, in milliseconds: a new one would cut the one before short. */
const PAUSE_MS = 1_500;

/** How many announcements are kept in the page; a screen reader hears each once, when it is added. */
const KEPT = 5;

/** Says things to those who can't see them, one after the other and not too fast. */
export class Announcer implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #said: readonly Said[] = [];
  #waiting: string[] = [];
  #next: ReturnType<typeof setTimeout> | undefined;
  #isConnected = false;
  #count = 0;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** What was said last, oldest first. */
  get said(): readonly Said[] {
    return this.#said;
  }

  /** Says it as soon as what was said before has had its time, with all else that has been waiting for that. */
  say(text: string): void {
    if (!this.#isConnected) return;
    this.#waiting.push(text);
    this.#next ??= setTimeout(() => this.#sayWaiting(), GATHER_MS);
  }

  hostConnected(): void {
    this.#isConnected = true;
  }

  /** What waits is not said any more. */
  hostDisconnected(): void {
    this.#isConnected = false;
    clearTimeout(this.#next);
    this.#next = undefined;
    this.#waiting = [];
    this.#said = [];
    this.#host.requestUpdate();
  }

  #sayWaiting(): void {
    this.#next = undefined;
    if (this.#waiting.length === 0) return;
    const text = this.#waiting.join('\n');
    this.#waiting = [];
    this.#said = [...this.#said.slice(1 - KEPT), { key: ++this.#count, text }];
    this.#next = setTimeout(() => this.#sayWaiting(), PAUSE_MS);
    this.#host.requestUpdate();
  }
}
