import { join } from 'node:path';
import { runIngest } from './knowledge/reading/ingest-command.ts';
import { DEFAULT_CONFIG } from './start/places.ts';
import { SqliteKnowledge } from './knowledge/sqlite.ts';

const stop = new AbortController();
// A second Ctrl-C ends the process at once.
process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort());
process.exitCode = await runIngest({
  args: process.argv.slice(2),
  env: process.env,
  // npm runs its scripts in the package's folder.
  folder: process.env['INIT_CWD'] ?? process.cwd(),
  defaultConfig: DEFAULT_CONFIG,
  out: process.stdout,
  err: process.stderr,
  signal: stop.signal,
  openIndex: async (dataFolder) => new SqliteKnowledge(join(dataFolder, 'knowledge.sqlite')),
});
