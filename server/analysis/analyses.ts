import type { AnalysedAnswer, AnswerAnalyses, AnswerAnalysis, Finding } from './answer-analysis.ts';
import { loadOwnerModule } from './owner-module.ts';

/** How many answers one analysis may be at work on at once; it is not asked about more. One that never ends would take more and more. */
const MAX_AT_WORK = 64;

export interface AnalysesOptions {
  /** How long an answer's end waits for all of them, in milliseconds. @default 2_000 */
  readonly timeLimitMs?: number;
}

/** The analyses that every answer gets, and those that owners have added, by the path of their module. */
export class Analyses implements AnswerAnalyses {
  readonly #builtIn: readonly AnswerAnalysis[];
  readonly #added = new Map<string, AnswerAnalysis>();
  readonly #timeLimitMs: number;
  readonly #atWork = new Map<AnswerAnalysis, number>();

  constructor(builtIn: readonly AnswerAnalysis[], { timeLimitMs = 2_000 }: AnalysesOptions = {}) {
    this.#builtIn = builtIn;
    this.#timeLimitMs = timeLimitMs;
  }

  /**
   * Loads an owner's module, once: a file that has changed is read at the next start.
   * @param path - absolute.
   * @throws {ConfigError} if it can't be used.
   */
  async load(path: string): Promise<void> {
    if (this.#added.has(path)) return;
    const names = this.#builtIn.map(({ name }) => name);
    this.#added.set(path, await loadOwnerModule(path, names));
  }

  async analyse(
    path: string | undefined,
    answer: AnalysedAnswer,
    signal: AbortSignal,
    onFailure: (cause: unknown) => void,
  ): Promise<Readonly<Record<string, Finding>>> {
    const added = path === undefined ? undefined : this.#added.get(path);
    const limit = new AbortController();
    const timer = setTimeout(
      () => limit.abort(new Error(`took longer than ${this.#timeLimitMs} ms`)),
      this.#timeLimitMs,
    );
    try {
      const within = AbortSignal.any([signal, limit.signal]);
      const findings = await Promise.all(
        [...this.#builtIn, ...(added ? [added] : [])].map(async (analysis) => {
          try {
            return [analysis.name, await this.#run(analysis, answer, within)] as const;
          } catch (cause) {
            // Whoever has stopped the answer has not made it fail.
            if (!signal.aborted) onFailure(new Error(`the analysis ${analysis.name} failed`, { cause }));
            return [analysis.name, {}] as const;
          }
        }),
      );
      return Object.fromEntries(findings.filter(([, finding]) => Object.keys(finding).length > 0));
    } finally {
      clearTimeout(timer);
      // A signal made of others is kept alive by those who listen to it, for ever, unless it is aborted.
      limit.abort();
    }
  }

  /** Rejects when the signal aborts, whether the analysis heeds it or not. */
  async #run(analysis: AnswerAnalysis, answer: AnalysedAnswer, signal: AbortSignal): Promise<Finding> {
    signal.throwIfAborted();
    const before = this.#atWork.get(analysis) ?? 0;
    if (before >= MAX_AT_WORK) throw new Error(`is at work on ${before} answers already`);
    this.#atWork.set(analysis, before + 1);
    const work = analysis.analyse(answer, signal).finally(() => {
      this.#atWork.set(analysis, (this.#atWork.get(analysis) ?? 1) - 1);
    });
    return Promise.race([work, aborted(signal)]);
  }
}

/** Rejects with the signal's reason. Listens as long as the signal is there: that is one answer's. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
