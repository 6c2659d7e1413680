import { Unreadable } from './reading.ts';

/** Prose has no longer line; data has. In characters. */
const LINE_MAX_LENGTH = 1_000_000;

/** Where an HTML page must have said its encoding, in bytes (HTML, 4.2.5.4). */
const META_WITHIN = 1_024;

/**
 * The text of a file or a page: as its byte order mark says, else as `charset` says, else UTF-8.
 * @throws {Unreadable} if it is no text.
 */
export function decodeText(bytes: Uint8Array, charset?: string): string {
  const encoding = markedEncoding(bytes) ?? charset ?? 'utf-8';
  const decoder = makeDecoder(encoding);
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw new Unreadable(bytes.includes(0) ? 'not text but binary data' : `not ${decoder.encoding.toUpperCase()} text`);
  }
  if (text.includes('\0')) throw new Unreadable('not text but binary data');
  return text;
}

/** @throws {Unreadable} if a line is too long for prose. */
export function requireLines(text: string): void {
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from);
    const next = end === -1 ? text.length : end;
    if (next - from > LINE_MAX_LENGTH) throw new Unreadable(`has a line of more than ${LINE_MAX_LENGTH} characters`);
    from = next + 1;
  }
}

/** @returns the encoding that an HTML page says that it has, or `undefined`. */
export function declaredCharset(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, META_WITHIN));
  return /<meta[^>]{1,200}charset\s*=\s*["']?\s*([\w-]{1,40})/i.exec(head)?.[1];
}

function markedEncoding(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xef && second === 0xbb ? 'utf-8' : undefined;
}

function makeDecoder(encoding: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new Unreadable('its encoding is unknown');
  }
}
