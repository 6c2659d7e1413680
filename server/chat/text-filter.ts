import type { ModelPart } from '../models/model.ts';

/**
 * Reads an answer's text piece by piece, and gives back what is to be shown of it. Where it can't tell yet, it holds back, so it gives
 * later what it had not given before; how much it holds is bounded.
 */
export interface TextFilter {
  /** @returns what can be shown by now; may be empty. */
  push(text: string): string;
  /** @returns what was held back: the text is at its end. */
  flush(): string;
}

/**
 * Passes an answer through filters, in their order. A text that comes to an early end, because the model failed or was stopped, is
 * given whole too, before the error goes on.
 */
export async function* filterText(
  parts: AsyncIterable<ModelPart>,
  filters: readonly TextFilter[],
): AsyncGenerator<ModelPart, void> {
  let isFlushed = false;
  const push = (text: string): string => filters.reduce((rest, filter) => filter.push(rest), text);
  // What one filter lets go may be held back by the next, which is asked for it after that.
  const flush = (): string => {
    isFlushed = true;
    return filters.reduce((rest, filter) => filter.push(rest) + filter.flush(), '');
  };
  try {
    for await (const part of parts) {
      if (part.type === 'thinking') {
        yield part;
        continue;
      }
      const text = part.type === 'end' ? flush() : push(part.text);
      if (text !== '') yield { type: 'text', text };
      if (part.type === 'end') yield part;
    }
    if (!isFlushed) yield* rest(flush());
  } catch (error) {
    if (!isFlushed) yield* rest(flush());
    throw error;
  }
}

function* rest(text: string): Generator<ModelPart, void> {
  if (text !== '') yield { type: 'text', text };
}
