import type { ContextQuality } from '../../protocol/chat-event.ts';
import type { Concept } from './concepts.ts';
import type { Ranked } from './ranking.ts';

/** How many of the best passages are looked at. */
const LOOKED_AT = 5;

/** How far the documents say what a question is about; each 0 to 1. See docs/search.md. */
export interface Signals {
  /** Share of the question, by how rare its words are, that the best passages say, in whatever words. */
  readonly coverage: number;
  /** The best passage's score, as a share of the highest that there could be. */
  readonly score: number;
  /** What tells whether the documents answer. */
  readonly telling: Telling;
}

export interface Telling {
  /** Share of the question, by rarity, that the documents say anywhere: a synonym, or a word that is written alike, counts for less. */
  readonly sayable: number;
  /** Share of the question that the best passage's whole document says. */
  readonly documentCoverage: number;
  /** Whether the rarest word of the question stands in that document, and how well. */
  readonly rarest: number;
  /** How many words' worth of the question that document says, of `MUCH`: much that is said can be no chance. */
  readonly evidence: number;
}

/** From so many words on, more of them do not tell more. */
const MUCH = 6;

/** A logistic model. Fitted on the development questions by test/evaluation/search/fit-grounding.ts, which prints these lines. */
const MODEL: { readonly bias: number; readonly weights: Readonly<Telling> } = {
  bias: -1.67,
  weights: {
    sayable: 0.89,
    documentCoverage: 0.77,
    rarest: 0.95,
    evidence: 0.92,
  },
};

/** Below the first the documents do not answer the question; from the second on they do. */
const PARTIAL = 0.318;
const GOOD = 0.6;

/** From this cosine on a passage may answer though its words do not tell. Models differ: this is a cautious guess, and not calibrated. */
const SIMILAR = 0.7;

/** How well the best passages cover a question: its content words, or where it has none, what its way of asking tells. */
export function signalsOf(concepts: readonly Concept[], ranked: readonly Ranked[]): Signals {
  const placed = concepts.map((concept, at) => ({ ...concept, at }));
  const words = placed.filter(({ weight }) => weight === 1);
  const content = words.length > 0 ? words : placed;
  const total = content.reduce((sum, { idf }) => sum + idf, 0) || 1;
  const highest = content.reduce((sum, { idf, weight }) => sum + idf * weight, 0) || 1;
  const best = ranked[0];
  const looked = ranked.slice(0, LOOKED_AT);
  const share = (said: (at: number) => number): number =>
    content.reduce((sum, { at, idf }) => sum + idf * said(at), 0) / total;
  const saidBy = (scores: readonly number[] | undefined, at: number): number =>
    saidShare(concepts[at], scores?.[at] ?? 0);
  const rarest = content.toSorted((a, b) => b.idf - a.idf)[0];
  const documentCoverage = share((at) => saidBy(best?.anywhere, at));
  return {
    coverage: share((at) => Math.max(0, ...looked.map(({ own }) => saidBy(own, at)))),
    score: Math.min(1, (best?.score ?? 0) / highest),
    telling: {
      sayable: share((at) => concepts[at]?.alternatives[0]?.weight ?? 0),
      documentCoverage,
      rarest: rarest === undefined ? 0 : saidBy(best?.anywhere, rarest.at),
      evidence: Math.min(1, (documentCoverage * content.length) / MUCH),
    },
  };
}

/** How surely the documents answer, 0 to 1. */
function answerability({ telling }: Signals): number {
  let sum = MODEL.bias;
  for (const [name, weight] of Object.entries(MODEL.weights)) sum += weight * telling[name as keyof Telling];
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
