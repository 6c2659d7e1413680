/** The smallest part of a passage that can be quoted: a sentence, a list item or a row of a table. */
export interface Unit {
  readonly text: string;
  /** The white space between it and the next unit of its paragraph. */
  readonly gap: string;
  /** Where it stands in its passage: paragraphs are counted, and the units within each. */
  readonly block: number;
  readonly place: number;
  /** What must be read before it, if it is quoted alone: the line that a list stands under, or the head of a table. */
  readonly lead: string;
}

/** Beyond this many units a passage is not looked at: none is so long but by a fault or on purpose. */
const MAX_UNITS = 200;

/** A word over a column is seldom longer than this, in words. */
const HEAD_MAX_WORDS = 4;

/** A paragraph that ends so is whole sentences; list items and rows of tables seldom do. */
const SENTENCE_END = /[.!?。！？…؟۔।]["”’»“)\]]*$/u;

/** A full stop that ends no sentence: after one letter, as in "z. B." and "e.g.", and after what is always cut short. */
const ABBREVIATION =
  /(?:^|[\s(.])(?:\p{L}|St|Ste|Mr|Mrs|Ms|Mme|Dr|Prof|Nr|Str|Tel|bzw|ca|inkl|exkl|zzgl|ggf|approx|Av|Sra?|env|tél)\.\s+$/u;
/** What follows the full stop of an ordinal number in German and its neighbours, and begins no sentence. */
const AFTER_ORDINAL =
  /^(?:Jan|Feb|März|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Klasse|Stock|Etage|Obergeschoss|Untergeschoss|Jahrhundert|Geburtstag|Lebensjahr|Tag|Woche|Monat|Jahr)/u;

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

/** Splits a passage's text into what can be quoted of it, in its order. */
export function unitsOf(text: string): Unit[] {
  const blocks = unwrap(text)
    .split(/\n+/)
    .map((block) => block.trim())
    .filter(Boolean);
  const units: Unit[] = [];
  let lead = '';
  for (const [block, line] of blocks.entries()) {
    if (units.length >= MAX_UNITS) break;
    if (isItem(line)) {
      if (lead === '' && isHead(line, blocks[block + 1] ?? '')) lead = line;
      units.push({ text: line, gap: '', block, place: 0, lead: leadOf(line, lead) });
      continue;
    }
    lead = /[:：]$/u.test(line) ? line : '';
    units.push(
      ...sentencesOf(line)
        .slice(0, MAX_UNITS - units.length)
        .map((text, place) => ({ text: text.trim(), gap: /\s$/.test(text) ? ' ' : '', block, place, lead: '' })),
    );
  }
  return units;
}

/**
 * A row as one reads it without its table: every cell after the word above it.
 * @param head - the row of those words; with as many of them as the row has cells.
 */
export function withHead(head: string, row: string): string {
  const above = head.split(', ');
  const cells = row
    .split(', ')
    .map((cell, index) => (index === 0 || !above[index] ? cell : `${above[index]}: ${cell}`));
  return cells.join(', ');
}

/** Joins the lines that a file's author wrapped, where it is certain: the next one goes on with a small letter. */
function unwrap(text: string): string {
  return text.replaceAll(/(?<=[^\n])\n(?=\p{Ll})/gu, ' ');
}

/** Sentences with the white space that follows them. */
function sentencesOf(line: string): string[] {
  const joined: string[] = [];
  for (const { segment } of sentences.segment(line)) {
    const before = joined.at(-1);
    const goesOn =
      before !== undefined &&
      (ABBREVIATION.test(before) || (/\p{N}\.\s+$/u.test(before) && AFTER_ORDINAL.test(segment)));
    // No sentence begins with a small letter.
    if (goesOn || (before !== undefined && /^\p{Ll}/u.test(segment))) joined[joined.length - 1] = `${before}${segment}`;
    else joined.push(segment);
  }
  return joined;
}

function isItem(line: string): boolean {
  return /^(?:[-*•]|\d{1,2}[.)]) /u.test(line) || (!SENTENCE_END.test(line) && !/[:：]$/u.test(line));
}

/** Whether a line is the head of a table: as many words as the row below has cells, and nothing that is counted. */
function isHead(line: string, below: string): boolean {
  const cells = line.split(', ');
  const isShort = cells.every((cell) => cell.split(' ').length <= HEAD_MAX_WORDS);
  return (
    cells.length > 1 && isShort && !/\p{N}/u.test(line) && isItem(below) && below.split(', ').length === cells.length
  );
}

/** A row that has not as many cells as its table's head can't be read with it. */
function leadOf(line: string, lead: string): string {
  if (line === lead) return '';
  if (/[:：]$/u.test(lead)) return withoutMarker(lead);
  return lead.split(', ').length === line.split(', ').length ? lead : '';
}

function withoutMarker(line: string): string {
  return line.replace(/^[-*•] /u, '');
}
