import { createHash } from 'node:crypto';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { Router, type RequestHandler } from 'express';

/** How long a browser uses the script without asking again, in seconds: an owner sees a new version within minutes. */
const MAX_AGE = 300;

/** How long what has its version in its name is used, in seconds: a year. */
const FOREVER = 31_536_000;

/** The built widget. */
export interface WidgetScripts {
  /** What every page loads. */
  readonly script: Buffer;
  /** What the script loads when its chat is needed. */
  readonly panel: {
    /** The file's, with its version in it: `smail-chat-panel.1f….js`. */
    readonly name: string;
    readonly contents: Buffer;
  };
}

/**
 * The widget, for any page on any site. Its second script is a module, which a browser asks for as a page's script does: with CORS. One of
 * another version is not there, so that no two halves meet that do not fit together.
 */
export function widgetScriptRoutes({ script, panel }: WidgetScripts): Router {
  const router = Router();
  router.get('/smail-chat.js', scriptOf(script, `public, max-age=${MAX_AGE}`));
  router.get(/^\/smail-chat-panel\.[^/]*\.js$/, (_request, response, next) => {
    // Told of a 404, too, a page knows that its script is an old one.
    response.set('Access-Control-Allow-Origin', '*');
    next();
  });
  router.get(`/${panel.name}`, scriptOf(panel.contents, `public, max-age=${FOREVER}, immutable`));
  return router;
}

/** It is compressed once, here, so that a server without a proxy in front of it is quick too. */
function scriptOf(script: Buffer, cacheControl: string): RequestHandler {
  const etag = createHash('sha256').update(script).digest('base64url').slice(0, 22);
  const variants = { br: brotliCompressSync(script), gzip: gzipSync(script), identity: script };
  return (request, response) => {
    // One at a time: of several, Express prefers the one that the browser names first, and browsers name gzip first.
    const encoding = (['br', 'gzip'] as const).find((name) => request.acceptsEncodings(name)) ?? 'identity';
    response.set({
      'Cache-Control': cacheControl,
      'Content-Type': 'text/javascript; charset=utf-8',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      ETag: `"${etag}-${encoding}"`,
      Vary: 'Accept-Encoding',
    });
    if (encoding !== 'identity') response.set('Content-Encoding', encoding);
    response.send(variants[encoding]);
  };
}
