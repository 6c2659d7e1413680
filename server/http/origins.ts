import type { RequestHandler } from 'express';
import type { Chatbot } from '../config/config-file.ts';
import { HttpProblem } from './http-problem.ts';

/** How long a browser may remember a preflight's answer, in seconds. */
const PREFLIGHT_MAX_AGE = '600';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Answers for CORS (Fetch, section 3.3): the response may be read by pages of an origin that one of the chatbots allows. A
 * preflight has no body, so which chatbot is asked for is known only later: see `requireOrigin`.
 */
export function corsHeaders(chatbots: Iterable<Chatbot>): RequestHandler {
  const origins = new Set([...chatbots].flatMap((chatbot) => chatbot.origins));
  return (request, response, next) => {
    const origin = request.get('Origin');
    response.vary('Origin');
    if (origin !== undefined && allows(origins, origin, request.get('Host'))) {
      response.set('Access-Control-Allow-Origin', origin).set('Access-Control-Expose-Headers', 'Retry-After');
    }
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
}

/**
 * Refuses a page that stands where this chatbot's owner does not want it. Requests without an origin come from programs,
 * which could claim any.
 * @throws {HttpProblem} 403.
 */
export function requireOrigin(chatbot: Chatbot, origin: string | undefined, host: string | undefined): void {
  if (origin === undefined || allows(new Set(chatbot.origins), origin, host)) return;
  throw new HttpProblem(403, 'forbidden_origin', 'This chat may not be used from this page.');
}

function allows(origins: ReadonlySet<string>, origin: string, host: string | undefined): boolean {
  if (!URL.canParse(origin)) return false; // `null`, which any sandboxed or local page can be
  const url = new URL(origin);
  // Only the host is compared: behind a proxy that ends TLS, this server does not see the scheme.
  return url.host === host || origins.has(origin) || (origins.has('loopback') && LOOPBACK.has(url.hostname));
}
