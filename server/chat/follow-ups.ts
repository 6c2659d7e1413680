import { FOLLOW_UPS_MAX } from '../../protocol/limits.ts';
import { passageName, type FoundPassage, type Passage, type SearchResult } from '../knowledge/knowledge.ts';

/** A heading that is longer is no question that one would pick. */
const MAX_LENGTH = 120;

/** A passage that was found is about the same matter from this share of the best one's score on. */
const SCORE_SHARE = 0.5;

/**
 * What a visitor may ask next: passages by their titles, a document's and its heading's.
 * @param used - the passages that the answer rests on.
 */
export function followUps(
  question: string,
  used: readonly Passage[],
  { passages, nearby, quality }: SearchResult,
): string[] {
  if (quality.grounded === 'none') return [];
  const said = new Set([question, ...used.map(passageName)].map(comparable));
  const headings: string[] = [];
  for (const heading of [...fitting(passages), ...nearby].map((passage) => passageName(passage).trim())) {
    if (heading === '' || heading.length > MAX_LENGTH || said.has(comparable(heading))) continue;
    said.add(comparable(heading));
    headings.push(heading);
    if (headings.length === FOLLOW_UPS_MAX) break;
  }
  return headings;
}

function fitting(passages: readonly FoundPassage[]): FoundPassage[] {
  const enough = (passages[0]?.score ?? 0) * SCORE_SHARE;
  return passages.filter(({ score }) => score >= enough);
}

/** A question mark or a capital letter makes no other question. */
function comparable(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
