import { Readable } from 'node:stream';
import JSZip from 'jszip';
import mammoth from 'mammoth';
import type { Document } from '../document.ts';
import { outlineHtml, parseHtml } from './html-outline.ts';
import { nameOf } from './name-of.ts';
import { Outline } from './outline.ts';
import { shortLine } from './plain-words.ts';
import { Unreadable, type Described } from './reading.ts';

/** What the parts that hold text may have unpacked, in bytes: all of them together. */
const PARTS_MAX_BYTES = 20 * 1_048_576;
const MAX_PARTS = 5_000;

/** The file signature of what Word wraps a document in that has a password, and of its older format. */
const COMPOUND_FILE = [0xd0, 0xcf, 0x11, 0xe0];

/** Headings by their styles. Pictures are left out, and so are comments and what a tracked change took out. */
export async function readDocx(bytes: Uint8Array, { id, address }: Described): Promise<Document> {
  if (COMPOUND_FILE.every((byte, index) => bytes[index] === byte)) {
    throw new Unreadable('protected with a password, or in the old format of Word: save it as DOCX without one');
  }
  const parts = await unpackText(bytes);
  const buffer = await parts.generateAsync({ type: 'nodebuffer', compression: 'STORE' });
  const { value } = await mammoth.convertToHtml(
    { buffer },
    { convertImage: mammoth.images.imgElement(async () => ({ src: '' })), includeEmbeddedStyleMap: false },
  );
  const outline = new Outline();
  outlineHtml(parseHtml(value).documentElement, outline);
  const title = shortLine(await coreTitle(parts));
  return { id, title: title || outline.firstHeading || nameOf(id), url: address ?? '', sections: outline.sections() };
}

/**
 * Unpacks what holds text, counting as it goes: what a file says about its own size can be a lie.
 * @returns a zip of nothing else, which can be read without a limit.
 */
async function unpackText(bytes: Uint8Array): Promise<JSZip> {
  const packed = await openZip(bytes);
  const entries = Object.values(packed.files);
  if (entries.length > MAX_PARTS) throw new Unreadable(`has more than ${MAX_PARTS} parts`);
  const text = new JSZip();
  let left = PARTS_MAX_BYTES;
  for (const entry of entries) {
    if (entry.dir || !/\.(?:xml|rels)$/i.test(entry.name)) continue;
    const chunks: Uint8Array[] = [];
    for await (const chunk of new Readable().wrap(entry.nodeStream('nodebuffer')) as AsyncIterable<Buffer>) {
      left -= chunk.length;
      if (left < 0) {
        throw new Unreadable(`its text has more than ${PARTS_MAX_BYTES / 1_048_576} MB when it is unpacked`);
      }
      chunks.push(chunk);
    }
    text.file(entry.name, Buffer.concat(chunks));
  }
  return text;
}

async function openZip(bytes: Uint8Array): Promise<JSZip> {
  try {
    return await JSZip.loadAsync(bytes);
  } catch (error) {
    const isEncrypted = error instanceof Error && /encrypted/i.test(error.message);
    throw new Unreadable(isEncrypted ? 'encrypted' : 'broken: not a whole DOCX file', { cause: error });
  }
}

async function coreTitle(parts: JSZip): Promise<string> {
  const xml = await parts.file('docProps/core.xml')?.async('string');
  return xml === undefined ? '' : (parseHtml(xml).querySelector('dc\\:title')?.textContent ?? '');
}
