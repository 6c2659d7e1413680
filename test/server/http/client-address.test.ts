import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import express from 'express';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientAddress, trustedProxies } from '../../../server/http/client-address.ts';
import { tellOfUnknownProxy } from '../../../server/http/unknown-proxy.ts';

let server: Server;
let proxies: readonly string[];
let logged: string;
beforeEach(async () => {
  logged = '';
  const app = express();
  app.set(
    'trust proxy',
    trustedProxies(() => proxies),
  );
  app.use(tellOfUnknownProxy(pino({ level: 'warn' }, { write: (line: string) => void (logged += line) })));
  app.get('/', (request, response) => void response.send(clientAddress(request)));
  // Both families, as a server has it that listens everywhere: an IPv4 client has a mapped address there.
  server = createServer(app).listen(0, '::');
  await once(server, 'listening');
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

/** @returns for whom a request counts that comes from `from` with this header. */
async function addressOf(forwarded: string | string[] | undefined, from = '127.0.0.1'): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const headers = forwarded === undefined ? {} : { 'X-Forwarded-For': forwarded };
  const asked = request({ host: from, port, headers, agent: false }).end();
  const [response] = (await once(asked, 'response')) as [AsyncIterable<Buffer>];
  return text(response);
}

describe('without a proxy', () => {
  beforeEach(() => {
    proxies = [];
  });

  it('a request counts for who sends it: IPv4 as such though it comes mapped, IPv6 by its /64', async () => {
    expect(await addressOf(undefined)).toBe('127.0.0.1');
    expect(await addressOf(undefined, '::1')).toBe('0:0:0:0::/64');
  });

  it('nobody is believed who names another', async () => {
    expect(await addressOf('203.0.113.7')).toBe('127.0.0.1');
  });

  it('an unknown proxy is told of in the log, once', async () => {
    await addressOf(undefined);
    expect(logged).toBe('');
    for (let times = 0; times < 3; times++) await addressOf('203.0.113.7');
    expect(logged.match(/not among the proxies/g)).toHaveLength(1);
  });
});

describe('behind proxies', () => {
  beforeEach(() => {
    proxies = ['127.0.0.1', '::1', '10.0.0.0/8', '2001:db8:ffff::/48'];
  });

  it.each<[string, string | string[] | undefined, string]>([
    ['the proxy names the visitor', '203.0.113.7', '203.0.113.7'],
    ['the proxy itself asks', undefined, '127.0.0.1'],
    ['there are two proxies', '203.0.113.7, 10.1.2.3', '203.0.113.7'],
    ['a proxy has a mapped address', '203.0.113.7, ::ffff:10.1.2.3', '203.0.113.7'],
    ['a proxy has an IPv6 address of the range', '203.0.113.7, 2001:db8:ffff::1', '203.0.113.7'],
    ['the header comes twice', ['198.51.100.1', '203.0.113.7'], '203.0.113.7'],
    [
      'the visitor has written one as well: the last that no proxy of ours has is taken',
      '8.8.8.8, 203.0.113.7',
      '203.0.113.7',
    ],
    ['the visitor names a proxy of ours', '10.9.9.9, 203.0.113.7', '203.0.113.7'],
    ['all are proxies: the first', '10.9.9.9, 10.1.2.3', '10.9.9.9'],
    ['a mapped address is the IPv4 address', '::ffff:203.0.113.7', '203.0.113.7'],
    ['and in the other way to write it', '::ffff:cb00:7107', '203.0.113.7'],
    ['a port stands with it', '203.0.113.7:51234', '203.0.113.7'],
    ['IPv6 counts by its /64', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['however it is written', '2001:DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['with a port', '[2001:db8:1:2::1]:51234', '2001:db8:1:2::/64'],
    ['with a zone', 'fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['with zeros', '2001:db8::1', '2001:db8:0:0::/64'],
    ['translated (RFC 6052)', '64:ff9b::203.0.113.7', '64:ff9b:0:0::/64'],
    ['garbage: the proxy answers for it', 'unknown', '127.0.0.1'],
    ['garbage beyond the second proxy: that proxy answers for it', '8.8.8.8, garbage, 10.1.2.3', '10.1.2.3'],
    ['what is only like an address', '203.0.113.999', '127.0.0.1'],
    ['an empty header', '', '127.0.0.1'],
    ['commas alone', ',,,', '127.0.0.1'],
    ['a header that is far too long', 'x'.repeat(4_000), '127.0.0.1'],
  ])('%s', async (_what, forwarded, expected) => {
    expect(await addressOf(forwarded)).toBe(expected);
    expect(logged).toBe('');
  });

  it('two of one /64 are one, and two of two are two', async () => {
    const [one, same, other] = ['2001:db8:1:2::1', '2001:db8:1:2:ffff::', '2001:db8:1:3::1'];
    expect(await addressOf(one)).toBe(await addressOf(same));
    expect(await addressOf(one)).not.toBe(await addressOf(other));
  });

  it('those count that are configured now, not at the start', async () => {
    expect(await addressOf('203.0.113.7')).toBe('203.0.113.7');
    proxies = ['192.0.2.1'];
    expect(await addressOf('203.0.113.7')).toBe('127.0.0.1');
  });
});
