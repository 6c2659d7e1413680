/** Makes vectors of texts, of which those that mean the like are near to each other. */
export interface Embedder {
  /** The model's name: vectors of different models can't be compared. */
  readonly model: string;
  /**
   * @param texts - `EMBED_MAX` at most.
   * @returns one vector for each, in their order, all of one length.
   * @throws {Error} if it can't be had; the reason of `signal` when that aborts.
   */
  embed(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]>;
}

export const EMBED_MAX = 32;

/** A passage, by its key in the index, and how near it is to a question. */
export interface NearPassage {
  readonly key: number;
  /** The cosine of the angle between the vectors: 1 for the same meaning. */
  readonly similarity: number;
}
