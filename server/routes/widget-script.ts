import { createHash } from 'node:crypto';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { Router } from 'express';

/** How long a browser uses the script without asking again, in seconds: an owner sees a new version within minutes. */
const MAX_AGE = 300;

/**
 * The widget, for any page on any site. It is compressed once, here, so that a server without a proxy in front of it is quick
 * too.
 * @param script - the built file.
 */
export function widgetScriptRoutes(script: Buffer): Router {
  const etag = createHash('sha256').update(script).digest('base64url').slice(0, 22);
  const variants = { br: brotliCompressSync(script), gzip: gzipSync(script), identity: script };
  return Router().get('/smail-chat.js', (request, response) => {
    // One at a time: of several, Express prefers the one that the browser names first, and browsers name gzip first.
    const encoding = (['br', 'gzip'] as const).find((name) => request.acceptsEncodings(name)) ?? 'identity';
    response.set({
      'Cache-Control': `public, max-age=${MAX_AGE}`,
      'Content-Type': 'text/javascript; charset=utf-8',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      ETag: `"${etag}-${encoding}"`,
      Vary: 'Accept-Encoding',
    });
    if (encoding !== 'identity') response.set('Content-Encoding', encoding);
    response.send(variants[encoding]);
  });
}
