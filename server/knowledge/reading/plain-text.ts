import type { Document } from '../document.ts';
import { decodeText, requireLines } from './decode-text.ts';
import { nameOf } from './name-of.ts';
import { Outline } from './outline.ts';
import type { Described } from './reading.ts';

/** Paragraphs are what empty lines part. The title is the file's name. */
export function readPlainText(bytes: Uint8Array, { id, address, charset }: Described): Document {
  const text = decodeText(bytes, charset);
  requireLines(text);
  const outline = new Outline();
  for (const paragraph of text.replaceAll(/\r\n?/g, '\n').split(/\n[^\S\n]*\n/)) outline.block(paragraph);
  return { id, title: nameOf(id), url: address ?? '', sections: outline.sections() };
}
