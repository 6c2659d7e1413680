import type { Document } from '../document.ts';
import { readDocx } from './docx.ts';
import { tooLarge } from './format.ts';
import { readHtml } from './html.ts';
import { readMarkdown } from './markdown.ts';
import { readPdf } from './pdf.ts';
import { sayError } from './plain-words.ts';
import { readPlainText } from './plain-text.ts';
import { Unreadable, type Described, type Reading } from './reading.ts';

/**
 * Reads one document. Never throws: one that can't be read is skipped, with the reason. A hostile one may take any time and
 * memory: `DocumentReader` bounds both.
 */
export async function readDocument(bytes: Uint8Array, described: Described): Promise<Reading> {
  try {
    const reason = bytes.length === 0 ? 'empty' : tooLarge(described.format, bytes.length);
    if (reason !== undefined) return skipped(reason);
    const reading = await readFormat(bytes, described);
    if (reading.type === 'skipped' || reading.document.sections.length > 0) return reading;
    return { ...skipped('no text in it'), links: reading.links };
  } catch (error) {
    return skipped(error instanceof Unreadable ? error.message : `broken: ${sayError(error)}`);
  }
}

async function readFormat(bytes: Uint8Array, described: Described): Promise<Reading> {
  switch (described.format) {
    case 'html':
      return readHtml(bytes, described);
    case 'markdown':
      return read(readMarkdown(bytes, described));
    case 'text':
      return read(readPlainText(bytes, described));
    case 'pdf':
      return read(await readPdf(bytes, described));
    case 'docx':
      return read(await readDocx(bytes, described));
    default:
      return described.format satisfies never;
  }
}

function read(document: Document): Reading {
  return { type: 'document', document, links: [] };
}

function skipped(reason: string): Reading {
  return { type: 'skipped', reason, links: [] };
}
