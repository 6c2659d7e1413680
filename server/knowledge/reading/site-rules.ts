import robotsParser from 'robots-parser';
import { USER_AGENT, type PoliteFetch } from './polite-fetch.ts';

/** As much of a `robots.txt` as every robot must read (RFC 9309, 2.5). */
const MAX_BYTES = 500 * 1_024;

/** A site that wants more between two requests gets this, in seconds. */
const MAX_CRAWL_DELAY = 10;

/** What a site asks of robots. */
export interface SiteRules {
  isAllowed(address: string): boolean;
  /** The least time between two requests, in milliseconds. */
  readonly crawlDelayMs: number;
  /** Addresses as they stand there: never trusted. */
  readonly sitemaps: readonly string[];
}

/**
 * A site without `robots.txt` allows everything; one whose `robots.txt` can't be had for the moment allows nothing (RFC 9309, 2.3.1).
 * @throws {Error} in the latter case, for the owner.
 */
export async function loadSiteRules(origin: string, pages: PoliteFetch): Promise<SiteRules> {
  const address = `${origin}/robots.txt`;
  const fetched = await pages.get(address, { maxBytes: MAX_BYTES, isWanted: () => true, mayFollow: () => true });
  if (fetched.type === 'refused' && fetched.isTemporary) throw new Error(`${address}: ${fetched.reason}`);
  const text = fetched.type === 'content' ? new TextDecoder().decode(fetched.bytes) : '';
  // The package's types describe an ES module, which it is not.
  const robots = (robotsParser as unknown as typeof robotsParser.default)(address, text);
  return {
    isAllowed: (address) => robots.isAllowed(address, USER_AGENT) !== false,
    crawlDelayMs: Math.min(robots.getCrawlDelay(USER_AGENT) ?? 0, MAX_CRAWL_DELAY) * 1_000,
    sitemaps: robots.getSitemaps(),
  };
}
