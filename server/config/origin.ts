/**
 * Whether a value may stand among a chatbot's origins: an origin, an origin with `*` as the leftmost label of its host, or
 * `loopback`. A wildcard over a whole registry, such as `https://*.com`, is refused; one for names below one point is taken at its word.
 */
export function isAllowedOrigin(value: string): boolean {
  if (value === 'loopback' || isWebOrigin(value)) return true;
  const match = /^(https?:\/\/)\*\.([^*]+\.[^*]+)$/.exec(value);
  return match !== null && isWebOrigin(`${match[1]}x.${match[2]}`);
}

/** An origin as a browser sends it (Fetch, section 3.2): scheme, host and, where it is not the scheme's own, port. */
export function isWebOrigin(value: string): boolean {
  const url = URL.parse(value);
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === value && !url.hostname.includes('*');
}
