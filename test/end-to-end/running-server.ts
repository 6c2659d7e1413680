import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

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
}

/** Starts the real server in a process of its own, on a free port; resolves when it has said where it is. */
export async function startServer(env: Readonly<Record<string, string>> = {}): Promise<RunningServer> {
  const child = spawn(process.execPath, ['server/main.ts'], {
    cwd: ROOT,
    env: { ...INHERITED, SMAIL_MODEL: 'quote', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const match = /running at (\S+)[\s\S]*Ctrl-C/.exec(stdout);
      if (match?.[1]) resolve(match[1]);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${stdout}${log}`)));
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const stop = async (): Promise<number | null> => {
    child.kill('SIGTERM');
    return (await exited)[0];
  };
  return {
    url,
    pid: child.pid ?? 0,
    stdout: () => stdout,
    log: () => log,
    alive: () => child.exitCode === null && child.signalCode === null,
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
  };
}
