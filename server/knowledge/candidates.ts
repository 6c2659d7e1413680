import type { Alternative, Concept } from './concepts.ts';
import type { Lexicon } from './lexicon.ts';

/** How many passages may have to be scored by SQLite; rarer terms are looked for first, and common ones only tell between what they find. */
const SCORED_MAX = 8_000;

/** How many different terms are looked for. */
const TERMS_MAX = 60;

/**
 * Writes what is looked for in FTS5's query language: every term that may stand for something in the question, as long as the
 * passages that have one are not too many.
 * @returns empty where there is nothing to look for.
 */
export function candidateQuery(concepts: readonly Concept[], lexicon: Lexicon): string {
  const ranked = concepts
    .flatMap(({ weight, alternatives }) =>
      alternatives.map((alternative) => ({ alternative, rank: weight * alternative.weight })),
    )
    .map(({ alternative, rank }) => ({ alternative, rows: rowsOf(alternative, lexicon), rank }))
    .toSorted((a, b) => b.rank * b.alternative.idf - a.rank * a.alternative.idf);
  const chosen = new Map<string, number>();
  let rows = 0;
  for (const { alternative, rows: more } of ranked) {
    if (chosen.size === TERMS_MAX) break;
    const query = all(alternative.terms);
    if (chosen.has(query) || rows + more > SCORED_MAX) continue;
    chosen.set(query, more);
    rows += more;
  }
  if (chosen.size > 0 || ranked.length === 0) return [...chosen.keys()].join(' OR ');
  // Every word is common: those that have the two rarest together are few, or at least fewer.
  const rarest = ranked.toSorted((a, b) => a.rows - b.rows).slice(0, 2);
  return rarest.map(({ alternative }) => all(alternative.terms)).join(' AND ');
}

function rowsOf({ terms }: Alternative, lexicon: Lexicon): number {
  return Math.min(...terms.map((term) => lexicon.frequency(term)));
}

function all(terms: readonly string[]): string {
  const quoted = terms.map((term) => `"${term.replaceAll('"', '""')}"`);
  return quoted.length === 1 ? (quoted[0] ?? '') : `(${quoted.join(' AND ')})`;
}
