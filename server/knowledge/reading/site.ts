import type { IndexEntry } from '../document-index.ts';
import type { DocumentReader } from './document-reader.ts';
import { hashOf, readPageFingerprint, writeFingerprint } from './fingerprint.ts';
import { formatOfMediaType } from './format.ts';
import { parseRobotsRules } from './page-links.ts';
import { PoliteFetch, type Fetched } from './polite-fetch.ts';
import { addressWithin, normalAddress } from './site-address.ts';
import { loadSiteRules, type SiteRules } from './site-rules.ts';
import type { ReadingParts } from './reading-parts.ts';
import { findInSitemaps } from './site-sitemaps.ts';

export interface SiteLimits {
  /** Between two requests, in milliseconds; more if the site asks for more. */
  readonly pauseMs: number;
  /** How long a request may take, in milliseconds. */
  readonly requestMs: number;
  /** How many pages are asked for. */
  readonly maxPages: number;
  /** How many links from the start page, where there is no sitemap. */
  readonly maxDepth: number;
}

const SITE_LIMITS: SiteLimits = { pauseMs: 200, requestMs: 15_000, maxPages: 5_000, maxDepth: 10 };

const PAGE_MAX_BYTES = 5 * 1_048_576;
/** How many addresses wait for being asked for. */
const MAX_WAITING = 20_000;
/** A site that fails so many times, one after the other, has gone away. */
const MAX_FAILURES = 10;

export interface SiteSource {
  readonly type: 'site';
  /** Where it begins: http or https. What lies beside the last `/` of its path and below is read. */
  readonly address: string;
}

/** What became of one page. */
interface Visit {
  /** None for a page that was met before under another address. */
  readonly entry: IndexEntry | undefined;
  readonly links: readonly string[];
  /** Why it can't be had for the moment. */
  readonly failure?: string;
}

/**
 * Reads a site, one page after the other: the pages of its sitemap or, without one, those that links lead to from its start.
 * @param known - fingerprints by id: what is still the same is not taken anew. A known page that can't be had for the moment stays.
 * @throws {Error} if the site can't be read, or stops answering; the reason of `signal` when that aborts.
 */
export async function* readSite(
  { address }: SiteSource,
  known: ReadonlyMap<string, string>,
  { reader, signal, onExpected }: ReadingParts,
  limits: SiteLimits = SITE_LIMITS,
): AsyncGenerator<IndexEntry> {
  const start = new URL(address);
  const pages = new PoliteFetch(limits, signal);
  const rules = await loadSiteRules(start.origin, pages);
  pages.slowDown(rules.crawlDelayMs);
  const listed = await findInSitemaps(start, rules, pages, reader, signal);
  const visitor = new Visitor({ known, reader, signal, pages, rules });
  const waiting = (listed.length > 0 ? listed : [normalAddress(start)]).map((address) => ({ address, depth: 0 }));
  const seen = new Set(waiting.map(({ address }) => address));
  let failures = 0;
  for (let asked = 0; asked < waiting.length; asked++) {
    const next = waiting[asked];
    onExpected?.(Math.min(waiting.length, limits.maxPages));
    if (next === undefined) break;
    if (asked >= limits.maxPages) {
      // Not by the site's address: that is its start page's, which was read and would be taken for skipped.
      yield { type: 'skipped', id: `${address} …`, reason: `only ${limits.maxPages} pages of a site are read` };
      return;
    }
    // Where links are followed a page must come whole, changed or not: an answer of 304 has none.
    const { entry, links, failure } = await visitor.visit(next.address, { isListed: listed.length > 0 });
    failures = failure === undefined ? 0 : failures + 1;
    const isStart = asked === 0 && listed.length === 0;
    if (isStart && entry?.type === 'skipped' && links.length === 0) throw new Error(`${next.address}: ${entry.reason}`);
    if (failure !== undefined && (isStart || failures >= MAX_FAILURES)) {
      throw new Error(`${start.origin} does not answer: ${failure}`);
    }
    if (entry !== undefined) yield entry;
    if (listed.length > 0 || next.depth >= limits.maxDepth) continue;
    for (const link of links) {
      const found = addressWithin(link, start);
      if (found === undefined || seen.has(found) || seen.size >= MAX_WAITING) continue;
      seen.add(found);
      waiting.push({ address: found, depth: next.depth + 1 });
    }
  }
}

