import type { ConversationOptions } from './conversation-options.ts';
import type { SavedSession } from './saved-session.ts';

/** Has the server delete the session, and all that was said in it. */
export class Deletion {
  readonly #options: Pick<ConversationOptions, 'saved' | 'messenger'>;
  /** What it is deleted of. */
  #saved: SavedSession | undefined;

  constructor(options: Pick<ConversationOptions, 'saved' | 'messenger'>) {
    this.#options = options;
  }

  /** Whether what is here is being deleted, and not another chatbot's. */
  get isUnderWay(): boolean {
    return this.#saved !== undefined && this.#saved === this.#options.saved();
  }

  /** What is here is another conversation by now. */
  letGo(): void {
    this.#saved = undefined;
  }

  /**
   * Rejects where it fails.
   * @returns whether the chatbot is still the same. Where it is not, its session is forgotten; otherwise that is left to the caller.
   */
  async run(sessionId: string | undefined, signal: AbortSignal): Promise<boolean> {
    const saved = this.#options.saved();
    this.#saved = saved;
    try {
      if (sessionId !== undefined) await this.#options.messenger().erase(sessionId, signal);
    } finally {
      if (this.#saved === saved) this.#saved = undefined;
    }
    if (saved === this.#options.saved()) return true;
    if (saved.sessionId === sessionId) saved.sessionId = undefined;
    return false;
  }
}
