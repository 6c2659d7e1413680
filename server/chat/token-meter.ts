import type { ModelPart, Prompt } from '../models/model.ts';
import { estimateTokens } from './token-estimate.ts';

/**
 * Counts what a question costs its owner while it is answered, in tokens: as the model counts, and as estimated where it does not, or has not come to
 * its end. A model that was not asked costs nothing.
 */
export class TokenMeter {
  #tokens = 0;

  get tokens(): number {
    return this.#tokens;
  }

  /** Adds what was used besides. */
  add(used: { readonly promptTokens: number; readonly completionTokens: number } | undefined): void {
    this.#tokens += (used?.promptTokens ?? 0) + (used?.completionTokens ?? 0);
  }

  /** @returns the same parts. The prompt counts from the moment in which the first is asked for. */
  async *count(prompt: Pick<Prompt, 'promptTokens'>, parts: AsyncIterable<ModelPart>): AsyncGenerator<ModelPart, void> {
    const before = this.#tokens;
    let written = 0;
    this.#tokens = before + prompt.promptTokens;
    for await (const part of parts) {
      switch (part.type) {
        case 'text':
          written += estimateTokens(part.text);
          break;
        case 'thinking':
          // Models send about one token at a time.
          written += 1;
          break;
        case 'end':
          this.#tokens = before + (part.promptTokens ?? prompt.promptTokens) + (part.completionTokens ?? written);
          yield part;
          return;
        default:
          part satisfies never;
      }
      this.#tokens = before + prompt.promptTokens + written;
      yield part;
    }
  }
}
