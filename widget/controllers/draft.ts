import type { ReactiveController, ReactiveControllerHost } from 'lit';

import { MESSAGE_MAX_LENGTH } from '../../protocol/limits.ts';
import type { SavedSession } from './saved-session.ts';

/** How much is left when it is first told, in characters, and when it is said again. */
const TOLD = [0.1 * MESSAGE_MAX_LENGTH, 100, 20, 0] as const;

export interface DraftOptions {
  /** The text field, once there is one. It holds the draft; this only sees to it. */
  readonly field: () => HTMLTextAreaElement | null;
  readonly saved: () => SavedSession;
  /** @param left - how many characters may still be typed; called when it falls below another of the bounds. */
  readonly onShort: (left: number) => void;
}

/** What is typed and not sent: kept with its conversation over reloads, and told when it gets too long. */
export class Draft implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #options: DraftOptions;
  #field: HTMLTextAreaElement | null = null;
  #saved: SavedSession | undefined;
  #left: number = MESSAGE_MAX_LENGTH;

  constructor(host: ReactiveControllerHost, options: DraftOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** How many characters may still be typed, where that is worth telling. */
  get charactersLeft(): number | undefined {
    return this.#left <= TOLD[0] ? this.#left : undefined;
  }

  /** Drops it. */
  clear(): void {
    this.#fill('');
  }

  hostUpdated(): void {
    const [field, saved] = [this.#options.field(), this.#options.saved()];
    if (!field || (field === this.#field && saved === this.#saved)) return;
    this.#field?.removeEventListener('input', this.#onInput);
    this.#field = field;
    this.#saved = saved;
    field.addEventListener('input', this.#onInput);
    // What is typed already is not lost to what was typed before.
    if (field.value === '' && saved.tab.draft !== '') this.#fill(saved.tab.draft);
  }

  #fill(text: string): void {
    const field = this.#options.field();
    if (!field) return;
    field.value = text;
    this.#look(field);
  }

  readonly #onInput = (): void => {
    if (this.#field) this.#look(this.#field);
  };

  #look(field: HTMLTextAreaElement): void {
    if (!CSS.supports('field-sizing', 'content')) fit(field);
    const saved = this.#options.saved();
    if (field.value !== saved.tab.draft) saved.keep({ draft: field.value });
    const before = this.#left;
    this.#left = MESSAGE_MAX_LENGTH - field.value.length;
    if (TOLD.some((bound) => this.#left <= bound && before > bound)) this.#options.onShort(this.#left);
    if (Math.min(before, this.#left) <= TOLD[0]) this.#host.requestUpdate();
  }
}

/** Makes the field as high as its text, within what its style allows. */
function fit(field: HTMLTextAreaElement): void {
  field.style.blockSize = 'auto';
  field.style.blockSize = `${field.scrollHeight}px`;
}
