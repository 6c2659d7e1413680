/** Autolinks in angle brackets (specification, 6.5). */
const URI = /<([A-Za-z][A-Za-z\d+.-]{1,31}:[^\s<>\p{Cc}]*)>/uy;
const EMAIL = /<([\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z\d-]+(?:\.[A-Za-z\d-]+)*)>/y;
/** What may become one: as far as the text goes. */
const CUT_URI = /<([A-Za-z][A-Za-z\d+.-]{1,31}:[^\s<>\p{Cc}]{0,2048})$/uy;

export interface Autolink {
  /** Undefined where the text ends before the address surely does. */
  readonly address: string | undefined;
  readonly text: string;
  readonly end: number;
}

/** The autolink in angle brackets at `at`. */
export function bracketedAutolink(text: string, at: number, open: boolean): Autolink | undefined {
  for (const [pattern, scheme] of [
    [URI, ''],
    [EMAIL, 'mailto:'],
  ] as const) {
    pattern.lastIndex = at;
    const inner = pattern.exec(text)?.[1];
    if (inner !== undefined) return { address: scheme + inner, text: inner, end: pattern.lastIndex };
  }
  if (!open) return undefined;
  CUT_URI.lastIndex = at;
  const cut = CUT_URI.exec(text)?.[1];
  return cut === undefined ? undefined : { address: undefined, text: cut, end: text.length };
}

/** Where extended autolinks (GFM, 6.9) can begin. */
const BEGINNING = /(?<=^|[\s*_~(])(?:(?:https?|ftp):\/\/|www\.)(?=[\p{L}\p{N}])|(?<![\w.+-])[\w.+-]+@(?=[A-Za-z\d])/giu;
const PREFIX = /(?:https?|ftp):\/\/|www\./iy;
/** A domain's segments, and what follows; longer ones than the domain name system has are none. */
const DOMAIN = /[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+/uy;
const UNDERSCORE_AT_END = /_[^.]*(?:\.[^.]*)?$/;
const DOMAIN_MAX = 253;
/** The longest name of a reference, with `&` and `;`, in characters. */
const REFERENCE_MAX = 33;
const PATH = /[^\s<]*/y;
const EMAIL_DOMAIN = /[A-Za-z\d_-]+(?:\.[A-Za-z\d_-]+)+/y;

/** The places in `text` where an extended autolink may begin, in their order. */
export function* extendedAutolinkStarts(text: string): Generator<number, void, undefined> {
  // Most texts have none, and these are quick to see.
  if (!text.includes('://') && !/www\.|@/i.test(text)) return;
  for (const { index } of text.matchAll(BEGINNING)) yield index;
}

/** The extended autolink at one of these places. */
export function extendedAutolink(text: string, at: number, open: boolean): Autolink | undefined {
  const prefix = matchAt(PREFIX, text, at);
  if (prefix === undefined) return emailAutolink(text, at, open);
  const isBare = !prefix.includes(':');
  const start = isBare ? at : at + prefix.length;
  const domain = domainAt(DOMAIN, text, start);
  if (domain === undefined || UNDERSCORE_AT_END.test(domain)) return undefined;
  const afterDomain = start + domain.length;
  const full = afterDomain + (matchAt(PATH, text, afterDomain)?.length ?? 0);
  const end = withoutTrailing(text, at, full);
  const link = text.slice(at, end);
  const isCut = open && full === text.length;
  return { address: isCut ? undefined : (isBare ? 'http://' : '') + link, text: link, end };
}

function emailAutolink(text: string, at: number, open: boolean): Autolink | undefined {
  const host = text.indexOf('@', at) + 1;
  const domain = domainAt(EMAIL_DOMAIN, text, host);
  if (domain === undefined || /[-_]$/.test(domain)) return undefined;
  const end = host + domain.length;
  const link = text.slice(at, end);
  return { address: open && end >= text.length - 1 ? undefined : `mailto:${link}`, text: link, end };
}

/** Extended autolink path validation: without punctuation, unbalanced parentheses and references at the end. */
function withoutTrailing(text: string, start: number, from: number): number {
  let end = from;
  let surplus = 0;
  for (let index = start; index < from; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 41) surplus += 1;
    else if (code === 40) surplus -= 1;
  }
  for (; end > start; end -= 1) {
    const last = text.charAt(end - 1);
    if (last === ')' && surplus > 0) {
      surplus -= 1;
    } else if (last === ';') {
      const reference = /&[A-Za-z\d]+;$/.exec(text.slice(Math.max(start, end - REFERENCE_MAX), end));
      end -= (reference?.[0].length ?? 1) - 1;
    } else if (!'?!.,:*_~\'"'.includes(last)) {
      break;
    }
  }
  return end;
}

function domainAt(pattern: RegExp, text: string, at: number): string | undefined {
  const domain = matchAt(pattern, text.slice(at, at + DOMAIN_MAX + 1), 0);
  return domain === undefined || domain.length > DOMAIN_MAX ? undefined : domain;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
