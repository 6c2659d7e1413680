import { mask, StreamMasker, valuesIn, type MaskOptions } from './mask.ts';

export interface TextGuardOptions extends Pick<MaskOptions, 'country'> {
  readonly masksStorage: boolean;
  readonly masksModel: boolean;
}

/** What the guards of a chatbot make of the texts around one question. */
export class TextGuard {
  readonly #options: TextGuardOptions;

  constructor(options: TextGuardOptions) {
    this.#options = options;
  }

  /** @returns what is stored of a text of the visitor. */
  forStorage(text: string): string {
    return this.#options.masksStorage ? mask(text, this.#options).text : text;
  }

  /** @returns what the model gets of a text of the visitor. */
  forModel(text: string): string {
    return this.#options.masksModel ? mask(text, this.#options).text : text;
  }

  /**
   * @param ownTexts - the owner's: what they tell may be told.
   * @returns whether a text has no personal data that the guards know: only then may it, or its answer, be given to others.
   */
  isFree(text: string, ownTexts: Iterable<string> = []): boolean {
    const { country } = this.#options;
    return mask(text, { country, allow: valuesIn(ownTexts, country) }).found.length === 0;
  }

  /**
   * The visitor reads an answer as it is stored, so it is masked where either is.
   * @param ownTexts - the system prompt and the passages: what they tell may be told.
   * @returns what an answer goes through; none where nothing is masked.
   */
  filters(ownTexts: Iterable<string>): readonly StreamMasker[] {
    const { masksStorage, masksModel, country } = this.#options;
    if (!masksStorage && !masksModel) return [];
    return [new StreamMasker({ country, allow: valuesIn(ownTexts, country) })];
  }
}
