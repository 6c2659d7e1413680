import type { Logger } from 'pino';
import type { Chatbot } from '../config/chatbot-config.ts';
import type { DocumentChange } from '../config/config-change.ts';

export interface DocumentKeeping {
  /**
   * Removes what is indexed of the chatbot from sources that its configuration does not list any more, and resolves with the number of documents.
   * Of a chatbot that is gone, which has no `sources`, nothing may stay.
   */
  readonly retain: (chatbotId: string, sources: readonly string[] | undefined) => Promise<number>;
  /** Reads the chatbot's documents now and whenever they change; resolves when `signal` aborts and the reading under way has ended. */
  readonly keep: (chatbot: Chatbot, signal: AbortSignal) => Promise<void>;
  readonly log: Logger;
}

/** A chatbot whose documents are kept up to date. */
interface Kept {
  readonly stopping: AbortController;
  /** Never rejects. */
  readonly ended: Promise<void>;
}

/**
 * Keeps the documents of every chatbot up to date, and follows the configuration: who answers from other documents than before is read
 * anew, the others are left alone, and of those that are gone nothing stays in the index.
 */
export class DocumentKeeper implements AsyncDisposable {
  readonly #keeping: DocumentKeeping;
  readonly #kept = new Map<string, Kept>();
  #isClosed = false;

  constructor(keeping: DocumentKeeping) {
    this.#keeping = keeping;
  }

  /** Takes over a change; the first one has every chatbot in it. The work goes on after the call, and what fails is logged. */
  follow({ changed, gone }: DocumentChange): void {
    if (this.#isClosed) return;
    for (const chatbot of changed) this.#replace(chatbot.id, chatbot);
    for (const id of gone) this.#replace(id, undefined);
  }

  /** Resolves when no reading is under way any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    const all = [...this.#kept.values()];
    for (const { stopping } of all) stopping.abort();
    await Promise.all(all.map(({ ended }) => ended));
  }

  /** Each chatbot's work is a chain: what comes begins when what was there has ended. */
  #replace(id: string, chatbot: Chatbot | undefined): void {
    const before = this.#kept.get(id);
    before?.stopping.abort();
    const stopping = new AbortController();
    const ended = this.#keep(id, chatbot, stopping.signal, before?.ended).catch((err: unknown) => {
      this.#keeping.log.error({ err, chatbot_id: id }, 'the documents are not kept up to date any more');
    });
    const kept: Kept = { stopping, ended };
    this.#kept.set(id, kept);
    void ended.finally(() => {
      if (this.#kept.get(id) === kept) this.#kept.delete(id);
    });
  }

  async #keep(
    id: string,
    chatbot: Chatbot | undefined,
    signal: AbortSignal,
    before: Promise<void> | undefined,
  ): Promise<void> {
    await before;
    if (signal.aborted) return;
    const removed = await this.#keeping.retain(id, chatbot?.documents);
    if (removed > 0) this.#keeping.log.info({ chatbot_id: id, removed }, 'documents of other sources removed');
    if (chatbot) await this.#keeping.keep(chatbot, signal);
  }
}
