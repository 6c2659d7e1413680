import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import packageJson from '../../package.json' with { type: 'json' };
import { ROOMY_ENVIRONMENT, writeRoomyConfig } from './roomy-config.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The model's key of every server that a test starts. None may print it, whatever is done to it. */
export const CANARY_KEY = 'sk-canary-0123456789abcdef';

/** What `npm start` gives to Node. */
const ARGUMENTS = packageJson.scripts.start.split(' ').slice(2);

/** All that a test inherits from whoever runs it: no model that happens to be configured, no other log level. */
const INHERITED = { PATH: process.env['PATH'], HOME: process.env['HOME'] };

export interface RunningServer extends AsyncDisposable {
  /** Its origin. */
  readonly url: string;
  readonly pid: number;
  /** What it has printed so far: the start-up text. */
  readonly stdout: () => string;
  /** What it has logged so far. */
  readonly log: () => string;
  /** Whether the process still runs. */
  readonly alive: () => boolean;
  /** Sends SIGTERM and resolves with the exit code. */
  readonly stop: () => Promise<number | null>;
  /** Sends a signal. */
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Resolves with the exit code, or `null` after a signal that the process did not catch. */
  readonly exited: Promise<number | null>;
}

/**
 * Starts the real server in a process of its own, on a free port; resolves when it has said where it is. Without `SMAIL_DATA` its
 * data are in a temporary folder, which goes with it. Without `SMAIL_CONFIG` it is the demo's, without limits that would keep a test from asking.
 */
export async function startServer(env: Readonly<Record<string, string>> = {}): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), 'smail-data-'));
  const own = {
    SMAIL_MODEL: 'quote',
    OPENAI_API_KEY: CANARY_KEY,
    SMAIL_DATA: join(folder, 'data'),
    PORT: '0',
    ...ROOMY_ENVIRONMENT,
  };
  const config = env['SMAIL_CONFIG'] === undefined && { SMAIL_CONFIG: await writeRoomyConfig(folder) };
  const child = spawn(process.execPath, ARGUMENTS, {
    cwd: ROOT,
    env: { ...INHERITED, ...own, ...config, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  let stdout = '';
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const match = /running at (\S+)[\s\S]*Ctrl-C/.exec(stdout);
      if (match?.[1]) resolve(match[1]);
    });
    void ended.then((code) => reject(new Error(`the server ended with ${code}:\n${stdout}${log}`)));
  });
  const closed = once(child, 'close');
  const exited = ended.then(async (code) => {
    await closed;
    if ((stdout + log).includes(CANARY_KEY)) throw new Error(`the server has printed its key:\n${stdout}${log}`);
    await rm(folder, { recursive: true, force: true });
    return code;
  });
  const stop = async (): Promise<number | null> => {
    child.kill('SIGTERM');
    return exited;
  };
  return {
    url,
    pid: child.pid ?? 0,
    stdout: () => stdout,
    log: () => log,
    alive: () => child.exitCode === null && child.signalCode === null,
    stop,
    signal: (signal) => void child.kill(signal),
    exited,
    [Symbol.asyncDispose]: async () => void (await stop()),
  };
}
