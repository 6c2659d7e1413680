import { watch, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import { restartNeeds, type ConfigChange } from './config-change.ts';
import { ConfigError } from './config-error.ts';
import { parseConfig, readConfigText, type Config } from './config-file.ts';
import type { CurrentConfig } from './current-config.ts';
import { folderFaults } from './folders.ts';

/** The file is taken as written when two readings so far apart, in milliseconds, are the same; and for so many readings at most. */
const SETTLE_MS = 50;
const SETTLE_READINGS = 100;

export interface ConfigWatchOptions {
  readonly log: Logger;
  /** Told when another configuration has taken effect; must not throw. */
  readonly onChange: (change: ConfigChange) => void;
}

/**
 * Follows the configuration file. When it has changed and can be used, the new configuration takes effect whole; when it can't, every fault
 * is logged and the old one stays. What is watched is its folder, because editors and deployments put another file in its place; a
 * change that the system does not tell of, as on most network drives, is taken over by `reload`.
 */
export class ConfigWatch implements Disposable {
  readonly #file: string;
  readonly #current: CurrentConfig;
  readonly #options: ConfigWatchOptions;
  readonly #watcher: FSWatcher | undefined;
  /** What told the file from others when it was last read. */
  #seen: string | undefined;
  #running: Promise<void> | undefined;
  #isWantedAgain = false;
  #isClosed = false;

  /** @param current - what was read from the file at the start. It is read once more, for it may have changed since. */
  constructor(file: string, current: CurrentConfig, options: ConfigWatchOptions) {
    this.#file = file;
    this.#current = current;
    this.#options = options;
    this.#watcher = this.#watchFolder();
    this.#look();
  }

  /** Reads the file again, whether it seems to have changed or not; resolves when its configuration has taken effect or was refused. */
  async reload(): Promise<void> {
    this.#seen = undefined;
    this.#look();
    await this.#running;
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    this.#watcher?.close();
  }

  #watchFolder(): FSWatcher | undefined {
    const give = (err: unknown): void =>
      this.#options.log.warn({ err, file: this.#file }, 'the configuration is not watched: SIGHUP has it read again');
    try {
      return watch(dirname(this.#file), { persistent: false }, () => this.#look()).on('error', give);
    } catch (error) {
      give(error);
      return undefined;
    }
  }

  /** Never two at once: however often it is asked for during one, there is one more after it. */
  #look(): void {
    if (this.#isClosed) return;
    this.#isWantedAgain = true;
    this.#running ??= this.#follow();
  }

  async #follow(): Promise<void> {
    while (this.#isWantedAgain && !this.#isClosed) {
      this.#isWantedAgain = false;
      const seen = await this.#identity();
      // Anything may happen in its folder.
      if (seen === this.#seen) continue;
      this.#seen = seen;
      await this.#takeOver();
    }
    this.#running = undefined;
  }

  /** Links are followed: a deployment may have its file behind one. */
  async #identity(): Promise<string> {
    return stat(this.#file, { bigint: true }).then(
      ({ dev, ino, size, mtimeNs }) => [dev, ino, size, mtimeNs].join(' '),
      () => 'absent',
    );
  }

  async #takeOver(): Promise<void> {
    const { log, onChange } = this.#options;
    const before = this.#current.snapshot;
    let after: Config;
    try {
      after = parseConfig(await this.#settledText(), this.#file);
      if (isDeepStrictEqual(before, after)) return;
      const faults = await folderFaults(after);
      if (faults.length > 0) throw new ConfigError(`${this.#file} is not usable`, faults);
    } catch (error) {
      const reason = error instanceof ConfigError ? { faults: error.faults } : { err: error };
      log.error({ file: this.#file, ...reason }, 'the configuration is not usable: the old one stays');
      return;
    }
    if (this.#isClosed) return;
    this.#current.replace(after);
    log.info({ file: this.#file, chatbots: [...after.chatbots.keys()] }, 'the configuration was replaced');
    const keys = restartNeeds({ before, after });
    if (keys.length > 0) log.warn({ keys }, 'these keys take effect at the next start');
    onChange({ before, after });
  }

  /** A file that is being written is not there, empty or half for a moment. */
  async #settledText(): Promise<string> {
    let last: string | ConfigError | undefined;
    for (let reading = 1; reading <= SETTLE_READINGS; reading++) {
      const text = await readConfigText(this.#file).catch((error: ConfigError) => error);
      if (typeof text === 'string' ? text === last : last instanceof ConfigError) {
        if (typeof text === 'string') return text;
        throw text;
      }
      last = text;
      await setTimeout(SETTLE_MS);
    }
    throw new ConfigError(`${this.#file} is not usable`, ['it was written to all the while']);
  }
}
