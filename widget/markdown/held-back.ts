/**
 * Ends of a text that may mean something else with the next characters: white space, delimiter runs, escapes, references,
 * short brackets (a citation, a placeholder, the beginning of a link), the beginnings of autolinks in brackets and of formulas.
 */
const UNCERTAIN =
  /(?:[ \t\n]+|[*_~`]+|\\[([]?|!?\[[^[\]\n]{0,20}\]?|!|&#?\w{0,8}|<[\w+.@-]{0,32}|\$(?![\s\d])[^\n$]{0,20}|\$)$/;
/** More than the longest of these, in characters; of runs that are longer the beginning is shown. */
const WINDOW = 64;
/** How many of them in a row are looked for. */
const LOOKS = 8;

/** How much of a text that goes on can be shown without taking it back later. */
export function certainLength(text: string): number {
  let length = text.length;
  for (let look = 0; look < LOOKS; look += 1) {
    const tail = UNCERTAIN.exec(text.slice(Math.max(0, length - WINDOW), length))?.[0].length ?? 0;
    if (tail === 0) break;
    length -= tail;
  }
  return length;
}
