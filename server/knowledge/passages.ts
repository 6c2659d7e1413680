import { createHash } from 'node:crypto';
import type { Document, Section } from './document.ts';
import type { Passage } from './knowledge.ts';

/** How many words a passage has at most. */
const MAX_WORDS = 200;

/** How many words at the end of a passage stand at the beginning of the next one too, at most, where a section has several. */
const OVERLAP_WORDS = 40;

/** What has no end of a sentence or no space is cut after so many characters: in bounded time, and into what can be quoted. */
const PIECE_MAX_LENGTH = 1_000;

/** A word counts for one up to so many characters. */
const LETTERS_A_WORD = 20;

/** How much text is segmented at once, in characters. */
const STRETCH_LENGTH = 20_000;

const sentences = new Intl.Segmenter(undefined, { granularity: 'sentence' });
const words = new Intl.Segmenter(undefined, { granularity: 'word' });

/** Scripts that put no space between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** A stretch of text that no passage cuts: a sentence, or what there is of one. */
interface Piece {
  readonly text: string;
  readonly words: number;
  /** Whether a paragraph, a list item or a row begins with it. */
  readonly isFirst: boolean;
}

/**
 * Cuts a document into passages: at its headings, and long sections at the ends of sentences.
 * @param source - where the document comes from: two sources may have documents of the same id.
 */
export function* passagesOf(document: Document, source = ''): Generator<Passage> {
  const seen = new Map<string, number>();
  for (const section of document.sections) {
    for (const text of cut(section)) {
      const key = [source, document.id, ...section.headings, text].join('\0');
      const times = seen.get(key) ?? 0;
      seen.set(key, times + 1);
      yield {
        id: createHash('sha256').update(`${key}\0${times}`).digest('base64url').slice(0, 12),
        document: document.id,
        title: document.title,
        headings: section.headings,
        url: withFragment(document.url, section.fragment),
        text,
      };
    }
  }
}

function withFragment(url: string, fragment: string): string {
  if (url === '' || fragment === '') return url;
  return `${url.replace(/#.*$/s, '')}#${fragment}`;
}

function* cut({ blocks }: Section): Generator<string> {
  let passage: Piece[] = [];
  let length = 0;
  let isOverlap = true;
  for (const piece of piecesOf(blocks)) {
    if (length + piece.words > MAX_WORDS && !isOverlap) {
      yield join(passage);
      passage = lastOf(passage, Math.min(OVERLAP_WORDS, MAX_WORDS - piece.words));
      length = passage.reduce((sum, { words }) => sum + words, 0);
    }
    passage.push(piece);
    length += piece.words;
    isOverlap = false;
  }
  const rest = join(passage);
  if (rest !== '') yield rest;
}

/** @returns as many pieces at the end as have no more than `room` words. */
function lastOf(pieces: readonly Piece[], room: number): Piece[] {
  let left = room;
  let first = pieces.length;
  while (first > 1) {
    left -= pieces[first - 1]?.words ?? 0;
    if (left < 0) break;
    first -= 1;
  }
  return pieces.slice(first);
}

function join(pieces: readonly Piece[]): string {
  return pieces
    .map(({ text, isFirst }, index) => (isFirst && index > 0 ? `\n${text}` : text))
    .join('')
    .trim();
}

function* piecesOf(blocks: readonly string[]): Generator<Piece> {
  for (const block of blocks) {
    let isFirst = true;
    for (const text of sentencesOf(block.trim())) {
      yield { text, words: countWords(text), isFirst };
      isFirst = false;
    }
  }
}

/** @returns sentences with the white space that follows them; of a sentence that is too long, its parts. */
function* sentencesOf(block: string): Generator<string> {
  for (const stretch of partsOf(block, STRETCH_LENGTH)) {
    for (const { segment } of sentences.segment(stretch)) {
      if (segment.length <= PIECE_MAX_LENGTH) yield segment;
      else yield* partsOf(segment, PIECE_MAX_LENGTH);
    }
  }
}

/** Cuts at white space where there is some in the last half of a part, and never through a character. */
function* partsOf(text: string, length: number): Generator<string> {
  let start = 0;
  while (text.length - start > length) {
    const part = text.slice(start, start + length);
    const space = part.search(/\s\S*$/);
    let end = space > length / 2 ? space + 1 : length;
    if (/[\uD800-\uDBFF]/.test(part.charAt(end - 1))) end -= 1;
    yield part.slice(0, end);
    start += end;
  }
  if (start < text.length) yield text.slice(start);
}

/** Counts in every script; what has no space for long counts by its length. */
function countWords(text: string): number {
  let count = 0;
  if (UNSPACED.test(text)) {
    for (const { isWordLike } of words.segment(text)) if (isWordLike) count += 1;
  } else {
    for (const _ of text.matchAll(/\S+/g)) count += 1;
  }
  return Math.max(count, Math.ceil(text.length / LETTERS_A_WORD));
}
