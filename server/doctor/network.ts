import { once } from 'node:events';
import { createServer, isIPv6 } from 'node:net';
import type { Config } from '../config/config-file.ts';
import type { Environment } from '../config/environment.ts';
import type { Finding } from './finding.ts';
import { portOwner } from './port-owner.ts';

/** How long whoever has the port may take to say what it is, in milliseconds. */
const PROBE_MS = 2_000;

/** Ranges that are wider hold others than one's own proxies; in bits of the prefix. */
const NARROW_ENOUGH = { v4: 8, v6: 16 } as const;

/** Whether the port is free; else, who has it. */
export async function examinePort({ host, port }: Environment): Promise<Finding> {
  const about = 'port';
  if (port === 0) return { state: 'ok', about, says: 'a free one is taken' };
  const code = await listenFault(host, port);
  if (code === undefined) return { state: 'ok', about, says: `${port} of ${host} is free` };
  if (code === 'EADDRINUSE') return examineOwner(host, port);
  const says = `the server can not listen on ${host}:${port} (${code})`;
  const advice =
    code === 'EACCES' ? 'take a port above 1023 with PORT' : 'set HOST to an address of this machine, or to 0.0.0.0';
  return { state: 'fault', about, says, advice };
}

/** Whether the addresses of visitors will be known. */
export function examineProxies({ url, proxies }: Pick<Config, 'url' | 'proxies'>): Finding {
  const about = 'proxies';
  const wide = proxies.find(isWide);
  if (wide !== undefined) {
    const says = `${wide} is so wide that visitors are in it: they can say that they have any address`;
    return { state: 'warning', about, says, advice: 'name the addresses of your own proxies alone' };
  }
  if (proxies.length === 0 && url?.startsWith('https:')) {
    const says = `${url} is served by a proxy that "proxies" does not name: limits take all its visitors for one`;
    return {
      state: 'warning',
      about,
      says,
      advice: 'name its address, such as "127.0.0.1" where it is on this machine',
    };
  }
  const says = proxies.length === 0 ? 'none: visitors come directly' : `the word of ${proxies.join(', ')} is taken`;
  return { state: 'ok', about, says };
}

function isWide(range: string): boolean {
  const [address = '', prefix] = range.split('/');
  return prefix !== undefined && Number(prefix) < (address.includes(':') ? NARROW_ENOUGH.v6 : NARROW_ENOUGH.v4);
}

/** @returns the code of the system's error, or `undefined` if the port can be listened on. */
async function listenFault(host: string, port: number): Promise<string | undefined> {
  const server = createServer().listen({ host, port, exclusive: true });
  try {
    await once(server, 'listening');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
  const closed = once(server, 'close');
  server.close();
  await closed;
  return undefined;
}

async function examineOwner(host: string, port: number): Promise<Finding> {
  const owner = (await portOwner(port)) ?? 'another program';
  if (await isSmailChat(host, port)) {
    const says = `${port} is used by a smail-chat that runs: ${owner}`;
    return { state: 'ok', about: 'port', says, advice: 'stop it before you start another, or set PORT' };
  }
  const says = `${port} is used by ${owner}`;
  return {
    state: 'fault',
    about: 'port',
    says,
    advice: 'stop that program, or take another port: PORT=8002 npm start',
  };
}

async function isSmailChat(host: string, port: number): Promise<boolean> {
  const target = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  const origin = `http://${isIPv6(target) ? `[${target}]` : target}:${port}`;
  try {
    const signal = AbortSignal.timeout(PROBE_MS);
    const response = await fetch(`${origin}/smail-chat.js`, { method: 'HEAD', redirect: 'manual', signal });
    return response.ok && (response.headers.get('content-type') ?? '').includes('javascript');
  } catch {
    // Whatever it is, it is no smail-chat that one could talk to.
    return false;
  }
}
