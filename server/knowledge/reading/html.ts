import { Readability } from '@mozilla/readability';
import { declaredCharset, decodeText } from './decode-text.ts';
import { LEVEL, outlineHtml, parseHtml, type HtmlDocument, type HtmlElement, type HtmlNode } from './html-outline.ts';
import { linksOf, robotsOf } from './page-links.ts';
import { nameOf } from './name-of.ts';
import { Outline } from './outline.ts';
import { ownPageUrl } from './page-url.ts';
import { oneLine, shortLine } from './plain-words.ts';
import type { Described, Reading } from './reading.ts';

/** Beyond these Readability takes too long; such a page is read whole. */
const MAX_ELEMENTS = 20_000;
const MAX_DEPTH = 250;

/** Main content that has less than this share of what stands on the page, or in its `<main>`, took a part for the whole. */
const SHARE_OF_PAGE = 0.5;
const SHARE_OF_MAIN = 0.8;

/** Readability with the types of our nodes: its own are those of a browser, which this program has not. */
const MainContent = Readability as unknown as new (
  page: HtmlDocument,
  options: { readonly serializer: (node: HtmlElement) => HtmlElement; readonly disableJSONLD: boolean },
) => { parse(): { readonly content?: HtmlElement | null } | null };

/** Reads the main content of a page. */
export function readHtml(bytes: Uint8Array, described: Described): Reading {
  const { id, address, base, charset } = described;
  const page = parseHtml(decodeText(bytes, charset ?? declaredCharset(bytes)));
  const robots = robotsOf(page);
  const links = robots.follow && address !== undefined ? linksOf(page, address) : [];
  if (!robots.index) return { type: 'skipped', reason: 'the page asks not to be indexed', links };
  // Readability takes the page apart: what is read of the whole page is read before.
  const title = titleOf(page);
  const canonical = page.querySelector('link[rel="canonical" i]')?.getAttribute('href') ?? '';
  const outline = mainContent(page);
  const url = ownPageUrl(canonical, address ?? base) || (address ?? '');
  const document = { id, title: title || outline.firstHeading || nameOf(id), url, sections: outline.sections() };
  return { type: 'document', document, links };
}

/** The page's title; its only first heading instead, where the title is that and the site's name. */
function titleOf(page: HtmlDocument): string {
  const [heading, second] = [...page.querySelectorAll('h1')].map(({ textContent }) => oneLine(textContent));
  const title = oneLine(page.querySelector('title')?.textContent ?? '');
  const isShorter = heading !== undefined && heading !== '' && second === undefined && title.includes(heading);
  return shortLine(isShorter ? heading : title || (heading ?? ''));
}

function mainContent(page: HtmlDocument): Outline {
  const main = page.querySelector('main, [role="main"]');
  const whole = new Outline();
  outlineHtml(main ?? page.documentElement, whole, { withoutSurroundings: true });
  if (!isReadable(page)) return whole;
  for (const heading of page.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    heading.setAttribute(LEVEL, heading.localName.slice(1));
  }
  const content = readably(page);
  if (content === undefined) return whole;
  const outline = new Outline();
  outlineHtml(content, outline, { withoutSurroundings: true });
  return outline.length < whole.length * (main === null ? SHARE_OF_PAGE : SHARE_OF_MAIN) ? whole : outline;
}

function readably(page: HtmlDocument): HtmlElement | undefined {
  const options = { serializer: (node: HtmlElement) => node, disableJSONLD: true };
  return new MainContent(page, options).parse()?.content ?? undefined;
}

/** Whether the page is small and flat enough for code that calls itself for every level of it. */
function isReadable(page: HtmlDocument): boolean {
  let elements = 0;
  let depth = 0;
  let node: HtmlNode | null = page.documentElement;
  while (node !== null) {
    if (++elements > MAX_ELEMENTS || depth > MAX_DEPTH) return false;
    if (node.firstChild !== null) {
      node = node.firstChild;
      depth++;
      continue;
    }
    while (node !== null && node.nextSibling === null) {
      node = node.parentNode;
      depth--;
    }
    node = node?.nextSibling ?? null;
  }
  return true;
}
