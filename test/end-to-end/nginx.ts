import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';

const REFERENCE = new URL('../../nginx/smail-chat.conf', import.meta.url);

export interface Nginx extends AsyncDisposable {
  /** Its origin. */
  readonly url: string;
}

/**
 * Starts a real nginx with the reference configuration, in a temporary folder, on a free port, in front of `upstream`.
 * @param change - what a test does to the configuration.
 */
export async function startNginx(
  upstream: string,
  change: (config: string) => string = (config) => config,
): Promise<Nginx> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'smail-nginx-'));
  let site = await readFile(REFERENCE, 'utf8');
  site = substitute(site, 'listen 80;', `listen 127.0.0.1:${port};`);
  site = substitute(
    site,
    'server 127.0.0.1:8001;',
    `server ${new URL(upstream).host.replace('localhost', '127.0.0.1')};`,
  );
  await writeFile(join(folder, 'nginx.conf'), mainConfig(folder, change(site)));

  const child = spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-p', folder, '-e', join(folder, 'error.log')], {
    env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const exited = once(child, 'exit');
  await Promise.race([
    untilListening(port),
    exited.then(([code]) => Promise.reject(new Error(`nginx ended with ${code}: ${complaint}`))),
  ]);
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}

/** Replaces what stands exactly once, so that a change of the reference configuration can't leave a test without effect. */
export function substitute(config: string, from: string, to: string): string {
  if (config.split(from).length !== 2) throw new Error(`nginx/smail-chat.conf does not hold "${from}" exactly once`);
  return config.replace(from, to);
}

/** What a distribution's own nginx.conf gives; all paths are in the temporary folder. */
function mainConfig(folder: string, site: string): string {
  return `
    daemon off;
    worker_processes 1;
    pid ${folder}/nginx.pid;
    events { worker_connections 1024; }
    http {
      access_log off;
      client_body_temp_path ${folder}/body;
      proxy_temp_path ${folder}/proxy;
      fastcgi_temp_path ${folder}/fastcgi;
      uwsgi_temp_path ${folder}/uwsgi;
      scgi_temp_path ${folder}/scgi;
      ${site}
    }`;
}

async function untilListening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch {
      await sleep(10); // nginx has no other sign that it listens
    } finally {
      socket.destroy();
    }
  }
}
