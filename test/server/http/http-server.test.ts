import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createHttpServer, type HttpServerOptions } from '../../../server/http/http-server.ts';

let server: Server;
const clients: Socket[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
  server.close();
});

async function listen(options?: HttpServerOptions): Promise<void> {
  server = createHttpServer((request, response) => {
    request.resume().once('end', () => response.end(`${Object.keys(request.headers).length}`));
  }, options).listen(0, '127.0.0.1');
  await once(server, 'listening');
}

/** Opens a connection and sends this. */
function send(bytes: string): Socket {
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {});
  client.write(bytes);
  clients.push(client);
  return client;
}

/** A request with these headers, after which the connection is closed. */
function get(headers: string): string {
  return `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n`;
}

describe('a client that is slow', () => {
  it.each([
    ['that sends nothing at all', ''],
    ['that never ends the head of its request', 'GET / HTTP/1.1\r\nHost: a\r\nX-A: '],
    ['that never ends the body', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nx'],
  ])('%s is told so where it can be, and closed', async (_what, bytes) => {
    await listen({ headersTimeoutMs: 300, requestTimeoutMs: 600 });
    const said = await text(send(bytes));
    expect(said === '' || said.startsWith('HTTP/1.1 408')).toBe(true);
  });

  it('that sends a little all the time is closed as well: what counts is when it began', async () => {
    await listen({ headersTimeoutMs: 300, requestTimeoutMs: 600 });
    const client = send('GET / HTTP/1.1\r\nHost: a\r\n');
    const dripping = setInterval(() => client.write('X-A: b\r\n'), 50);
    try {
      await text(client);
    } finally {
      clearInterval(dripping);
    }
  });
});

describe('a client that is greedy', () => {
  it('may send no head above 16 kB', async () => {
    await listen();
    expect(await text(send(get(`X: ${'x'.repeat(15_000)}\r\n`)))).toMatch(/^HTTP\/1.1 200/);
    expect(await text(send(get(`X: ${'x'.repeat(17_000)}\r\n`)))).toMatch(/^HTTP\/1.1 431/);
  });

  it('may send no more than a hundred headers', async () => {
    await listen();
    expect(await text(send(get('X-A: a\r\n'.repeat(90))))).toMatch(/^HTTP\/1.1 200/);
    expect(await text(send(get('X-A: a\r\n'.repeat(200))))).toMatch(/^HTTP\/1.1 431/);
  });
});

describe('clients that are many', () => {
  it('find the door closed above the limit, which is told once; and open again when one has left', async () => {
    const onDrop = vi.fn<(connections: number) => void>();
    await listen({ maxConnections: 2, onDrop });
    const request = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
    const held = [send(request), send(request)];
    for (const client of held) await once(client, 'data');
    for (let more = 0; more < 3; more++) expect(await text(send(request))).toBe('');
    expect(onDrop.mock.calls).toEqual([[1]]);
    held[0]?.destroy();
    await expect
      .poll(async () => text(send('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')))
      .toMatch(/^HTTP\/1.1 200/);
  });
});
