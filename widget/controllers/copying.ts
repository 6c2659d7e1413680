import type { ReactiveController, ReactiveControllerHost } from 'lit';

import { copyMessage, type CopyOutcome } from '../copy-message.ts';

/** How long it is said what became of it, in milliseconds. */
const TOLD_MS = 4_000;

interface Last {
  readonly key: string;
  readonly outcome: CopyOutcome;
}

/** Copies messages, and knows what became of the last one for as long as that is news. */
export class Copying implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #onOutcome: (outcome: CopyOutcome) => void;
  #last: Last | undefined;
  #forget: ReturnType<typeof setTimeout> | undefined;

  /** @param onOutcome - told of each, once. */
  constructor(host: ReactiveControllerHost, onOutcome: (outcome: CopyOutcome) => void) {
    this.#host = host;
    this.#onOutcome = onOutcome;
    host.addController(this);
  }

  /** @returns what became of the copying of this message. */
  outcomeOf(key: string): CopyOutcome | undefined {
    return this.#last?.key === key ? this.#last.outcome : undefined;
  }

  /** To be called while a click is handled. */
  async copy(key: string, markdown: string, rendered: HTMLElement): Promise<void> {
    const outcome = await copyMessage(markdown, rendered);
    if (outcome === 'refused') getSelection()?.selectAllChildren(rendered);
    this.#tell({ key, outcome });
    this.#onOutcome(outcome);
    clearTimeout(this.#forget);
    this.#forget = setTimeout(() => this.#tell(undefined), TOLD_MS);
  }

  hostDisconnected(): void {
    clearTimeout(this.#forget);
    this.#last = undefined;
  }

  #tell(last: Last | undefined): void {
    this.#last = last;
    this.#host.requestUpdate();
  }
}
