import { gunzipSync } from 'node:zlib';
import { parseHtml, type HtmlDocument } from './html-outline.ts';

/** What a sitemap may have (sitemaps.org: 50,000 addresses); one that is larger is read as far as this. */
const MAX_ADDRESSES = 50_000;
const UNPACKED_MAX_BYTES = 20 * 1_048_576;

/** Addresses as they stand in a sitemap: never trusted. */
export interface Sitemap {
  readonly pages: readonly string[];
  /** Further sitemaps that an index names. */
  readonly sitemaps: readonly string[];
}

const NOTHING: Sitemap = { pages: [], sitemaps: [] };

/** @param bytes - XML, or plain text with an address a line, packed by gzip or not. What is neither has no addresses. */
export function readSitemap(bytes: Uint8Array): Sitemap {
  const unpacked = unpack(bytes);
  if (unpacked === undefined) return NOTHING;
  const text = new TextDecoder().decode(unpacked);
  if (!/<(?:\w+:)?(?:urlset|sitemapindex)\b/.test(text.slice(0, 10_000))) {
    const lines = text.includes('<') ? [] : text.split('\n', MAX_ADDRESSES);
    return { pages: lines.map((line) => line.trim()).filter((line) => URL.canParse(line)), sitemaps: [] };
  }
  const sitemap = parseHtml(text.replaceAll(/<!\[CDATA\[|\]\]>/g, ''));
  return { pages: locations(sitemap, 'url > loc'), sitemaps: locations(sitemap, 'sitemap > loc') };
}

function locations(sitemap: HtmlDocument, selector: string): string[] {
  const found = [...sitemap.querySelectorAll(selector)].slice(0, MAX_ADDRESSES);
  return found.map(({ textContent }) => textContent.trim());
}

function unpack(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: UNPACKED_MAX_BYTES });
  } catch {
    // Broken or a bomb: the site is then read from its start page.
    return undefined;
  }
}
