/** Digits that people write besides 0 to 9, by the one that stands for zero: Arabic, Persian, Devanagari, Bengali, Thai. */
const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50] as const;

/** What stands full-width for the characters from `!` to `~`. */
const FULL_WIDTH = 0xff00;

const OTHER =
  /[\u0660-\u0669\u06F0-\u06F9\u0966-\u096F\u09E6-\u09EF\u0E50-\u0E59\uFF01-\uFF5E\t\u00A0\u2000-\u200A\u202F\u3000\u2010-\u2015\u2212]/g;

/** @returns the text with one kind of digit, space and dash, and of the same length, so that what is found in it has its place in `text`. */
export function plainText(text: string): string {
  return text.replace(OTHER, plainCharacter);
}

function plainCharacter(character: string): string {
  const code = character.charCodeAt(0);
  const zero = ZEROS.find((first) => code >= first && code < first + 10);
  if (zero !== undefined) return String(code - zero);
  if (code > FULL_WIDTH) return String.fromCharCode(code - FULL_WIDTH + 0x20);
  return code === 0x2212 || (code >= 0x2010 && code <= 0x2015) ? '-' : ' ';
}
