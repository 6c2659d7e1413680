import type { Usage } from '../../protocol/chat-event.ts';

/** Times one answer, from its making on. */
export class UsageMeter {
  readonly #asked = performance.now();
  #first = 0;
  #last = 0;
  #tokens = 0;

  /** Notes that a token came. */
  token(): void {
    this.#last = performance.now();
    if (this.#tokens++ === 0) this.#first = this.#last;
  }

  get tokens(): number {
    return this.#tokens;
  }

  /** @param counted - tokens as the model counts them; where it does not, a piece of text counts as a token. */
  usage(counted: { readonly promptTokens?: number; readonly completionTokens?: number }): Usage {
    const seconds = (this.#last - this.#first) / 1_000;
    return {
      prompt_tokens: counted.promptTokens ?? 0,
      completion_tokens: counted.completionTokens ?? this.#tokens,
      tokens_per_second: seconds > 0 ? round((this.#tokens - 1) / seconds) : 0,
      time_to_first_token_ms: this.#tokens > 0 ? round(this.#first - this.#asked) : 0,
      cached: false,
    };
  }
}

/** To a tenth: more digits would only be noise. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}