interface VisitorParts {
  readonly known: ReadonlyMap<string, string>;
  readonly reader: DocumentReader;
  readonly signal: AbortSignal;
  readonly pages: PoliteFetch;
  readonly rules: SiteRules;
}

/** Gets pages and reads them, each once, whatever addresses it has. */
class Visitor {
  readonly #parts: VisitorParts;
  readonly #met = new Set<string>();

  constructor(parts: VisitorParts) {
    this.#parts = parts;
  }

  async visit(address: string, { isListed }: { isListed: boolean }): Promise<Visit> {
    const { known, pages, rules } = this.#parts;
    if (!rules.isAllowed(address)) return skip(address, 'robots.txt keeps robots from it');
    const { etag, lastModified } = readPageFingerprint(known.get(address));
    const fetched = await pages.get(address, {
      maxBytes: PAGE_MAX_BYTES,
      isWanted: (mediaType) => formatOfMediaType(mediaType) !== undefined,
      mayFollow: (target) => rules.isAllowed(target),
      ...(isListed ? { etag, lastModified } : {}),
    });
    switch (fetched.type) {
      case 'not-modified':
        return { entry: this.#stay(address), links: [] };
      case 'refused': {
        if (!fetched.isTemporary) return skip(address, fetched.reason);
        const entry: IndexEntry | undefined = known.has(address)
          ? this.#stay(address)
          : { type: 'skipped', id: address, reason: fetched.reason };
        return { entry, links: [], failure: fetched.reason };
      }
      case 'content':
        return this.#read(fetched);
      default:
        return fetched satisfies never;
    }
  }

  async #read({
    url,
    bytes,
    mediaType,
    charset,
    robots,
    etag,
    lastModified,
  }: Fetched & { type: 'content' }): Promise<Visit> {
    const { known, reader, signal } = this.#parts;
    const id = normalAddress(url);
    const format = formatOfMediaType(mediaType);
    if (format === undefined || !this.#meet(id)) return { entry: undefined, links: [] };
    const described = { id, format, address: id, base: id, ...(charset === undefined ? {} : { charset }) };
    const reading = await reader.read(bytes, described, signal);
    const { index, follow } = parseRobotsRules(robots);
    const links = follow ? reading.links : [];
    if (reading.type === 'skipped') return { ...skip(id, reading.reason), links };
    if (!index) return { ...skip(id, 'the page asks not to be indexed'), links };
    const { document } = reading;
    const own = URL.parse(document.url);
    const page = own === null || normalAddress(own) === id ? '' : normalAddress(own);
    if (page !== '' && !this.#meet(page)) return { entry: undefined, links };
    // Hashed as it was read: a page may have a new token or date in it at every request.
    const hash = hashOf(JSON.stringify(document), '');
    const fingerprint = writeFingerprint({ etag, lastModified, hash, page });
    return readPageFingerprint(known.get(id)).hash === hash
      ? { entry: { type: 'unchanged', id }, links }
      : { entry: { type: 'document', document, fingerprint }, links };
  }

  /** A known page stays as it is: it is met all the same, so that the same page under another address is not taken beside it. */
  #stay(address: string): IndexEntry | undefined {
    const { page } = readPageFingerprint(this.#parts.known.get(address));
    const isNew = this.#meet(address);
    if (page !== '') this.#meet(page);
    return isNew ? { type: 'unchanged', id: address } : undefined;
  }

  /** @returns whether it is the first time. */
  #meet(address: string): boolean {
    const isNew = !this.#met.has(address);
    this.#met.add(address);
    return isNew;
  }
}

function skip(id: string, reason: string): Visit {
  return { entry: { type: 'skipped', id, reason }, links: [] };
}
