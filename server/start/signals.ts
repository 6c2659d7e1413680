import type { Logger } from 'pino';

export interface Obedience {
  /** Ends the server gently. */
  readonly stop: () => Promise<void>;
  /** Reads the configuration again. */
  readonly reload: () => Promise<void>;
  readonly log: Logger;
}

/** From now on SIGTERM and SIGINT stop the server, a second one of either kind ends the process at once, and SIGHUP has the configuration read again. */
export function obeySignals({ stop, reload, log }: Obedience): void {
  const endings: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT'];
  const end = (): void => {
    for (const signal of endings) process.off(signal, end);
    stop().catch((error: unknown) => {
      log.fatal({ err: error }, 'the server did not end as it should');
      process.exitCode = 1;
    });
  };
  for (const signal of endings) process.on(signal, end);
  // Where there is a terminal, the signal says that it was closed: then nobody would be left who could stop the server.
  if (process.stdin.isTTY) process.once('SIGHUP', end);
  else process.on('SIGHUP', () => void reload());
}
