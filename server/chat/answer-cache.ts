import { LRUCache } from 'lru-cache';
import type { CompleteEvent, Usage } from '../../protocol/chat-event.ts';
import type { ModelPart } from '../models/model.ts';

/** What an answer takes besides its texts and pieces, in bytes, estimated upwards. */
const ANSWER_BYTES = 1_024;

/** What is told at the end of an answer and stays the same when it is given again. */
export type Findings = Pick<CompleteEvent, 'sources' | 'context_quality' | 'follow_ups' | 'analysis'>;

export interface AnswerToKeep {
  /** The answer as the model gave it, piece by piece; together they are `complete.content`. */
  readonly pieces: readonly string[];
  readonly complete: CompleteEvent;
  /** The session that it was written for. */
  readonly owner: string;
  /** How long it is given again, in seconds. */
  readonly maxAge: number;
  /** Whether something personal was found in it. */
  readonly isPersonal: boolean;
}

/**
 * Answers to questions that anybody may ask, by `questionKey`: in this process's memory, and not beyond its end. Questions are not in
 * it.
 */
export class AnswerCache {
  readonly #answers: LRUCache<string, CachedAnswer>;

  /**
   * @param maxBytes - how much memory the answers may take together; the one that was not asked for longest goes first.
   *   @default 8_388_608
   */
  constructor({ maxBytes = 8_388_608 }: { readonly maxBytes?: number } = {}) {
    this.#answers = new LRUCache({ maxSize: maxBytes, sizeCalculation: (answer) => answer.bytes });
  }

  get(key: string): CachedAnswer | undefined {
    return this.#answers.get(key);
  }

  /**
   * Keeps an answer, if it is one to be given again: not if it was cut off, if the documents say nothing about the question, so that the
   * next attempt may well be better, or if it holds something personal.
   * @returns whether it is kept.
   */
  keep(key: string, { pieces, complete, owner, maxAge, isPersonal }: AnswerToKeep): boolean {
    const { content, finish_reason, context_quality, sources, follow_ups, analysis } = complete;
    if (isPersonal || finish_reason !== 'stop' || context_quality.grounded === 'none') return false;
    if (maxAge <= 0 || pieces.join('') !== content) return false;
    const findings = { sources, context_quality, ...(follow_ups && { follow_ups }), ...(analysis && { analysis }) };
    this.#answers.set(key, new CachedAnswer(pieces, findings, owner), { ttl: maxAge * 1_000 });
    return this.#answers.has(key);
  }

  /** Removes the answers that were written for this session: nothing of a conversation is left when its visitor deletes it. */
  removeAll(owner: string): void {
    for (const [key, answer] of this.#answers.entries()) if (answer.owner === owner) this.#answers.delete(key);
  }
}

/** An answer that can be given again: the text once, and where in it each piece ends. */
export class CachedAnswer {
  readonly findings: Findings;
  readonly owner: string;
  readonly #text: string;
  readonly #ends: Uint32Array;

  constructor(pieces: readonly string[], findings: Findings, owner: string) {
    let end = 0;
    this.#ends = Uint32Array.from(pieces, (piece) => (end += piece.length));
    this.#text = pieces.join('');
    this.findings = findings;
    this.owner = owner;
  }

  /** What it takes in memory, estimated upwards: JavaScript keeps a character in one byte or in two. */
  get bytes(): number {
    const characters = this.#text.length + JSON.stringify(this.findings).length + this.owner.length;
    return ANSWER_BYTES + 2 * characters + 4 * this.#ends.length;
  }

  /**
   * Gives it as the model did, in the same pieces and as fast as they are taken, with a turn of the event loop before each, so that it
   * can be stopped like any other and holds nobody up. It has used no tokens.
   */
  async *parts(signal: AbortSignal): AsyncGenerator<ModelPart, void> {
    let begin = 0;
    for (const end of this.#ends) {
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      yield { type: 'text', text: this.#text.slice(begin, end) };
      begin = end;
    }
    yield { type: 'end', finishReason: 'stop', promptTokens: 0, completionTokens: 0 };
  }
}

/** @returns what an answer has used that was not written: no tokens, at no speed; the time to its first one is its own. */
export function cachedUsage({ time_to_first_token_ms }: Usage): Usage {
  return { prompt_tokens: 0, completion_tokens: 0, tokens_per_second: 0, time_to_first_token_ms, cached: true };
}

/** Passes the parts of an answer on, and writes down its pieces. They are bounded by what the reader takes of an answer. */
export async function* noted(parts: AsyncIterable<ModelPart>, pieces: string[]): AsyncGenerator<ModelPart, void> {
  for await (const part of parts) {
    if (part.type === 'text') pieces.push(part.text);
    yield part;
  }
}
