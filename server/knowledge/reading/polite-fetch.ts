import { setTimeout as wait } from 'node:timers/promises';

/** The name that this program gives itself, and that `robots.txt` knows it by. */
export const USER_AGENT = 'smail-chat';

const MAX_REDIRECTS = 5;
const HEADER_MAX_LENGTH = 256;

export interface FetchLimits {
  /** Between the end of a request and the beginning of the next, in milliseconds. */
  readonly pauseMs: number;
  /** How long a request may take, its body and its redirects included, in milliseconds. */
  readonly requestMs: number;
}

export interface Wanted {
  readonly maxBytes: number;
  /** Whether what has this media type is to be loaded. */
  readonly isWanted: (mediaType: string) => boolean;
  /** Whether a redirect may be followed to this address, which is of the same origin. */
  readonly mayFollow: (address: string) => boolean;
  /** What is known of an earlier answer, for `304`. */
  readonly etag?: string;
  readonly lastModified?: string;
}

export type Fetched =
  | {
      readonly type: 'content';
      /** Where it was found in the end. */
      readonly url: URL;
      readonly bytes: Uint8Array;
      readonly mediaType: string;
      readonly charset: string | undefined;
      readonly etag: string;
      readonly lastModified: string;
      /** The header `X-Robots-Tag`, in lower case. */
      readonly robots: string;
    }
  | { readonly type: 'not-modified' }
  | {
      readonly type: 'refused';
      readonly reason: string;
      /** It may be there the next time: the server, or the way to it, is at fault. */
      readonly isTemporary: boolean;
      /** Absent where no answer came. */
      readonly status?: number;
    };

/** Gets pages of one origin, one at a time with a pause between. It never leaves the origin. */
export class PoliteFetch {
  readonly #limits: FetchLimits;
  readonly #signal: AbortSignal;
  #pauseMs: number;
  #isFirst = true;

  constructor(limits: FetchLimits, signal: AbortSignal) {
    this.#limits = limits;
    this.#signal = signal;
    this.#pauseMs = limits.pauseMs;
  }

  /** Waits at least this long between requests from now on, in milliseconds. */
  slowDown(pauseMs: number): void {
    this.#pauseMs = Math.max(this.#pauseMs, pauseMs);
  }

  /** @throws only the reason of the signal: what goes wrong with a page is in the result. */
  async get(address: string, wanted: Wanted): Promise<Fetched> {
    const timeout = AbortSignal.timeout(this.#limits.requestMs + this.#pauseMs * (MAX_REDIRECTS + 1));
    const signal = AbortSignal.any([this.#signal, timeout]);
    try {
      return await this.#follow(new URL(address), wanted, signal);
    } catch (error) {
      this.#signal.throwIfAborted();
      return refuse(timeout.aborted ? 'takes too long to load' : `can not be reached: ${causeOf(error)}`, true);
    }
  }

  async #follow(start: URL, wanted: Wanted, signal: AbortSignal): Promise<Fetched> {
    let url = start;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const once = await this.#request(url, wanted, signal);
      if (!(once instanceof URL)) return once;
      if (once.origin !== start.origin) return refuse(`leads to another site, ${once.origin}`, false);
      if (!wanted.mayFollow(once.href)) return refuse('leads to a page that robots.txt keeps from robots', false);
      url = once;
    }
    return refuse(`leads on more than ${MAX_REDIRECTS} times`, false);
  }

  /** @returns where it leads, or what it is. */
  async #request(url: URL, wanted: Wanted, signal: AbortSignal): Promise<URL | Fetched> {
    if (!this.#isFirst) await wait(this.#pauseMs, undefined, { signal });
    this.#isFirst = false;
    const limited = AbortSignal.any([signal, AbortSignal.timeout(this.#limits.requestMs)]);
    const headers: Record<string, string> = { 'user-agent': USER_AGENT, accept: 'text/html, */*;q=0.5' };
    if (wanted.etag) headers['if-none-match'] = wanted.etag;
    if (wanted.lastModified) headers['if-modified-since'] = wanted.lastModified;
    const response = await fetch(url.href, { headers, redirect: 'manual', signal: limited }).catch((error: unknown) => {
      if (limited.aborted && !this.#signal.aborted) return undefined;
      throw error;
    });
    if (response === undefined) return refuse('takes too long to load', true);
    try {
      return await this.#judge(response, url, wanted, limited);
    } finally {
      // What is not wanted is not loaded.
      if (!response.bodyUsed) await response.body?.cancel();
    }
  }

  async #judge(response: Response, url: URL, wanted: Wanted, limited: AbortSignal): Promise<URL | Fetched> {
    const { status } = response;
    if (status === 304) return { type: 'not-modified' };
    if (status >= 300 && status < 400) {
      const location = response.headers.get('location');
      const target = location === null ? null : URL.parse(location, url.href);
      return target ?? refuse(`HTTP ${status} without an address`, false, status);
    }
    if (status !== 200) return refuse(`HTTP ${status}`, status === 429 || status >= 500, status);
    const [mediaType = '', ...parameters] = header(response, 'content-type').split(';');
    const type = mediaType.trim().toLowerCase();
    if (!wanted.isWanted(type)) {
      return refuse(`a format that is not read: ${type || 'it has no content-type'}`, false, status);
    }
    const bytes = await loadBody(response, wanted.maxBytes).catch((error: unknown) => {
      if (limited.aborted && !this.#signal.aborted) return 'slow' as const;
      throw error;
    });
    if (bytes === 'slow') return refuse('takes too long to load', true, status);
    if (bytes === undefined) return refuse(`larger than ${wanted.maxBytes / 1_048_576} MB`, false, status);
    return {
      type: 'content',
      url,
      bytes,
      mediaType: type,
      charset: /^\s*charset\s*=\s*"?([\w-]+)/i.exec(parameters.join(';'))?.[1],
      etag: header(response, 'etag'),
      lastModified: header(response, 'last-modified'),
      robots: header(response, 'x-robots-tag').toLowerCase(),
    };
  }
}

/** @returns `undefined` if there is more than `maxBytes`. */
async function loadBody(response: Response, maxBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** One that is longer than any sensible one counts as absent. */
function header({ headers }: Response, name: string): string {
  const value = headers.get(name) ?? '';
  return value.length > HEADER_MAX_LENGTH ? '' : value;
}

function refuse(reason: string, isTemporary: boolean, status?: number): Fetched {
  return { type: 'refused', reason, isTemporary, ...(status === undefined ? {} : { status }) };
}

/** `fetch` says no more than that it failed; what failed is in the cause. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? ('code' in cause ? String(cause.code) : cause.message) : String(cause);
}
