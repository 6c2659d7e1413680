import type { DocumentIndex } from '../document-index.ts';
import { nameOfSource, sourceAt, type Source } from './source.ts';

/** No path that is kept and no address begins so. */
const PREFIX = 'by hand: ';

/** @returns what the index knows a source by that the configuration does not list: it stays until the owner removes it. */
export function nameByHand(source: Source): string {
  return `${PREFIX}${nameOfSource(source)}`;
}

/** @returns the places that were read by hand for a chatbot, in the order of their names. */
export async function placesByHand(index: DocumentIndex, chatbotId: string): Promise<string[]> {
  const names = await index.sources(chatbotId);
  return names.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
}

/**
 * Removes what is indexed of a chatbot from places that left its configuration. What was read by hand stays, but for a place that the
 * configuration lists by now: its documents would be found twice.
 * @param places - as the configuration lists them; absent where the chatbot itself is gone, of which nothing stays.
 * @returns how many documents were removed.
 */
export async function retainPlaces(
  index: DocumentIndex,
  chatbotId: string,
  places: readonly string[] | undefined,
): Promise<number> {
  if (places === undefined) return index.retain(chatbotId, []);
  const listed = places.map((place) => nameOfSource(sourceAt(place, undefined)));
  const byHand = (await placesByHand(index, chatbotId)).filter((place) => !listed.includes(place));
  return index.retain(chatbotId, [...listed, ...byHand.map((place) => `${PREFIX}${place}`)]);
}
