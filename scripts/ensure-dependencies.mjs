// Installs the npm packages where they are missing or not those of package-lock.json. Runs on any Node from 20 on, before
// anything is installed, and so uses nothing but Node itself.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 20;

/**
 * `install` and not `ci`: a lock that was written on one platform may lack the optional packages of another, which `ci` takes for an
 * error. The development dependencies are needed by `npm start` too (Node itself, esbuild), whatever NODE_ENV says; the log level
 * silences engine warnings, which are about the Node that npm runs on.
 */
const INSTALL = [
  'install',
  '--no-save',
  '--include=dev',
  '--ignore-scripts=false',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
];

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
  rmSync(stamp, { force: true });
  const { status } = spawnSync('npm', INSTALL, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0 || !hasOwnNode()) {
    fail('The dependencies could not be installed: see the lines above, then run the command again.');
  }
  writeFileSync(stamp, lock);
}

/** The server runs on the Node that is among the dependencies: without it nothing that follows would work. */
function hasOwnNode() {
  return spawnSync(`${root}node_modules/.bin/node`, ['--version'], { stdio: 'ignore' }).status === 0;
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
