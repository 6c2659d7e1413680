import { setTimeout } from 'node:timers/promises';
import type { Pacing } from '../config/chatbot-config.ts';
import type { ModelPart } from '../models/model.ts';
import { WholeWords } from './whole-words.ts';

/** A time that passes: a seam for tests. In milliseconds, from whenever. */
export interface Clock {
  readonly now: () => number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as that aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

const CLOCK: Clock = {
  now: () => performance.now(),
  sleep: async (ms, signal) => {
    // Its own error says only that it was aborted; the signal's reason says why.
    await setTimeout(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
  },
};

/**
 * Hands an answer on at its chatbot's pace. With `words` it comes in steps of so many whole words, and never sooner than the delay after
 * the step before; where the model is slower, as soon as the words are there. The last step takes what is left, and the end comes right
 * after it. Where the model fails, what it had given is handed on at once, and then the error.
 *
 * The model is read only as far as is needed for the next step: besides that, one part of the model's is held and less than a step.
 * @param signal - wakes it at once.
 */
export function paced(
  parts: AsyncIterable<ModelPart>,
  pacing: Pacing,
  signal: AbortSignal,
  clock: Clock = CLOCK,
): AsyncIterable<ModelPart> {
  switch (pacing.mode) {
    case 'as_generated':
      return parts;
    case 'words':
      return inSteps(parts, pacing, signal, clock);
    default:
      return pacing satisfies never;
  }
}

async function* inSteps(
  parts: AsyncIterable<ModelPart>,
  { wordsPerChunk, delayMs }: Pacing & { readonly mode: 'words' },
  signal: AbortSignal,
  clock: Clock,
): AsyncGenerator<ModelPart, void> {
  const words = new WholeWords();
  /** Whole, and fewer than a step. */
  let left: readonly string[] = [];
  let due = -Infinity;

  const step = async (text: string): Promise<ModelPart> => {
    const wait = due - clock.now();
    if (wait > 0) await clock.sleep(wait, signal);
    signal.throwIfAborted();
    due = clock.now() + delayMs;
    return { type: 'text', text };
  };
  const rest = (): string => {
    const text = left.join('') + words.flush();
    left = [];
    return text;
  };

  try {
    for await (const part of parts) {
      if (part.type === 'thinking') {
        yield part;
        continue;
      }
      if (part.type === 'end') {
        const text = rest();
        if (text !== '') yield await step(text);
        yield part;
        return;
      }
      const whole = [...left, ...words.push(part.text)];
      const steps = Math.floor(whole.length / wordsPerChunk);
      left = whole.slice(steps * wordsPerChunk);
      for (let index = 0; index < steps; index += 1) {
        const at = index * wordsPerChunk;
        yield await step(whole.slice(at, at + wordsPerChunk).join(''));
      }
    }
    const text = rest();
    if (text !== '') yield await step(text);
  } catch (error) {
    // A visitor who has stopped the answer wants no more of it; whom the model leaves alone is to have all that there is.
    const text = rest();
    if (!signal.aborted && text !== '') yield { type: 'text', text };
    throw error;
  }
}
