import type { Model, ModelPart, Prompt } from '../../server/models/model.ts';

/**
 * A model whose answers a test writes, one part at a time. A part that was pushed is there at once; the model waits for as
 * long as nothing is pushed.
 */
export class ScriptedModel implements Model {
  readonly name = 'scripted';
  /** All answers that were asked for, in their order. */
  readonly answers: ScriptedAnswer[] = [];
  #taken = 0;
  #askedAgain = Promise.withResolvers<void>();

  /** @returns the next answer that is asked for and was not returned before; waits for it. */
  async nextAnswer(): Promise<ScriptedAnswer> {
    const index = this.#taken++;
    for (;;) {
      const answer = this.answers[index];
      if (answer !== undefined) return answer;
      await this.#askedAgain.promise;
    }
  }

  async *generate(prompt: Prompt, signal: AbortSignal): AsyncGenerator<ModelPart, void> {
    const answer = new ScriptedAnswer(prompt, signal);
    this.answers.push(answer);
    this.#askedAgain.resolve();
    this.#askedAgain = Promise.withResolvers();
    yield* answer.parts();
  }
}

/** One answer of a `ScriptedModel`, as the test sees it. */
export class ScriptedAnswer {
  readonly prompt: Prompt;
  readonly signal: AbortSignal;
  /** Resolves with the reason when the signal aborts. */
  readonly aborted: Promise<unknown>;
  /** Resolves when the answer is over for the model: it was read to its end, its reader left, or it failed or was aborted. */
  readonly over: Promise<void>;
  readonly #over = Promise.withResolvers<void>();
  readonly #queue: (() => ModelPart | undefined)[] = [];
  #changed = Promise.withResolvers<void>();

  constructor(prompt: Prompt, signal: AbortSignal) {
    this.prompt = prompt;
    this.signal = signal;
    this.aborted = new Promise((resolve) => {
      const tell = (): void => {
        this.#changed.resolve();
        resolve(signal.reason);
      };
      if (signal.aborted) tell();
      else signal.addEventListener('abort', tell, { once: true });
    });
    this.over = this.#over.promise;
  }

  /** Gives these parts, in their order. */
  push(...parts: readonly ModelPart[]): void {
    this.#enqueue(...parts.map((part) => () => part));
  }

  /** Gives these texts, each as a part. */
  write(...texts: readonly string[]): void {
    this.push(...texts.map((text) => ({ type: 'text', text }) as const));
  }

  /** Ends the answer as a model should. */
  end(end: Omit<Extract<ModelPart, { type: 'end' }>, 'type' | 'finishReason'> = {}): void {
    this.push({ type: 'end', finishReason: 'stop', ...end });
  }

  /** Ends without an `end`, as no model should. */
  breakOff(): void {
    this.#enqueue(() => undefined);
  }

  /** Throws, after the parts that were pushed before. */
  fail(error: unknown): void {
    this.#enqueue(() => {
      throw error;
    });
  }

  async *parts(): AsyncGenerator<ModelPart, void> {
    try {
      for (;;) {
        this.signal.throwIfAborted();
        const next = this.#queue.shift();
        if (next === undefined) {
          await this.#changed.promise;
          continue;
        }
        const part = next();
        if (part === undefined) return;
        yield part;
        if (part.type === 'end') return;
      }
    } finally {
      this.#over.resolve();
    }
  }

  #enqueue(...steps: readonly (() => ModelPart | undefined)[]): void {
    this.#queue.push(...steps);
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
