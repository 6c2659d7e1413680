import { getDocumentProxy } from 'unpdf';
import type { Document } from '../document.ts';
import { nameOf } from './name-of.ts';
import { Outline } from './outline.ts';
import { shortLine } from './plain-words.ts';
import { Unreadable, type Described } from './reading.ts';

const MAX_PAGES = 5_000;
/** How much text is read, in characters: more than the longest books have. */
const MAX_LENGTH = 20_000_000;

/** A new paragraph begins where lines are further apart than this many times their height. */
const PARAGRAPH_GAP = 1.7;

/** What is used of what the library gives for a piece of a line. */
interface TextItem {
  readonly str: string;
  readonly height: number;
  readonly hasEOL: boolean;
  /** A matrix; the last two numbers are the place, from the lower left. */
  readonly transform: readonly unknown[];
}

/** A page is a section. The title is the one that the file says it has, unless a program made that up. */
export async function readPdf(bytes: Uint8Array, { id, address }: Described): Promise<Document> {
  const pdf = await open(bytes);
  if (pdf.numPages > MAX_PAGES) throw new Unreadable(`has more than ${MAX_PAGES} pages`);
  const outline = new Outline();
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    outline.section(`page=${number}`);
    for (const paragraph of paragraphs(items.filter((item) => 'str' in item))) outline.block(paragraph);
    if (outline.length > MAX_LENGTH) throw new Unreadable(`has more than ${MAX_LENGTH} characters of text`);
    page.cleanup();
  }
  if (outline.length === 0) throw new Unreadable('no text in it: it may be a scan');
  const { info } = await pdf.getMetadata();
  const title = 'Title' in info && typeof info.Title === 'string' ? ownTitle(shortLine(info.Title)) : '';
  return { id, title: title || nameOf(id), url: address ?? '', sections: outline.sections() };
}

async function open(bytes: Uint8Array): ReturnType<typeof getDocumentProxy> {
  try {
    return await getDocumentProxy(bytes, { verbosity: 0, isEvalSupported: false, stopAtErrors: false });
  } catch (error) {
    const isEncrypted = error instanceof Error && error.name === 'PasswordException';
    throw new Unreadable(isEncrypted ? 'protected with a password' : 'broken: not a whole PDF file', { cause: error });
  }
}

/** @returns the title, or empty for what programs write there by themselves. */
function ownTitle(title: string): string {
  return /^(?:microsoft \w+ - |untitled|unbenannt|document\d*$)|\.(?:docx?|odt|indd|qxd|pptx?|xlsx?|pdf|tex|rtf)$/i.test(
    title,
  )
    ? ''
    : title;
}

function* paragraphs(items: readonly TextItem[]): Iterable<string> {
  let paragraph = '';
  let above: number | undefined;
  for (const { str, height, hasEOL, transform } of items) {
    const place = Number(transform[5]);
    if (str.trim() !== '') {
      if (above !== undefined && Math.abs(above - place) > height * PARAGRAPH_GAP) {
        yield paragraph;
        paragraph = '';
      }
      above = place;
    }
    // A word that was parted at the end of a line is one word; `-` before a capital letter belongs there (Anglo-\nSaxon).
    if (/\p{L}-$/u.test(paragraph.trimEnd()) && paragraph.endsWith('\n') && /^\p{Ll}/u.test(str)) {
      paragraph = paragraph.trimEnd().slice(0, -1);
    }
    paragraph += hasEOL ? `${str}\n` : str;
  }
  yield paragraph;
}
