import { on } from 'node:events';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConfigChange } from '../../../server/config/config-change.ts';
import { readConfigFile } from '../../../server/config/config-file.ts';
import { ConfigWatch } from '../../../server/config/config-watch.ts';
import { CurrentConfig } from '../../../server/config/current-config.ts';

interface LogLine {
  readonly msg: string;
  readonly faults?: readonly string[];
  readonly keys?: readonly string[];
}

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smail-watch-'));
  file = join(folder, 'smail.config.json');
  await mkdir(join(folder, 'documents'));
});
afterEach(() => rm(folder, { recursive: true }));

function text(name: string, rest: object = {}): string {
  return JSON.stringify({ chatbots: [{ id: 'museum', name, documents: 'documents', ...rest }] });
}

/** A configuration that is watched, and the lines of its log as they come. */
class Watched implements Disposable {
  readonly current: CurrentConfig;
  readonly changes: ConfigChange[] = [];
  readonly watch: ConfigWatch;
  readonly #log = new PassThrough();

  static async start(): Promise<Watched> {
    return new Watched(new CurrentConfig(await readConfigFile(file)));
  }

  private constructor(current: CurrentConfig) {
    this.current = current;
    this.#log.setEncoding('utf8');
    const log = pino({}, this.#log);
    this.watch = new ConfigWatch(file, current, { log, onChange: (change) => void this.changes.push(change) });
  }

  get name(): string | undefined {
    return this.current.chatbots.get('museum')?.name;
  }

  /** Resolves with the next line of the log that says this. */
  async says(message: string): Promise<LogLine> {
    for await (const [chunk] of on(this.#log, 'data', { signal: AbortSignal.timeout(10_000) })) {
      for (const line of String(chunk).trim().split('\n')) {
        const parsed = JSON.parse(line) as LogLine;
        if (parsed.msg === message) return parsed;
      }
    }
    throw new Error('the log has ended');
  }

  [Symbol.dispose](): void {
    this.watch[Symbol.dispose]();
  }
}

const REPLACED = 'the configuration was replaced';
const REFUSED = 'the configuration is not usable: the old one stays';

describe('a configuration that is watched', () => {
  it('is replaced whole when its file is written', async () => {
    await writeFile(file, text('First'));
    using watched = await Watched.start();
    const replaced = watched.says(REPLACED);
    await writeFile(file, text('Second', { greeting: 'Good morning!' }));
    await replaced;
    expect(watched.name).toBe('Second');
    expect(watched.current.chatbots.get('museum')?.greeting).toBe('Good morning!');
    expect(watched.changes).toHaveLength(1);
    expect(watched.changes[0]?.before.chatbots.get('museum')?.name).toBe('First');
    expect(watched.changes[0]?.after.chatbots.get('museum')?.name).toBe('Second');
  });

  it('is replaced when another file takes its place, as editors save, again and again', async () => {
    await writeFile(file, text('First'));
    using watched = await Watched.start();
    for (const name of ['Second', 'Third']) {
      const replaced = watched.says(REPLACED);
      await writeFile(`${file}~`, text(name));
      await rename(`${file}~`, file);
      await replaced;
      expect(watched.name).toBe(name);
    }
  });

  it('is replaced when it is a link that is made to lead elsewhere, as deployments do it', async () => {
    for (const release of ['a', 'b']) {
      await mkdir(join(folder, release));
      await writeFile(join(folder, release, 'smail.config.json'), text(release, { documents: '/' }));
    }
    await symlink('a', join(folder, 'now'));
    await symlink('now/smail.config.json', file);
    using watched = await Watched.start();
    const replaced = watched.says(REPLACED);
    await symlink('b', join(folder, 'next'));
    await rename(join(folder, 'next'), join(folder, 'now'));
    await replaced;
    expect(watched.name).toBe('b');
  });

  it('stays as it is when the new one has faults, which are all logged with their paths; and follows when they are mended', async () => {
    await writeFile(file, text('First'));
    using watched = await Watched.start();
    const refused = watched.says(REFUSED);
    await writeFile(file, text('', { colour: 'red', limits: { answer_tokens: 'many' } }));
    const { faults } = await refused;
    expect(faults).toEqual([
      expect.stringMatching(/^chatbots\.0\.name: /),
      expect.stringMatching(/^chatbots\.0\.limits\.answer_tokens: /),
      expect.stringMatching(/^chatbots\.0: .*"colour"/),
    ]);
    expect(watched.name).toBe('First');
    expect(watched.changes).toEqual([]);
    const replaced = watched.says(REPLACED);
    await writeFile(file, text('Second'));
    await replaced;
    expect(watched.name).toBe('Second');
  });

  it('stays as it is when the new one names a folder that is not there', async () => {
    await writeFile(file, text('First'));
    using watched = await Watched.start();
    const refused = watched.says(REFUSED);
    await writeFile(file, text('Second', { documents: ['documents', 'moved'] }));
    expect((await refused).faults).toEqual([`chatbots.0.documents: there is no ${join(folder, 'moved')}`]);
    expect(watched.name).toBe('First');
  });

  it('stays as it is when the file is gone, and follows when it is back', async () => {
    await writeFile(file, text('First'));
    using watched = await Watched.start();
    const refused = watched.says(REFUSED);
    await rm(file);
    expect((await refused).faults).toEqual([expect.stringContaining('ENOENT')]);
    expect(watched.name).toBe('First');
    const replaced = watched.says(REPLACED);
    await writeFile(file, text('Second'));
    await replaced;
    expect(watched.name).toBe('Second');
  });

  it('is never replaced by half of one: what is written in pieces is waited for', async () => {
    await writeFile(file, text('First'));
    using watched = await Watched.start();
    const replaced = watched.says(REPLACED);
    const whole = text('Second', { greeting: 'x'.repeat(900) });
    for (let end = 0; end < whole.length; end += 200) await writeFile(file, whole.slice(0, end));
    await writeFile(file, whole);
    await replaced;
    expect(watched.name).toBe('Second');
    expect(watched.changes).toHaveLength(1);
  });

  it('is left alone when only something else in its folder changes, or only its spaces', async () => {
    await writeFile(file, text('First'));
    using watched = await Watched.start();
    const { snapshot } = watched.current;
    await writeFile(join(folder, 'notes.txt'), 'x');
    await writeFile(file, `\n${text('First')}\n`);
    await watched.watch.reload();
    expect(watched.current.snapshot).toBe(snapshot);
    expect(watched.changes).toEqual([]);
  });

  it('is read again when that is asked for, and then has taken effect', async () => {
    await writeFile(file, text('First'));
    using watched = await Watched.start();
    await writeFile(file, text('Second'));
    await watched.watch.reload();
    expect(watched.name).toBe('Second');
  });

  it('takes over what was changed between the start and the watch', async () => {
    await writeFile(file, text('First'));
    const before = await readConfigFile(file);
    await writeFile(file, text('Second'));
    const current = new CurrentConfig(before);
    using watch = new ConfigWatch(file, current, { log: pino({ level: 'silent' }), onChange: () => undefined });
    await watch.reload();
    expect(current.chatbots.get('museum')?.name).toBe('Second');
  });

  it('says which of the changes wait for a restart', async () => {
    await writeFile(file, text('First'));
    await writeFile(join(folder, 'analysis.js'), '');
    using watched = await Watched.start();
    const waiting = watched.says('these keys take effect at the next start');
    await writeFile(file, text('First', { analysis: 'analysis.js' }));
    expect((await waiting).keys).toEqual(['chatbots[].analysis']);
  });

  it('that can not be watched is told of, and is still read again when that is asked for', async () => {
    await writeFile(file, text('First'));
    const current = new CurrentConfig(await readConfigFile(file));
    const later = join(folder, 'later', 'smail.config.json');
    let logged = '';
    const log = pino({}, { write: (line: string) => void (logged += line) });
    using watch = new ConfigWatch(later, current, { log, onChange: () => undefined });
    expect(logged).toContain('the configuration is not watched: SIGHUP has it read again');
    await mkdir(join(folder, 'later'));
    await writeFile(later, text('Second', { documents: '.' }));
    await watch.reload();
    expect(current.chatbots.get('museum')?.name).toBe('Second');
  });

  it('is not followed any more after its end', async () => {
    await writeFile(file, text('First'));
    const watched = await Watched.start();
    await watched.watch.reload();
    watched[Symbol.dispose]();
    await writeFile(file, text('Second'));
    await watched.watch.reload();
    expect(watched.name).toBe('First');
  });
});
