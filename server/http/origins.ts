import { isIP } from 'node:net';
import type { Request, RequestHandler } from 'express';
import { HttpProblem } from './http-problem.ts';

/** How long a browser may remember a preflight's answer, in seconds. */
const PREFLIGHT_MAX_AGE = '600';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Answers for CORS (Fetch, section 3.3). Every page may read what it gets, so that one that stands where the owner does not want
 * it can say why it gets nothing: `requireOrigin` refuses it. No credentials are ever involved.
 */
export const corsHeaders: RequestHandler = (request, response, next) => {
  response.vary('Origin');
  response.set({ 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': 'Retry-After' });
  if (request.method !== 'OPTIONS') {
    next();
    return;
  }
  response
    .set('Access-Control-Allow-Methods', 'GET, POST, DELETE')
    .set('Access-Control-Allow-Headers', 'Authorization, Content-Type, Last-Event-ID')
    .set('Access-Control-Max-Age', PREFLIGHT_MAX_AGE)
    .status(204)
    .end();
};

/**
 * Refuses a page that stands where this chatbot's owner does not want it. Requests without an origin come from programs,
 * which could claim any.
 * @throws {HttpProblem} 403.
 */
export function requireOrigin(chatbot: { readonly origins: readonly string[] }, request: Request): void {
  const origin = request.get('Origin');
  if (origin === undefined || allows(chatbot.origins, origin) || isOwnPage(origin, request.get('Host'))) return;
  throw new HttpProblem(403, 'forbidden_origin', 'This chat may not be used from this page.');
}

function allows(origins: readonly string[], origin: string): boolean {
  const url = hostOf(origin);
  return (
    url !== undefined &&
    (origins.includes(origin) ||
      origins.includes(wildcardOf(url)) ||
      (origins.includes('loopback') && LOOPBACK.has(url.hostname)))
  );
}

/** @returns what an owner writes for all that differ from this origin in the leftmost label of their host, and in nothing else. */
function wildcardOf({ protocol, host }: URL): string {
  return `${protocol}//${host.replace(/^[^.]+/, '*')}`;
}

/**
 * Whether the page was served here. A name proves nothing: any site can have its own name lead to this machine (DNS rebinding), so
 * a name other than localhost is only good if `origins` lists it. Only the host is compared: behind a proxy that ends TLS, this server does not
 * see the scheme.
 */
function isOwnPage(origin: string, host: string | undefined): boolean {
  const url = hostOf(origin);
  return (
    url !== undefined &&
    url.host === host &&
    (LOOPBACK.has(url.hostname) || isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0)
  );
}

/** @returns `undefined` for `null`, which any sandboxed or local page can be, and for what is not written as a browser writes an origin. */
function hostOf(origin: string): URL | undefined {
  const url = URL.parse(origin);
  return url?.origin === origin && !url.hostname.includes('*') ? url : undefined;
}
