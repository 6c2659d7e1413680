import { decodeText } from './references.ts';

/** At most 999 characters (specification, 4.7). */
const LABEL = /\[((?:\\[^]|[^\\[\]]){0,999})\]/y;
const CUT_LABEL = /\[(?:\\[^]|[^\\[\]]){0,999}\\?$/y;
/** Between angle brackets; like titles, no longer than any address that is followed. */
const BRACKETED = /<((?:\\.|[^\\<>\n]){0,2048})>/y;
const CUT_BRACKETED = /<(?:\\.|[^\\<>\n]){0,2048}\\?$/y;
const TITLE = /(?:"((?:\\[^]|[^\\"]){0,2048})"|'((?:\\[^]|[^\\']){0,2048})'|\(((?:\\[^]|[^\\()]){0,2048})\))/y;
const CUT_TITLE = /(?:(?:"(?:\\[^]|[^\\"]){0,2048}|'(?:\\[^]|[^\\']){0,2048}|\((?:\\[^]|[^\\()]){0,2048})\\?)?$/y;
const PLAIN_MAX = 2048;
/** How deep parentheses in a destination nest (6.3). */
const PARENTHESES_MAX = 32;

/** Something else than expected stands there; or the text ends before it is complete. */
export type Miss = 'no' | 'cut';

export interface Part {
  readonly text: string;
  readonly end: number;
}

/** @param cut - matches what may yet become `whole`, up to the end of the text. */
function read(text: string, at: number, whole: RegExp, cut: RegExp): Part | Miss {
  whole.lastIndex = at;
  const match = whole.exec(text);
  if (match) return { text: match[1] ?? match[2] ?? match[3] ?? '', end: whole.lastIndex };
  cut.lastIndex = at;
  return cut.test(text) ? 'cut' : 'no';
}

/** A link label (4.7) with its brackets at `at`; its text is between them, as it is written. */
export function readLabel(text: string, at: number): Part | Miss {
  return at === text.length ? 'cut' : read(text, at, LABEL, CUT_LABEL);
}

/** Labels that match are the same after this (4.7). */
export function normalizeLabel(label: string): string {
  // Both ways, because neither maps all that Unicode's case folding does: `ẞ` and `SS` are the same.
  return label.trim().replace(/\s+/g, ' ').toLowerCase().toUpperCase();
}

/** A link destination (6.3) at `at`. */
export function readDestination(text: string, at: number): Part | Miss {
  if (text.charCodeAt(at) === 60) return read(text, at, BRACKETED, CUT_BRACKETED);
  const limit = at + PLAIN_MAX;
  let depth = 0;
  let end = at;
  for (; end < limit; end += 1) {
    const code = text.charCodeAt(end);
    // Also at the end of the text, where it is NaN.
    if (!(code > 32 && code !== 127)) break;
    if (code === 92 && isPunctuation(text.charCodeAt(end + 1))) end += 1;
    else if (code === 40 && (depth += 1) > PARENTHESES_MAX) return 'no';
    else if (code === 41 && (depth -= 1) < 0) break;
  }
  if (depth > 0 || end >= limit) return end === text.length ? 'cut' : 'no';
  return { text: text.slice(at, end), end };
}

/** A link title (6.3) with its quotes at `at`. */
export function readTitle(text: string, at: number): Part | Miss {
  return read(text, at, TITLE, CUT_TITLE);
}

export interface Target {
  readonly address: string;
  readonly title: string;
}

/** What follows the text of an inline link (6.3): `(`, a destination and a title, either of which may be missing, `)`. */
export function readTarget(text: string, at: number): (Target & { readonly end: number }) | Miss {
  if (text.charCodeAt(at) !== 40) return at === text.length ? 'cut' : 'no';
  const destination = readDestination(text, skipSpace(text, at + 1));
  if (typeof destination === 'string') return destination;
  let end = skipSpace(text, destination.end);
  let title = '';
  if (end > destination.end && text.charCodeAt(end) !== 41) {
    const part = readTitle(text, end);
    if (typeof part === 'string') return part;
    title = part.text;
    end = skipSpace(text, part.end);
  }
  if (end === text.length) return 'cut';
  return text.charCodeAt(end) === 41 ? { ...toTarget(destination.text, title), end: end + 1 } : 'no';
}

export function toTarget(address: string, title: string): Target {
  return { address: decodeText(address), title: decodeText(title) };
}

/** Past spaces, tabs and line ends; blank lines never get here. */
export function skipSpace(text: string, at: number): number {
  let end = at;
  for (let code = text.charCodeAt(end); code === 32 || code === 9 || code === 10; code = text.charCodeAt(end)) end += 1;
  return end;
}

/** ASCII punctuation (2.1), which alone can be escaped (2.4). */
export function isPunctuation(code: number): boolean {
  return /[!-/:-@[-`{-~]/.test(String.fromCharCode(code));
}
