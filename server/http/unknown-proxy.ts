import type { RequestHandler } from 'express';
import type { Logger } from 'pino';

/**
 * Says once, in the log, that a proxy seems to stand before this server of which the configuration knows nothing: all visitors then
 * share the limits of one address. Whoever writes the header himself has the line written too; it is one.
 */
export function tellOfUnknownProxy(log: Logger): RequestHandler {
  let isTold = false;
  return (request, _response, next) => {
    if (!isTold && /[^\s,]/.test(request.get('X-Forwarded-For') ?? '') && request.ips.length === 0) {
      isTold = true;
      log.warn(
        'a request has X-Forwarded-For, and its sender is not among the proxies in the configuration: all who come through it count as one address',
      );
    }
    next();
  };
}
