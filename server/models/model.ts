import type { ProblemCode } from '../../protocol/problem.ts';
import type { DocumentLink, FoundPassage } from '../knowledge/knowledge.ts';

export interface PromptMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** A passage that an answer may cite. */
export interface NumberedPassage extends FoundPassage {
  /** What it is cited by, as in `[1]`: the place of its source among the prompt's sources, from 1. Passages of one source have it in common. */
  readonly number: number;
}

/** One question, told twice: written out for a language model, and in its parts for a model that needs no words around them. */
export interface Prompt {
  /** The system prompt, the conversation so far (oldest first), then the question with the passages. */
  readonly messages: readonly PromptMessage[];
  /** How many tokens the messages have, as estimated: rather too many than too few. */
  readonly promptTokens: number;
  /** How many tokens the answer may have. */
  readonly maxTokens: number;
  /** What is asked; a follow-up with what it goes on from. */
  readonly question: string;
  /** Best first. */
  readonly passages: readonly NumberedPassage[];
  /** What comes nearest to the question, nearest first, at most 3; also where no passage answers it. */
  readonly closest: readonly DocumentLink[];
}

/** One step of an answer. The last one is an `end`. */
export type ModelPart =
  | { readonly type: 'text'; readonly text: string }
  /** The model works without writing yet. */
  | { readonly type: 'thinking' }
  | {
      readonly type: 'end';
      readonly finishReason: 'stop' | 'length';
      /** As the model counts; absent where it does not say. */
      readonly promptTokens?: number;
      readonly completionTokens?: number;
    };

/** Whatever writes answers. */
export interface Model {
  /** For the operator: the kind and what it runs, such as `ollama (llama3.2)`. May say more after the first answer. */
  readonly name: string;
  /** Whether its answers cost nothing, so that no budget is needed. Absent: they cost. */
  readonly isFree?: boolean;
  /** Whether it does what its messages say, and so can be asked for other things than an answer. Absent: it can't. */
  readonly followsInstructions?: boolean;
  /**
   * Answers a prompt. When `signal` aborts, or the consumer leaves the loop, the work stops at once, at the far end of the
   * wire too, even before the first part.
   * @throws {ModelError} for every failure of the model; the reason of `signal` when that aborts.
   */
  generate(prompt: Prompt, signal: AbortSignal): AsyncIterable<ModelPart>;
}

export type ModelErrorCode = Extract<ProblemCode, 'llm_unavailable' | 'llm_timeout' | 'llm_error'>;

/**
 * A model failed. The message and the cause are for the operator's log: they may hold the upstream's own words and never
 * reach a visitor.
 * - `llm_unavailable`: it could not be reached, or it has no such model.
 * - `llm_timeout`: a time limit ran out.
 * - `llm_error`: it answered with something that is not an answer, or broke off.
 */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly code: ModelErrorCode;
  /** Seconds to wait before a new attempt can succeed, where the upstream says so. */
  readonly retryAfter: number | undefined;

  constructor(
    code: ModelErrorCode,
    message: string,
    options: ErrorOptions & { readonly retryAfter?: number | undefined } = {},
  ) {
    super(message, options);
    this.code = code;
    this.retryAfter = options.retryAfter;
  }
}
