/**
 * Says whether a session's answers are streamed. The same session and share always give the same, and where the share grows,
 * nobody who had streams loses them. It asks nobody for a whole answer to be refused: whoever asks for a stream gets one.
 * @param percent - the share of sessions whose answers are streamed, 0 to 100.
 */
export function isStreamed(sessionId: string, percent: number): boolean {
  return placeOf(sessionId) < percent;
}

/**
 * FNV-1a (RFC 9923) over UTF-16 code units. No secret is in it: whoever has a session's id may know its place.
 * @returns at least 0 and less than 100; evenly spread, as ids of sessions are random.
 */
function placeOf(sessionId: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < sessionId.length; at += 1) hash = Math.imul(hash ^ sessionId.charCodeAt(at), 0x01000193);
  return ((hash >>> 0) / 2 ** 32) * 100;
}
