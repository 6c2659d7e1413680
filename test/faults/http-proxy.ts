import { createServer, request, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** What is done to an event stream on its way. */
export interface Rewriting {
  /** Beside the server's own, or in their place. */
  readonly headers?: OutgoingHttpHeaders;
  readonly body: (chunks: AsyncIterable<Buffer>) => AsyncIterable<Buffer | string>;
}

export interface HttpProxy extends AsyncDisposable {
  readonly url: string;
}

/**
 * Starts a proxy that understands HTTP, as those that spoil event streams do: every stream is rewritten, all else is passed on.
 * @param rewriting - for the streams in their order, from 0 on.
 */
export async function startHttpProxy(upstream: string, rewriting: (stream: number) => Rewriting): Promise<HttpProxy> {
  let streams = 0;
  const passOn = async (response: IncomingMessage, client: ServerResponse): Promise<void> => {
    const isStream = response.headers['content-type']?.startsWith('text/event-stream') === true;
    const { headers = {}, body } = isStream ? rewriting(streams++) : UNCHANGED;
    client.writeHead(response.statusCode ?? 502, { ...response.headers, ...headers });
    client.flushHeaders();
    // Either side may break off, which ends the other as well.
    await pipeline(response, body, client).catch(() => {});
  };
  const server = createServer((incoming, client) => {
    const { method, url, headers } = incoming;
    const outgoing = request(new URL(url ?? '/', upstream), { method, headers, agent: false });
    outgoing.once('response', (response) => void passOn(response, client));
    outgoing.once('error', () => client.destroy());
    client.once('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

export const UNCHANGED: Rewriting = { body: (chunks) => chunks };

/** A proxy that compresses what it passes on, and hands it out when its own buffer is full. */
export const GZIP: Rewriting = {
  headers: { 'content-encoding': 'gzip' },
  body: (chunks) => Readable.from(chunks).pipe(createGzip()),
};

/** A proxy that passes on blocks of so many bytes only, and the rest at the end. */
export function inBlocks(bytes: number): Rewriting {
  return {
    async *body(chunks) {
      let held: Buffer = Buffer.alloc(0);
      for await (const chunk of chunks) {
        held = Buffer.concat([held, chunk]);
        for (; held.length >= bytes; held = held.subarray(bytes)) yield held.subarray(0, bytes);
      }
      yield held;
    },
  };
}

/** A proxy that writes line endings in its own way; in our streams a line feed is nothing but the end of a line. */
export function withLineEnding(ending: '\r\n' | '\r'): Rewriting {
  return {
    async *body(chunks) {
      for await (const chunk of chunks) {
        yield Buffer.from(chunk.toString('latin1').replaceAll('\n', ending), 'latin1');
      }
    },
  };
}

/** A proxy that passes on every event so many times as `times` says of its place in the stream, from 1 on. */
export function eachEvent(times: (place: number) => number): Rewriting {
  return {
    async *body(chunks) {
      let place = 0;
      let rest = '';
      for await (const chunk of chunks) {
        const events = (rest + chunk.toString('latin1')).split(/(?<=\n\n)/);
        rest = events.at(-1)?.endsWith('\n\n') === true ? '' : (events.pop() ?? '');
        for (const event of events) yield Buffer.from(event.repeat(times(++place)), 'latin1');
      }
      yield Buffer.from(rest, 'latin1');
    },
  };
}

/** A portal that answers in the place of the server. */
export const HTML: Rewriting = {
  headers: { 'content-type': 'text/html' },
  async *body() {
    yield '<!doctype html><title>Sign in to the network</title>';
  },
};
