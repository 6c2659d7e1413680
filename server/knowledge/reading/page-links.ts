import type { HtmlDocument } from './html-outline.ts';

/** How many links of one page are followed. */
const MAX_LINKS = 2_000;

/** What a page says to those who read it by machine. */
export interface PageRobots {
  readonly index: boolean;
  readonly follow: boolean;
}

/** @param rules - as in `<meta name="robots">` and the header `X-Robots-Tag`, in lower case. */
export function parseRobotsRules(rules: string): PageRobots {
  const words = new Set(rules.split(/[\s,]+/));
  return { index: !words.has('noindex') && !words.has('none'), follow: !words.has('nofollow') && !words.has('none') };
}

export function robotsOf(page: HtmlDocument): PageRobots {
  const rules = [...page.querySelectorAll('meta[name="robots" i], meta[name="smail-chat" i]')];
  return parseRobotsRules(
    rules
      .map((meta) => meta.getAttribute('content') ?? '')
      .join(',')
      .toLowerCase(),
  );
}

/**
 * @param address - the page's own.
 * @returns where the page's links lead on its own origin, each once, without fragments; those that are not to be followed left out.
 */
export function linksOf(page: HtmlDocument, address: string): string[] {
  const { origin } = new URL(address);
  const base = URL.parse(page.querySelector('base[href]')?.getAttribute('href') ?? '', address)?.href ?? address;
  const links = new Set<string>();
  for (const link of page.querySelectorAll('a[href], area[href]')) {
    if (links.size >= MAX_LINKS) break;
    if (/\b(?:nofollow|sponsored|ugc)\b/i.test(link.getAttribute('rel') ?? '')) continue;
    const url = URL.parse(link.getAttribute('href') ?? '', base);
    if (url?.origin !== origin) continue;
    url.hash = '';
    links.add(url.href);
  }
  return [...links];
}
