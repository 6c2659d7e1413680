import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What happens to one connection. Counted are the bytes that come from the upstream, after the client's request. */
export type Fault =
  | { readonly type: 'none' }
  /** Closes both sides after so many bytes: with a FIN, or with a RST. */
  | { readonly type: 'cut'; readonly afterBytes: number; readonly abruptly?: boolean }
  /** Closes both sides inside the first character after so many bytes that takes more than one (UTF-8). */
  | { readonly type: 'cut-character'; readonly afterBytes: number }
  /** Passes nothing more on to the client after so many bytes, and keeps both sides open. */
  | { readonly type: 'stall'; readonly afterBytes: number }
  /** After so many bytes passes nothing on, either way, not even that one of the sides is gone. */
  | { readonly type: 'half-open'; readonly afterBytes: number }
  /** Passes the bytes on one at a time, a segment each. */
  | { readonly type: 'dribble' }
  /** Takes the request and passes it on, but the client never gets a byte: the connection is cut when the response begins. */
  | { readonly type: 'lose-response' }
  /** Cuts the connection before anything of the request is passed on. */
  | { readonly type: 'lose-request' };

export interface TcpProxy extends AsyncDisposable {
  readonly url: string;
  /** For the connections to come. A function is asked once a connection, in their order. */
  fault: Fault | ((connection: number) => Fault);
  /** How many connections there were. */
  readonly connections: number;
  /** All that the clients were given so far, a character a byte. */
  readonly passed: string;
  /** Cuts the connections that are there, so that what comes next needs new ones. */
  dropAll(): void;
  /** Refuses new connections and cuts the ones that are there, until `up` is called: the network is gone. */
  down(): void;
  up(): void;
}

/** Starts a proxy between two parties of a test that spoils connections on purpose: on the level of TCP, knowing no HTTP. */
export async function startTcpProxy(upstream: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(upstream);
  const sockets = new Set<Socket>();
  let isDown = false;
  const server = createServer({ noDelay: true, allowHalfOpen: false }, (client) => {
    if (isDown) {
      client.resetAndDestroy();
      return;
    }
    const upstreamSocket = connect({ host: hostname, port: Number(port), noDelay: true });
    for (const socket of [client, upstreamSocket]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    }
    const { fault } = proxy;
    const chosen = typeof fault === 'function' ? fault(connections) : fault;
    connections++;
    upstreamSocket.on('data', (chunk: Buffer) => passed.push(chunk));
    relay(client, upstreamSocket, chosen);
  });
  let connections = 0;
  const passed: Buffer[] = [];
  const proxy: TcpProxy = {
    url: '',
    fault: { type: 'none' },
    get connections() {
      return connections;
    },
    get passed() {
      return Buffer.concat(passed).toString('latin1');
    },
    dropAll() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    down() {
      isDown = true;
      proxy.dropAll();
    },
    up() {
      isDown = false;
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(proxy, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

/** Joins two sockets. When one side goes, the other goes as well. */
function relay(client: Socket, upstream: Socket, fault: Fault): void {
  const close = (): void => {
    client.destroy();
    upstream.destroy();
  };
  // An error is followed by `close`, which is all that matters here.
  client.on('error', () => {});
  upstream.on('error', () => {});
  if (fault.type === 'half-open') {
    swallow(client, upstream, fault.afterBytes);
    return;
  }
  client.once('close', close);
  if (fault.type === 'lose-request') {
    client.once('data', close);
    return;
  }
  client.pipe(upstream);
  answer(client, upstream, fault, close);
}

/** A gateway that has forgotten a connection: neither side hears any more of the other. */
function swallow(client: Socket, upstream: Socket, afterBytes: number): void {
  let left = afterBytes;
  client.on('data', (chunk: Buffer) => {
    if (left > 0) upstream.write(chunk);
  });
  upstream.on('data', (chunk: Buffer) => {
    if (left > 0) client.write(chunk.subarray(0, left));
    left -= chunk.length;
  });
}

/** @returns the place after the first byte, from `from` on, that begins a character of several (UTF-8). */
function insideCharacter(chunk: Buffer, from: number): number | undefined {
  const at = chunk.findIndex((byte, index) => index >= from && byte >= 0xc0);
  return at === -1 ? undefined : at + 1;
}

function answer(
  client: Socket,
  upstream: Socket,
  fault: Exclude<Fault, { type: 'lose-request' | 'half-open' }>,
  close: () => void,
): void {
  switch (fault.type) {
    case 'none':
      upstream.pipe(client);
      // After a FIN, which `pipe` passes on, what was written still goes out.
      upstream.once('close', (hasFailed) => {
        if (hasFailed) close();
        else client.destroySoon();
      });
      return;
    case 'lose-response':
      upstream.once('data', close).once('close', close);
      return;
    case 'cut':
    case 'stall': {
      let left = fault.afterBytes;
      upstream.on('data', (chunk: Buffer) => {
        if (left > 0) client.write(chunk.subarray(0, left));
        left -= chunk.length;
        if (left > 0 || fault.type === 'stall') return;
        if (fault.abruptly) client.resetAndDestroy();
        // What was written goes out before the FIN.
        else client.end(() => close());
      });
      if (fault.type === 'cut') upstream.once('close', close);
      return;
    }
    case 'cut-character': {
      let left = fault.afterBytes;
      upstream.on('data', (chunk: Buffer) => {
        const end = insideCharacter(chunk, Math.max(0, left));
        left -= chunk.length;
        if (client.writableEnded) return;
        client.write(chunk.subarray(0, end));
        if (end !== undefined) client.end(() => close());
      });
      upstream.once('close', close);
      return;
    }
    case 'dribble': {
      const bytes: Buffer[] = [];
      let isWriting = false;
      const writeNext = (): void => {
        const byte = bytes.shift();
        isWriting = byte !== undefined;
        if (byte) client.write(byte, () => setImmediate(writeNext));
        else if (upstream.destroyed) close();
      };
      upstream.on('data', (chunk: Buffer) => {
        for (let at = 0; at < chunk.length; at++) bytes.push(chunk.subarray(at, at + 1));
        if (!isWriting) writeNext();
      });
      upstream.once('close', () => {
        if (!isWriting) close();
      });
      return;
    }
    default:
      fault satisfies never;
  }
}
