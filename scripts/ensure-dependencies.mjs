// Installs the npm packages where they are missing or older than package-lock.json. Runs on any Node from 20 on, before
// anything is installed, and so uses nothing but Node itself.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 20;
const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = `${root}node_modules/.installed-lock`;

const major = Number(process.versions.node.split('.')[0]);
if (major < OLDEST_NODE) {
  fail(`smail-chat needs Node ${OLDEST_NODE} or newer; this is Node ${process.versions.node}. See https://nodejs.org.`);
}

const lock = createHash('sha256')
  .update(readFileSync(`${root}package-lock.json`))
  .digest('hex');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  process.stderr.write('Installing dependencies (once; a minute or so) …\n');
  // The flag silences engine warnings: the tools run on the Node that is among the dependencies.
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) fail('The dependencies could not be installed: see the lines above, then run the command again.');
  writeFileSync(stamp, lock);
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
