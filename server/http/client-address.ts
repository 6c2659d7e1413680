import { BlockList, isIP, SocketAddress } from 'node:net';
import type { Request } from 'express';

/** What is made of the list of proxies, for as long as there is that list. */
const blockLists = new WeakMap<readonly string[], BlockList>();

/** What an address is reduced to where the connection is gone and nothing is known of it. */
const UNKNOWN = 'unknown';

/**
 * For Express's `trust proxy`: whether the word of this address on who sent a request is taken.
 * @param proxies - the addresses and ranges at this moment, in place of a list that would be that of the start for ever.
 */
export function trustedProxies(proxies: () => readonly string[]): (address: string) => boolean {
  return (address) => {
    const plain = plainAddress(address);
    return plain !== undefined && blockListOf(proxies()).check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
  };
}

/**
 * @returns whom limits count a request for: an IPv4 address, or the /64 network of an IPv6 address, for one visitor has all of that. Express has
 *   read `X-Forwarded-For` from its right end past the proxies that are trusted. Where the first that is none of them is no address, its proxy
 *   answers for it.
 */
export function clientAddress(request: Request): string {
  const told = [...request.ips, request.socket.remoteAddress ?? ''];
  for (const address of told.slice(0, 2)) {
    const plain = plainAddress(address);
    if (plain !== undefined) return isIP(plain) === 6 ? networkOf(plain) : plain;
  }
  return UNKNOWN;
}

/** @returns the address alone: without a port, brackets or a zone, and an IPv4 address as such; `undefined` for what is none. */
function plainAddress(text: string): string | undefined {
  const bare = /^\[(.*)\](?::\d{1,5})?$/.exec(text)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(text)?.[1] ?? text;
  const address = bare.replace(/%.*$/, '');
  if (isIP(address) === 0) return undefined;
  if (isIP(address) === 4) return address;
  // Written in its shortest form, whoever wrote it how.
  const { address: short } = new SocketAddress({ address, family: 'ipv6' });
  return /^::ffff:([\d.]+)$/.exec(short)?.[1] ?? short;
}

/** @param address - in its shortest form (RFC 5952). */
function networkOf(address: string): string {
  const [left = '', right = ''] = address.split('::');
  const before = left.split(':').filter(Boolean);
  // An IPv4 address at the end stands for two groups.
  const after = right
    .split(':')
    .filter(Boolean)
    .flatMap((group) => (group.includes('.') ? [group, group] : [group]));
  const zeros = address.includes('::') ? Array<string>(8 - before.length - after.length).fill('0') : [];
  return `${[...before, ...zeros, ...after].slice(0, 4).join(':')}::/64`;
}

function blockListOf(proxies: readonly string[]): BlockList {
  const known = blockLists.get(proxies);
  if (known) return known;
  const list = new BlockList();
  for (const entry of proxies) {
    const [address = '', prefix] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  blockLists.set(proxies, list);
  return list;
}
