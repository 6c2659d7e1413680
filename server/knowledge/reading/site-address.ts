/** What is in an address for counting visitors, or for knowing them again; the page is the same without it. */
const JUNK =
  /^(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|_ga|_gl|phpsessid|jsessionid|aspsessionid\w*|sid|session_?id)$/i;

/** What holds no text, told by its name: not asked for. */
const NO_DOCUMENT =
  /\.(?:avif|bmp|css|csv|dmg|eot|exe|gif|gz|ico|jpe?g|js|json|m4a|m4v|map|mjs|mov|mp[34]|mpe?g|og[agv]|otf|png|rss|svg|tar|tgz|tiff?|ttf|wasm|wav|webm|webmanifest|webp|wmv|woff2?|xml|zip)$/i;

/** @returns the one form of a page's address that it is known by: without fragment and junk, its parameters in order. */
export function normalAddress(url: URL): string {
  const normal = new URL(url);
  normal.hash = '';
  normal.username = '';
  normal.password = '';
  normal.pathname = normal.pathname.replace(/;jsessionid=[^/;]*/gi, '');
  const junk = [...normal.searchParams.keys()].filter((name) => JUNK.test(name));
  for (const name of junk) normal.searchParams.delete(name);
  normal.searchParams.sort();
  return normal.href;
}

/**
 * @param start - where the owner said that the site begins: what lies beside its last `/` and below is meant.
 * @returns the address to ask for, or `undefined` for what is not of the site or no document.
 */
export function addressWithin(link: string, start: URL): string | undefined {
  const url = URL.parse(link);
  if (url?.origin !== start.origin || NO_DOCUMENT.test(url.pathname)) return undefined;
  const folder = start.pathname.slice(0, start.pathname.lastIndexOf('/') + 1);
  return url.pathname.startsWith(folder) ? normalAddress(url) : undefined;
}
