import type { Passage } from '../knowledge/knowledge.ts';

/** A whole answer, as it is to be looked at. */
export interface AnalysedAnswer {
  readonly question: string;
  /** Markdown, as the visitor reads it. */
  readonly content: string;
  /** What the answer rests on; empty where the documents say nothing about the question. */
  readonly passages: readonly Passage[];
}

/** What was found, by name. Nothing where the answer is none that this can be said of. */
export type Finding = Readonly<Record<string, number | string | boolean>>;

/** Looks at complete answers and says something about them. It changes nothing of an answer. */
export interface AnswerAnalysis {
  /** Under this its finding is stored and told: letters, digits, `-` and `_`. */
  readonly name: string;
  /** Rejects where it fails, or with the reason of `signal` when that aborts. */
  analyse(answer: AnalysedAnswer, signal: AbortSignal): Promise<Finding>;
}

/** Everything that is said about the answers of a chatbot. */
export interface AnswerAnalyses {
  /**
   * Has an answer looked at. Never rejects, and does not take longer than its time limit: what has failed or is too slow is left out.
   * @param path - the chatbot's own module; `undefined` where it has none.
   * @param onFailure - is told the cause of each failure.
   * @returns the findings by name of the analysis, without those that are empty.
   */
  analyse(
    path: string | undefined,
    answer: AnalysedAnswer,
    signal: AbortSignal,
    onFailure: (cause: unknown) => void,
  ): Promise<Readonly<Record<string, Finding>>>;
}
