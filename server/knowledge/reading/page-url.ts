/** The longest address that is kept, in characters. */
const MAX_LENGTH = 2_000;

/**
 * The page that a document says it belongs to; a document can say anything.
 * @param base - what a relative one is relative to; absent, a path stays a path.
 * @returns an address with http or https and without a password, a path, or empty.
 */
export function pageUrl(page: string, base?: string): string {
  const text = page.trim();
  if (text === '' || text.length > MAX_LENGTH || /[\p{Cc}<>"`]/u.test(text)) return '';
  const whole = URL.parse(text);
  if (whole !== null) return isPage(whole) ? whole.href : '';
  // A path that a browser would take for a host (`//host`, `/\host`) leads off the site.
  const somewhere = 'http://somewhere.invalid/';
  if (URL.parse(text, somewhere)?.host !== 'somewhere.invalid') return '';
  if (base === undefined) return text;
  const resolved = URL.parse(text, base);
  return resolved !== null && isPage(resolved) ? resolved.href : '';
}

/** @returns the address if it is of the same origin as `base`, otherwise empty. */
export function ownPageUrl(page: string, base: string | undefined): string {
  const url = base === undefined ? '' : pageUrl(page, base);
  return url !== '' && URL.parse(url)?.origin === URL.parse(base ?? '')?.origin ? url : '';
}

function isPage({ protocol, username, password }: URL): boolean {
  return /^https?:$/.test(protocol) && username === '' && password === '';
}
