/**
 * Looks into a server's process, whose own code knows nothing of it (`node --import`). On SIGUSR2 it tells on stderr what keeps
 * the process busy; on SIGPWR what is alive in it, which takes it some 100 ms; on SIGWINCH its clock jumps an hour ahead.
 */
import { EventEmitter } from 'node:events';
import { queryObjects } from 'node:v8';

const HOUR_MS = 3_600_000;

process.on('SIGUSR2', () => {
  /** @type {Record<string, number>} */
  const busy = {};
  // Sockets, timers, requests.
  for (const type of process.getActiveResourcesInfo()) busy[type] = (busy[type] ?? 0) + 1;
  busy['listeners of the process'] = process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
  tell('busy', busy);
});

process.on('SIGPWR', () => {
  /** @type {Record<string, number>} */
  const alive = {};
  // A listener lives as long as what it listens to. Counting collects the garbage first.
  for (const type of [AbortSignal, EventEmitter]) alive[type.name] = queryObjects(type, { format: 'count' });
  tell('alive', alive);
});

/**
 * @param {string} what
 * @param {Record<string, number>} counts
 */
function tell(what, counts) {
  process.stderr.write(`${what} ${JSON.stringify(counts)}\n`);
}

process.on('SIGWINCH', () => {
  const now = Date.now;
  globalThis.Date = class extends Date {
    constructor(...parts) {
      // @ts-ignore
      if (parts.length === 0) super(Date.now());
      else super(...parts);
    }
    static now() {
      return now() + HOUR_MS;
    }
  };
});
