import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Which question is being worded anew, and where the focus goes meanwhile. */
export class Editing implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #find: (selector: string) => HTMLElement | null;
  #key: string | undefined;
  /** What is to have the focus after the next update. */
  #focus: string | undefined;

  /** @param find - the first of what is rendered that matches a selector. */
  constructor(host: ReactiveControllerHost, find: (selector: string) => HTMLElement | null) {
    this.#host = host;
    this.#find = find;
    host.addController(this);
  }

  isAt(key: string): boolean {
    return this.#key === key;
  }

  begin(key: string): void {
    this.#become(key, '.edit textarea');
  }

  /** @param returns - whether the focus goes back to where it was begun. */
  end(returns: boolean): void {
    this.#become(undefined, returns ? '.begin-edit' : undefined);
  }

  hostUpdated(): void {
    if (this.#focus === undefined) return;
    const found = this.#find(this.#focus);
    this.#focus = undefined;
    found?.focus();
    if (found instanceof HTMLTextAreaElement) found.setSelectionRange(found.value.length, found.value.length);
  }

  #become(key: string | undefined, focus: string | undefined): void {
    this.#key = key;
    this.#focus = focus;
    this.#host.requestUpdate();
  }
}
