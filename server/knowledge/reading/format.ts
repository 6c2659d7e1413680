import { extname } from 'node:path';

export type Format = 'markdown' | 'html' | 'text' | 'pdf' | 'docx';

const MEBIBYTE = 1_048_576;

const BY_EXTENSION: ReadonlyMap<string, Format> = new Map([
  ['.md', 'markdown'],
  ['.markdown', 'markdown'],
  ['.html', 'html'],
  ['.htm', 'html'],
  ['.xhtml', 'html'],
  ['.txt', 'text'],
  ['.text', 'text'],
  ['.pdf', 'pdf'],
  ['.docx', 'docx'],
]);

const BY_MEDIA_TYPE: ReadonlyMap<string, Format> = new Map([
  ['text/markdown', 'markdown'],
  ['text/html', 'html'],
  ['text/plain', 'text'],
  ['application/pdf', 'pdf'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'],
]);

/** Documents for people, which an owner may expect to be read. */
const FOREIGN = new Set(
  '.doc .docm .dot .dotx .epub .key .odp .ods .odt .pages .ppt .pptx .rst .adoc .rtf .xls .xlsx'.split(' '),
);

/** @param path - of a file. @returns `foreign` for a document that can't be read, `undefined` for what is no document. */
export function formatOfFile(path: string): Format | 'foreign' | undefined {
  const extension = extname(path).toLowerCase();
  return BY_EXTENSION.get(extension) ?? (FOREIGN.has(extension) ? 'foreign' : undefined);
}

/** @param mediaType - the value of a `content-type`, without parameters. */
export function formatOfMediaType(mediaType: string): Format | undefined {
  return BY_MEDIA_TYPE.get(mediaType.trim().toLowerCase());
}

/** The largest document that is read, in bytes. */
function maxBytes(format: Format): number {
  switch (format) {
    case 'markdown':
    case 'html':
    case 'text':
      return 5 * MEBIBYTE;
    case 'pdf':
    case 'docx':
      return 25 * MEBIBYTE;
    default:
      return format satisfies never;
  }
}

/** @returns why a document of so many bytes is not read, or `undefined`. */
export function tooLarge(format: Format, bytes: number): string | undefined {
  const max = maxBytes(format);
  return bytes > max ? `larger than ${max / MEBIBYTE} MB` : undefined;
}
