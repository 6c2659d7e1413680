/**
 * The one gate for addresses that come from elsewhere: an owner's attribute, a document's address in an answer.
 * @param base - what a relative `address` is relative to; absolute itself.
 * @returns the address if a browser can follow it without running anything, so only `http:` and `https:`; `undefined` for
 *   any other scheme, for what is no address, and for none.
 */
export function httpUrl(address: string | null | undefined, base: string): URL | undefined {
  if (!address) return undefined;
  let url: URL;
  try {
    url = new URL(address, base);
  } catch {
    return undefined;
  }
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined;
}
