/** The longest title or heading, in characters. */
const LINE_MAX_LENGTH = 300;

/**
 * What is no text and can hide or turn one: control characters, marks that change the direction of writing, tag characters
 * (Unicode, 23.9), the soft hyphen and blanks without width.
 */
const UNSEEN = /[^\P{Cc}\n\t]|[\u00AD\u200B\u202A-\u202E\u2060\u2066-\u2069\uFEFF]|[\u{E0000}-\u{E007F}]/gu;

/** @returns the text in one line: what can't be seen is taken out, white space is one blank. */
export function oneLine(text: string): string {
  return withoutUnseen(text).replaceAll(/\s+/gu, ' ').trim();
}

/** @returns the text in one line that is short enough for a title. */
export function shortLine(text: string): string {
  // Twice the length is enough to cut from, whatever the white space.
  const line = oneLine(text.slice(0, LINE_MAX_LENGTH * 2));
  return line.length > LINE_MAX_LENGTH ? `${line.slice(0, LINE_MAX_LENGTH - 1).toWellFormed()}…` : line;
}

/** @returns the text with its lines, for code and what is set out by hand. */
export function manyLines(text: string): string {
  const lines = withoutUnseen(text)
    .split('\n')
    .map((line) => line.trimEnd());
  const first = lines.findIndex((line) => line !== '');
  return first === -1 ? '' : lines.slice(first, lines.findLastIndex((line) => line !== '') + 1).join('\n');
}

function withoutUnseen(text: string): string {
  return text.replaceAll(/\r\n?/gu, '\n').replaceAll(UNSEEN, '').toWellFormed();
}

/** @returns one short line of what a library says of a document, which may quote it. */
export function sayError(error: unknown): string {
  return oneLine(error instanceof Error ? error.message : String(error)).slice(0, 120);
}
