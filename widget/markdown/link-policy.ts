/** The longest address that is followed, in characters, as it was written and as the browser writes it. */
const MAX_LENGTH = 2048;

/** White space and control characters: the URL parser drops some of them silently, so that `java\nscript:` would run. */
const FORBIDDEN = /[\s\p{Cc}]/u;

/**
 * The one policy for every address that comes from elsewhere: a link, a source, a picture, an owner's configuration.
 * @param base - what a relative `address` is relative to; absolute itself. Without it a relative address is none.
 * @returns the address if a browser can follow it without running anything: `https:`, `http:`, or `mailto:` (see `plainMailto`),
 *   with a host or a recipient, without user info (`https://bank.example@evil.example/` shows one host and goes to another).
 */
function safeUrl(address: string, base?: string): URL | undefined {
  if (address === '' || address.length > MAX_LENGTH || FORBIDDEN.test(address)) return undefined;
  const parsed = parse(address, base);
  const url = parsed?.protocol === 'mailto:' ? plainMailto(parsed) : parsed;
  if (!url || url.href.length > MAX_LENGTH || url.username !== '' || url.password !== '') return undefined;
  return isHttp(url) || url.protocol === 'mailto:' ? url : undefined;
}

/** @returns what an `href` may hold for this address, normalised; `undefined` if it is to be no link. */
export function safeHref(address: string, base?: string): string | undefined {
  return safeUrl(address, base)?.href;
}

/**
 * The same policy for what is fetched from or compared by its origin: no `mailto:`. White space around the address, as
 * people leave it in attributes, is no part of it.
 */
export function httpUrl(address: string | null | undefined, base?: string): URL | undefined {
  const url = safeUrl(address?.trim() ?? '', base);
  return url && isHttp(url) ? url : undefined;
}

/**
 * Whether a picture may be fetched without a click. The owner answers for everything below a listed prefix, queries included.
 * @param allowed - absolute addresses without query and fragment, each an exact origin and a path. A path covers itself and what
 *   is below it, by whole segments: `https://cdn.example/img` covers `/img/a.png`, not `/imgevil`.
 */
export function mayShowImage(address: string, allowed: readonly string[]): boolean {
  const url = httpUrl(address);
  // An encoded slash, backslash or percent sign is a path that some server reads differently than we do.
  if (!url || /%(?:2f|5c|25)/i.test(url.pathname)) return false;
  return allowed.some((entry) => {
    const prefix = httpUrl(entry);
    if (!prefix || prefix.origin !== url.origin || prefix.search !== '' || prefix.hash !== '') return false;
    const folder = prefix.pathname.endsWith('/') ? prefix.pathname : `${prefix.pathname}/`;
    return url.pathname === prefix.pathname || url.pathname.startsWith(folder);
  });
}

function parse(address: string, base?: string): URL | undefined {
  try {
    return new URL(address, base);
  } catch {
    return undefined;
  }
}

function isHttp({ protocol }: URL): boolean {
  return protocol === 'https:' || protocol === 'http:';
}

/**
 * Mail to one recipient, with nothing but `subject` and `body` filled in (RFC 6068). Other headers are dropped: a `bcc` or a
 * second recipient gets a copy that the writer hardly notices, and some programs obey `attach`. The rest is harmless, since
 * the writer sees it before it is sent; so the link stays one.
 */
function plainMailto({ pathname, search }: URL): URL | undefined {
  const recipient = decoded(pathname);
  if (recipient === undefined || !/^[^\s\p{Cc}@,;:<>"()]+@[^\s\p{Cc}@,;:<>"()]+$/u.test(recipient)) return undefined;
  const fields = search
    .slice(1)
    .split('&')
    // Only the body may have line breaks (section 5); in a subject they would begin another header.
    .filter((field) => /^body=/i.test(field) || (/^subject=/i.test(field) && !/%0[ad]/i.test(field)));
  return parse(`mailto:${pathname}${fields.length === 0 ? '' : '?'}${fields.join('&')}`);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/**
 * What to show beside a link whose text could be taken for another address than the one it goes to.
 * @param href - as `safeHref` gives it.
 * @returns the link's host (for mail: its recipient) if the text has an address with another host in it, or if the host has
 *   letters beyond ASCII, which may look like others; in Punycode then. `undefined` if the text says enough.
 */
export function hostNote(text: string, href: string): string | undefined {
  const url = parse(href);
  if (!url) return undefined;
  // Compatibility forms are read as what they look like: `․` as a full stop, `ｅ` as `e`.
  const shown = text
    .replace(/\p{DI}/gu, '')
    .normalize('NFKC')
    .toLowerCase();
  if (url.protocol === 'mailto:') {
    const recipient = decoded(url.pathname) ?? url.pathname;
    const mails = shown.split(/[\s<>()]/).filter((word) => word.includes('@'));
    const isOther =
      mails.length === 0 ? hostsIn(shown).length > 0 : mails.some((mail) => mail !== recipient.toLowerCase());
    return isOther ? recipient : undefined;
  }
  const hosts = hostsIn(shown);
  const isForeign = hosts.some((host) => bare(host) !== bare(url.hostname));
  const isDisguised = url.hostname.includes('xn--') && !shown.includes(url.hostname);
  return isForeign || isDisguised ? url.host : undefined;
}

/** What may be a host, or a word: letters and digits with dots and dashes between. */
const RUN = /[\p{L}\p{N}][\p{L}\p{N}\p{M}._。-]*(?<![._。-])/gu;
/** What people take for the last label of a host: any word but the endings of files that are no top-level domains. */
const TOP_LEVEL = /[.。](?!(?:[jt]sx?|json|html?|css|ya?ml|xml|csv|txt|pdf)$)(?:\p{L}[\p{L}\p{M}]+|xn--[a-z\d-]+)$/u;
const IP_ADDRESS = /^\d+(?:\.\d+){3}$/;

/** @returns the hosts that a reader may see in the text, without what follows each of them in its address. */
function hostsIn(text: string): string[] {
  const hosts: string[] = [];
  for (const word of text.split(/\s/)) {
    for (const { 0: run, index } of word.matchAll(RUN)) {
      if (!TOP_LEVEL.test(run) && !IP_ADDRESS.test(run) && !word.startsWith('://', index - 3)) continue;
      hosts.push(parse(`https://${run}`)?.hostname ?? run);
      // What comes behind is its port or path, and no host.
      if (/[:/?#]/.test(word.charAt(index + run.length))) break;
    }
  }
  return hosts;
}

function bare(host: string): string {
  return host.replace(/^www\./, '');
}
