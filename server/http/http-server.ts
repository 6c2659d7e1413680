import { createServer, type RequestListener, type Server } from 'node:http';

export interface HttpServerOptions {
  /** How long a request's head may take, in milliseconds; also counted from the connection, where nothing comes at all. @default 10_000 */
  readonly headersTimeoutMs?: number;
  /** How long a whole request may take, in milliseconds. @default 30_000 */
  readonly requestTimeoutMs?: number;
  /** How many connections are open at once; more are closed when they come. @default 10_000 */
  readonly maxConnections?: number;
  /** Is told, at most once a minute, how many connections were closed for their number since the last time. */
  readonly onDrop?: (connections: number) => void;
}

/** How often connections are looked at that are late, in milliseconds. */
const CHECK_MS = 1_000;

/** Longer than a proxy keeps its connections (nginx: 60 s), so that it never sends on one that is being closed. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;

/** In bytes. Where the chat shares the domain of a site, its script is asked for with all of that site's cookies. */
const MAX_HEADER_SIZE = 16_384;

/** More than a browser behind two proxies sends. */
const MAX_HEADERS = 100;

/** As many as nginx sends over one connection (`keepalive_requests`). */
const MAX_REQUESTS_PER_SOCKET = 1_000;

const DROPS_TOLD_EVERY_MS = 60_000;

/**
 * Makes a server that listens to nothing yet, with limits against clients that are slow, greedy or many on purpose. How slowly a response may
 * be taken is for `closeStalled` and `sendEventStream` to say.
 */
export function createHttpServer(
  listener: RequestListener,
  { headersTimeoutMs = 10_000, requestTimeoutMs = 30_000, maxConnections = 10_000, onDrop }: HttpServerOptions = {},
): Server {
  const server = createServer(
    {
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      connectionsCheckingInterval: CHECK_MS,
      maxHeaderSize: MAX_HEADER_SIZE,
    },
    listener,
  );
  server.maxHeadersCount = MAX_HEADERS;
  server.maxRequestsPerSocket = MAX_REQUESTS_PER_SOCKET;
  server.maxConnections = maxConnections;
  if (onDrop) tellOfDrops(server, onDrop);
  return server;
}

function tellOfDrops(server: Server, onDrop: (connections: number) => void): void {
  let drops = 0;
  let toldAt = -Infinity;
  server.on('drop', () => {
    drops++;
    const now = performance.now();
    if (now - toldAt < DROPS_TOLD_EVERY_MS) return;
    toldAt = now;
    onDrop(drops);
    drops = 0;
  });
}
