import { runIngest } from '../../../../server/knowledge/reading/ingest-command.ts';
import { MemoryIndex } from './memory-index.ts';

/** The program as it is started by npm, with an index that says at the end what is in it. */
class TellingIndex extends MemoryIndex implements Disposable {
  [Symbol.dispose](): void {
    const { SMAIL_TEST_SOURCE: source = '' } = process.env;
    process.stdout.write(`index: ${this.documents('help', source).length} documents\n`);
  }
}

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.exitCode = await runIngest({
  args: process.argv.slice(2),
  env: process.env,
  folder: process.cwd(),
  defaultConfig: 'smail.config.json',
  out: process.stdout,
  err: process.stderr,
  signal: stop.signal,
  openIndex: async () => new TellingIndex(),
});
