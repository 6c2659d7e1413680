import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { PATHS } from '../../protocol/requests.ts';
import { askAll } from './ask.ts';
import { writeRoomyConfig } from './roomy-config.ts';
import { startServer } from './running-server.ts';

/** One of slowhttptest's modes: what it is aimed at, and which limit of the server ends it. */
export interface SlowMode {
  readonly name: string;
  /** As slowhttptest is told. */
  readonly arguments: readonly string[];
  readonly path: string;
  /** In seconds; `undefined` where the server answers at once, and nothing is slow. */
  readonly limit: number | undefined;
  /** How many connections this machine's memory is good for: the system keeps some megabytes for each. */
  readonly most?: number;
}

/** A head in pieces, a body in pieces, a file in thousands of ranges, and what is read by five bytes. */
export const SLOW_MODES: readonly SlowMode[] = [
  { name: 'slow headers', arguments: ['-H'], path: '/page.html', limit: 10 },
  { name: 'slow body', arguments: ['-B', '-f', 'application/json', '-s', '8192'], path: PATHS.chatStream, limit: 30 },
  { name: 'ranges', arguments: ['-R'], path: '/page.html', limit: undefined },
  // More than the system's buffers take (4 MB): the server has to wait, and gives up.
  {
    name: 'slow read of a large file',
    arguments: ['-X', '-n', '5', '-z', '5'],
    path: '/large.bin',
    limit: 30,
    most: 100,
  },
];

/** The system takes the whole script from the server, which then only keeps the connection for another request. */
export const SLOW_READ_OF_THE_SCRIPT: SlowMode = {
  name: 'slow read of the script',
  arguments: ['-X', '-n', '5', '-z', '5'],
  path: '/smail-chat.js',
  limit: 66,
};

const LARGE_BYTES = 8_000_000;
const PAGE_BYTES = 20_000;

/** Longer than any limit, so that it is the server that ends the attack. In seconds. */
const ATTACK_S = 300;

/** Connections that are opened in a second. */
const RATE = 500;

export interface Outcome {
  readonly connections: number;
  /** How many connections the server had at most besides the visitor's. */
  readonly peak: number;
  /** From the last connection's opening to the end of all, in seconds. */
  readonly secondsToClose: number;
  /** What a visitor asked meanwhile, one question after the other, and how many of them were answered to the end. */
  readonly asked: number;
  readonly answered: number;
  /** What slowhttptest's own probe has seen. */
  readonly wasAvailable: boolean;
  /** Whether the server's process was the same at the end. */
  readonly isAlive: boolean;
}

/** Attacks a server of its own, until the server has closed all connections of the attack. */
export async function attack(mode: SlowMode, wanted: number): Promise<Outcome> {
  const connections = Math.min(wanted, mode.most ?? wanted);
  await using used = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'smail-site-'));
  used.defer(() => rm(folder, { recursive: true }));
  const site = join(folder, 'site');
  await mkdir(site);
  await writeFile(join(site, 'large.bin'), Buffer.alloc(LARGE_BYTES));
  await writeFile(join(site, 'page.html'), '<!doctype html>'.padEnd(PAGE_BYTES));
  const server = used.use(await startServer({ LOG_LEVEL: 'warn', SMAIL_CONFIG: await writeRoomyConfig(folder, site) }));
  const url = server.url.replace('localhost', '127.0.0.1');
  const idle = await openSockets(server.pid);
  const common = ['-c', String(connections), '-r', String(RATE), '-i', '5', '-p', '30', '-l', String(ATTACK_S)];
  const tool = spawn('slowhttptest', [...mode.arguments, ...common, '-u', url + mode.path], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exited = once(tool, 'exit');
  let said = '';
  tool.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const isOver = (): boolean => tool.exitCode !== null || tool.signalCode !== null;
  const visitor = ask(url, isOver);

  const allOpenAt = performance.now() + (connections / RATE) * 1_000;
  let peak = 0;
  let peakAt = performance.now();
  let closedAt: number | undefined;
  while (!isOver()) {
    // One is the visitor's, one the tool's own probe's.
    const open = Math.max(0, (await openSockets(server.pid)) - idle - 2);
    if (open > peak) [peak, peakAt] = [open, performance.now()];
    if (open > 0 || performance.now() < allOpenAt) closedAt = undefined;
    else if (peak > 0 && closedAt === undefined) {
      closedAt = performance.now();
      // It may wait to read at its own pace what it was sent: for the server it is over.
      if (mode.limit !== undefined) tool.kill('SIGINT');
    }
    await sleep(100);
  }
  await exited;
  const { asked, answered } = await visitor;
  const plain = stripVTControlCharacters(said);
  return {
    connections,
    peak,
    secondsToClose: ((closedAt ?? performance.now()) - peakAt) / 1_000,
    asked,
    answered,
    wasAvailable: /service available:\s+YES/.test(plain) && !/service available:\s+NO\b/.test(plain),
    isAlive: server.alive(),
  };
}

/** Asks one question after the other. */
async function ask(url: string, isOver: () => boolean): Promise<Pick<Outcome, 'asked' | 'answered'>> {
  let [asked, answered] = [0, 0];
  while (!isOver()) {
    asked++;
    const events = await askAll(url, { message: 'When are you open?' }).catch(() => []);
    if (events.at(-1)?.event.type === 'complete') answered++;
    await sleep(250);
  }
  return { asked, answered };
}

async function openSockets(pid: number): Promise<number> {
  const folder = `/proc/${pid}/fd`;
  const links = await Promise.all((await readdir(folder)).map((fd) => readlink(`${folder}/${fd}`).catch(() => '')));
  return links.filter((link) => link.startsWith('socket:')).length;
}
