import type { Knowledge, SearchResult } from '../knowledge/knowledge.ts';

/** The documents as they were last read; searches find the old ones until the new ones are ready. */
export class CurrentKnowledge implements Knowledge {
  readonly #read: () => Promise<Knowledge>;
  #knowledge: Knowledge;
  #reading: Promise<void> | undefined;
  #isWantedAgain = false;

  /**
   * @param read - reads the documents that the configuration names at that moment.
   * @throws what `read` throws.
   */
  static async open(read: () => Promise<Knowledge>): Promise<CurrentKnowledge> {
    return new CurrentKnowledge(read, await read());
  }

  private constructor(read: () => Promise<Knowledge>, knowledge: Knowledge) {
    this.#read = read;
    this.#knowledge = knowledge;
  }

  search(chatbotId: string, question: string, limit: number): Promise<SearchResult> {
    return this.#knowledge.search(chatbotId, question, limit);
  }

  version(chatbotId: string): string {
    return this.#knowledge.version(chatbotId);
  }

  /**
   * Reads all documents anew. Never two at once: however often it is asked for during one, there is one more after it.
   * @throws what `read` throws; then the old documents stay.
   */
  refresh(): Promise<void> {
    this.#isWantedAgain = true;
    this.#reading ??= this.#refresh().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #refresh(): Promise<void> {
    while (this.#isWantedAgain) {
      this.#isWantedAgain = false;
      this.#knowledge = await this.#read();
    }
  }
}
