import { once } from 'node:events';
import type { Server } from 'node:http';
import { ConfigError } from '../config/config-error.ts';
import type { Environment } from '../config/environment.ts';

/** How long readers may take for the last events at the end, in milliseconds. */
const LAST_WORDS_MS = 15_000;

/** @throws {ConfigError} if the port is in use or not allowed. */
export async function listen(server: Server, { host, port }: Environment): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const advice = 'PORT=8002 npm start takes another; npm run doctor says who uses it';
    throw new ConfigError(`The server can not listen on port ${port}`, [reason, advice], { cause });
  }
}

/** Takes no new connection, and resolves when the last one is closed: when its reader has taken all, or after `LAST_WORDS_MS`. */
export async function closeGently(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  setTimeout(() => server.closeAllConnections(), LAST_WORDS_MS).unref();
  await closed;
}
