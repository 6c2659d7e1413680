import type { Concept } from './concepts.ts';

/** A passage that may answer, with its terms as the index has them: separated by spaces. */
export interface Candidate {
  readonly key: number;
  readonly document: number;
  readonly title: string;
  readonly headings: string;
  readonly body: string;
  /** How many terms the body has. */
  readonly length: number;
}

export interface Ranked {
  readonly candidate: Candidate;
  /** Rises with relevance; comparable within one question. */
  readonly score: number;
  /** For each concept of the question, how well the passage alone says it: 0 to its idf. */
  readonly own: readonly number[];
  /** For each concept, how well the document says it anywhere. */
  readonly anywhere: readonly number[];
}

/** Tuned on the development questions. */
const RANKING = {
  /** How soon a term that is repeated says no more. */
  saturation: 1.2,
  /** How much a long passage must say it more often. */
  lengthShare: 0.25,
  title: 2,
  headings: 3,
  /** What counts, beside the passage, of what its document says elsewhere. */
  document: 0.4,
};

/** Orders passages by how well they, and a little by how well their documents, say what the question is about. */
export function rank(
  candidates: readonly Candidate[],
  concepts: readonly Concept[],
  meanLength: number,
): readonly Ranked[] {
  const wanted = new Set(concepts.flatMap(({ alternatives }) => alternatives.flatMap(({ terms }) => terms)));
  const own = candidates.map((candidate) => {
    const frequencies = frequenciesOf(candidate, wanted, meanLength);
    return concepts.map((concept) => conceptScore(concept, frequencies));
  });
  const documents = new Map<number, number[]>();
  for (const [index, { document }] of candidates.entries()) {
    const best = documents.get(document);
    const scores = own[index] ?? [];
    if (best === undefined) documents.set(document, [...scores]);
    else for (const [at, score] of scores.entries()) best[at] = Math.max(best[at] ?? 0, score);
  }
  return candidates
    .map((candidate, index): Ranked => {
      const scores = own[index] ?? [];
      const anywhere = documents.get(candidate.document) ?? [];
      let score = 0;
      for (const [at, { weight }] of concepts.entries()) {
        const here = scores[at] ?? 0;
        score += weight * (here + RANKING.document * ((anywhere[at] ?? 0) - here));
      }
      return { candidate, score, own: scores, anywhere };
    })
    .toSorted((a, b) => b.score - a.score || a.candidate.key - b.candidate.key);
}

/** How often each wanted term is said, weighted by where, and less in a longer passage (BM25F). */
function frequenciesOf(
  { title, headings, body, length }: Candidate,
  wanted: ReadonlySet<string>,
  meanLength: number,
): ReadonlyMap<string, number> {
  const frequencies = new Map<string, number>();
  const add = (terms: string, weight: number): void => {
    for (const term of terms.split(' ')) {
      if (wanted.has(term)) frequencies.set(term, (frequencies.get(term) ?? 0) + weight);
    }
  };
  const { lengthShare } = RANKING;
  add(body, 1 / (1 - lengthShare + (lengthShare * length) / (meanLength || 1)));
  add(headings, RANKING.headings);
  add(title, RANKING.title);
  return frequencies;
}

/** @returns 0 to the concept's idf: of the alternatives the one that says it best. */
function conceptScore({ idf, alternatives }: Concept, frequencies: ReadonlyMap<string, number>): number {
  let best = 0;
  for (const alternative of alternatives) {
    const ceiling = alternative.weight * Math.min(idf, alternative.idf);
    if (ceiling <= best) continue;
    let frequency = Infinity;
    for (const term of alternative.terms) frequency = Math.min(frequency, frequencies.get(term) ?? 0);
    const share = (frequency * (1 + RANKING.saturation)) / (frequency + RANKING.saturation);
    best = Math.max(best, (ceiling * share) / (1 + RANKING.saturation));
  }
  return best;
}
