/** How much of an answer is looked at, in UTF-16 code units; an answer of a few pages. */
const LOOKED_AT = 20_000;

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
/** A line that draws: under a table's head, under a heading, or across. */
const RULE = /^[\s|:=*_-]+$/;
const LINE_MARKS = /^(?:\s|#{1,6}\s|>|[-*+]\s|\d{1,9}[.)]\s)+/;
const LINK = /!?\[([^[\]\n]*)\]\([^()\n]*\)/g;
/** The number of a source, as `[2]` or `[1, 3]`. */
const CITATION = /\[\d{1,3}(?:, ?\d{1,3})*\]/g;
const ADDRESS = /https?:\/\/\S+/g;

const sentences = new Intl.Segmenter(undefined, { granularity: 'sentence' });
const words = new Intl.Segmenter(undefined, { granularity: 'word' });

/**
 * The sentences of a Markdown text as they are read, without marks, blocks of code, addresses and numbers of sources. A heading, a
 * list's item and a row of a table are sentences of their own. Only the beginning of a very long text is looked at.
 */
export function sentencesOf(markdown: string): string[] {
  return paragraphsOf(markdown).flatMap((paragraph) =>
    Array.from(sentences.segment(paragraph), ({ segment }) => segment.trim()).filter((text) =>
      /[\p{L}\p{N}]/u.test(text),
    ),
  );
}

/** The words of a text, in small letters and one form of every character (NFKC); in every script. */
export function wordsOf(text: string): string[] {
  const found: string[] = [];
  for (const { segment, isWordLike } of words.segment(text.normalize('NFKC').toLowerCase())) {
    if (isWordLike) found.push(segment);
  }
  return found;
}

function paragraphsOf(markdown: string): string[] {
  const paragraphs: string[] = [];
  let fence: string | undefined;
  let isOpen = false;
  for (const line of markdown.slice(0, LOOKED_AT).split(/\r?\n/)) {
    const mark = FENCE.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence)) fence = undefined;
      isOpen = false;
      continue;
    }
    if (mark !== undefined || RULE.test(line)) {
      fence = mark;
      isOpen = false;
      continue;
    }
    const text = readable(line);
    // What goes on with a small letter was broken by whoever wrote it, not by what it says.
    const last = paragraphs.length - 1;
    if (isOpen && /^\p{Ll}/u.test(text)) paragraphs[last] = `${paragraphs[last]} ${text}`;
    else if (text !== '') paragraphs.push(text);
    isOpen = text !== '';
  }
  return paragraphs;
}

function readable(line: string): string {
  return line
    .replace(LINE_MARKS, '')
    .replaceAll(LINK, '$1')
    .replaceAll(CITATION, ' ')
    .replaceAll(ADDRESS, ' ')
    .replaceAll(/[*`~|\\]+|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
