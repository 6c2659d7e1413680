import type { MessagesResponse } from '../../protocol/requests.ts';
import { recall, type Recalled } from '../conversation/transcript.ts';
import { asFailure } from '../transport/chat-error.ts';
import type { SavedSession } from './saved-session.ts';

export interface HistoryOptions {
  /** What was said in a session; `undefined` if the server does not know it. */
  readonly ask: (sessionId: string, signal: AbortSignal) => Promise<MessagesResponse | undefined>;
  readonly saved: () => SavedSession;
  /** Whether an answer is open, which is not disturbed. */
  readonly isBusy: () => boolean;
  readonly onRecalled: (recalled: Recalled, sessionId: string) => void;
}

/** What the server knows of the conversation, and whether that is known here. Nothing waits for it. */
export class History {
  readonly #options: HistoryOptions;
  /**
   * `unknown`: not asked for; `loading`: on its way for the first time; `overtaken`: so too, and behind by now; `known`; `stale`:
   * the server may know more than is here, as another tab has gone on or what was said could not be had.
   */
  #state: 'unknown' | 'loading' | 'overtaken' | 'known' | 'stale' = 'unknown';
  #abort = new AbortController();

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  get isUnknown(): boolean {
    return this.#state === 'unknown';
  }

  get isLoading(): boolean {
    return this.#state === 'loading' || this.#state === 'overtaken';
  }

  /** Asks for it. Does nothing if that was done. */
  load(): void {
    if (this.isUnknown) this.#begin();
  }

  /** The server may know more than is here. */
  mistrust(): void {
    if (this.#state === 'known') this.#state = 'stale';
    else if (this.#state === 'loading') this.#state = 'overtaken';
  }

  /** Asks again where the server may know more. Does nothing while an answer is open. */
  refresh(): void {
    const { sessionId } = this.#options.saved();
    if (this.#state !== 'stale' || this.#options.isBusy() || sessionId === undefined) return;
    this.#state = 'known';
    void this.#recall(sessionId);
  }

  /** Lets go of what is on its way. */
  suspend(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  /** Asks again for what `suspend` has let go of, and for what has happened meanwhile. */
  resume(): void {
    if (this.isLoading) {
      this.#begin();
      return;
    }
    this.mistrust();
    this.refresh();
  }

  clear(): void {
    this.suspend();
    this.#state = 'unknown';
  }

  #begin(): void {
    this.#state = 'loading';
    void this.#load();
  }

  async #load(): Promise<void> {
    const { signal } = this.#abort;
    const { sessionId } = this.#options.saved();
    const isRecalled = sessionId === undefined || (await this.#recall(sessionId));
    if (signal.aborted) return;
    this.#state = this.#state === 'overtaken' ? 'stale' : 'known';
    if (isRecalled) this.refresh();
  }

  /** @returns whether the server has told what was said. */
  async #recall(sessionId: string): Promise<boolean> {
    const { signal } = this.#abort;
    const saved = this.#options.saved();
    try {
      const transcript = await this.#options.ask(sessionId, signal);
      if (signal.aborted) return false;
      if (transcript) this.#options.onRecalled(recall(transcript), sessionId);
      else if (saved.sessionId === sessionId) saved.sessionId = undefined;
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      asFailure(error);
      // The chat goes on without what was said before, which is asked for again after the next answer.
      this.mistrust();
      return false;
    }
  }
}
