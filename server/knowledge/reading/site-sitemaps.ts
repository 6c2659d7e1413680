import type { DocumentReader } from './document-reader.ts';
import type { PoliteFetch } from './polite-fetch.ts';
import { addressWithin } from './site-address.ts';
import type { SiteRules } from './site-rules.ts';

const SITEMAP_MAX_BYTES = 10 * 1_048_576;
/** How many sitemaps of a site are looked at, indexes included. */
const MAX_SITEMAPS = 50;
const MAX_ADDRESSES = 20_000;

/**
 * @param start - where the site begins, or its sitemap itself (`.xml`, `.xml.gz`).
 * @throws {Error} if a sitemap that must be there can't be had: pages would be taken for removed.
 * @returns the addresses of the site's pages, in the order of the sitemaps, each once; none if there is no sitemap.
 */
export async function findInSitemaps(
  start: URL,
  rules: SiteRules,
  pages: PoliteFetch,
  reader: DocumentReader,
  signal: AbortSignal,
): Promise<string[]> {
  const isSitemap = /\.xml(?:\.gz)?$/.test(start.pathname);
  const scope = isSitemap ? new URL('/', start) : start;
  const waiting = isSitemap ? [start.href] : [...rules.sitemaps, `${start.origin}/sitemap.xml`];
  const asked = new Set<string>();
  const found = new Set<string>();
  for (const named of waiting) {
    const sitemap = URL.parse(named, start.origin)?.href ?? '';
    if (URL.parse(sitemap)?.origin !== start.origin || asked.has(sitemap) || asked.size >= MAX_SITEMAPS) continue;
    asked.add(sitemap);
    const fetched = await pages.get(sitemap, {
      maxBytes: SITEMAP_MAX_BYTES,
      isWanted: () => true,
      mayFollow: () => true,
    });
    const isNamed = isSitemap || rules.sitemaps.includes(named);
    if (fetched.type === 'refused' && (isSitemap || (isNamed && fetched.isTemporary))) {
      throw new Error(`${sitemap}: ${fetched.reason}`);
    }
    // Without a sitemap a site is read from its start page.
    if (fetched.type !== 'content') continue;
    const { pages: listed, sitemaps } = await reader.readSitemap(fetched.bytes, signal);
    // An index is read on while it is walked: what it names is asked for in its turn.
    waiting.push(...sitemaps.slice(0, MAX_SITEMAPS));
    for (const page of listed) {
      const address = found.size < MAX_ADDRESSES ? addressWithin(page, scope) : undefined;
      if (address !== undefined) found.add(address);
    }
  }
  return [...found];
}
