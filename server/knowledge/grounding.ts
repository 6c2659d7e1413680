import type { ContextQuality } from '../../protocol/chat-event.ts';
import type { Concept } from './concepts.ts';
import type { Ranked } from './ranking.ts';

/** How many of the best passages are looked at. */
const LOOKED_AT = 5;

/** What tells whether the documents answer a question; each 0 to 1. See docs/search.md. */
export interface Signals {
  /** Share of the question, by how rare its words are, that the best passages say, in whatever words. */
  readonly coverage: number;
  /** The same, in the best passage alone. */
  readonly bestCoverage: number;
  /** The same, of its whole document. */
  readonly documentCoverage: number;
  /** The best passage's score, as a share of the highest that there could be. */
  readonly score: number;
  /** Share of the question's words that the documents have themselves. */
  readonly known: number;
  /** Share of the question, by rarity, that the documents say nowhere, in no words. */
  readonly unsaid: number;
  /** Whether the rarest word of the question stands in the best document, and how well. */
  readonly rarest: number;
}

/** A logistic model. Fitted on the development questions by test/evaluation/search/fit-grounding.ts, which prints these lines. */
const MODEL: { readonly bias: number; readonly weights: Readonly<Record<keyof Signals, number>> } = {
  bias: -1.27,
  weights: {
    coverage: -0.13,
    bestCoverage: 0.67,
    documentCoverage: 1.46,
    score: -0.11,
    known: 0.62,
    unsaid: -2.42,
    rarest: 1.19,
  },
};

/** Below the first the documents do not answer the question; from the second on they do. */
const PARTIAL = 0.21;
const GOOD = 0.6;

/** From this cosine on a passage may answer though its words do not tell. Models differ: this is a cautious guess, and not calibrated. */
const SIMILAR = 0.7;

/** How well the best passages cover a question. */
export function signalsOf(concepts: readonly Concept[], ranked: readonly Ranked[]): Signals {
  const content = concepts.map((concept, at) => ({ ...concept, at })).filter(({ weight }) => weight === 1);
  const total = content.reduce((sum, { idf }) => sum + idf, 0) || 1;
  const best = ranked[0];
  const looked = ranked.slice(0, LOOKED_AT);
  const share = (said: (at: number) => number): number =>
    content.reduce((sum, { at, idf }) => sum + idf * said(at), 0) / total;
  const saidBy = (scores: readonly number[] | undefined, at: number): number =>
    saidShare(concepts[at], scores?.[at] ?? 0);
  const rarest = content.toSorted((a, b) => b.idf - a.idf)[0];
  return {
    coverage: share((at) => Math.max(0, ...looked.map(({ own }) => saidBy(own, at)))),
    bestCoverage: share((at) => saidBy(best?.own, at)),
    documentCoverage: share((at) => saidBy(best?.anywhere, at)),
    score: Math.min(1, (best?.score ?? 0) / total),
    known: content.filter(({ isKnown }) => isKnown).length / (content.length || 1),
    unsaid: share((at) => (concepts[at]?.alternatives.length ? 0 : 1)),
    rarest: rarest === undefined ? 0 : saidBy(best?.anywhere, rarest.at),
  };
}

/** How surely the documents answer, 0 to 1. */
export function answerability(signals: Signals): number {
  let sum = MODEL.bias;
  for (const [name, weight] of Object.entries(MODEL.weights)) sum += weight * signals[name as keyof Signals];
  return 1 / (1 + Math.exp(-sum));
}

/** @param similarity - of the passage that means what is nearest, where there are vectors: it makes up for words that are missing. */
export function groundedOf(signals: Signals, similarity = 0): ContextQuality['grounded'] {
  const sure = answerability(signals);
  if (sure >= GOOD) return 'good';
  return sure >= PARTIAL || similarity >= SIMILAR ? 'partial' : 'none';
}

/** Whether a concept is said, and how well: a synonym says it less than the word itself. How often does not matter. */
function saidShare(concept: Concept | undefined, score: number): number {
  if (concept === undefined || score <= 0) return 0;
  return Math.min(1, (score / concept.idf) * 2);
}
