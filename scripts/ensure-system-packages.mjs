// The tests talk to real programs: a browser, a proxy, the databases, a tool that attacks. This installs the ones that are missing where apt-get
// may be used, and otherwise says in one message what to install.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian keeps PostgreSQL's programs, which are not on the PATH. */
const POSTGRESQL = '/usr/lib/postgresql';

const PROGRAMS = [
  { names: ['chromium', 'chromium-browser', 'google-chrome'], package: 'chromium' },
  { names: ['nginx'], package: 'nginx' },
  { names: ['redis-server'], package: 'redis-server' },
  { names: ['initdb'], package: 'postgresql' },
  { names: ['slowhttptest'], package: 'slowhttptest' },
];

let missing = findMissing();
if (missing.length > 0) {
  install(missing);
  missing = findMissing();
}
if (missing.length > 0) {
  const names = missing.join(' ');
  process.stderr.write(
    `The tests need these Debian packages, and they could not be installed from here: ${names}.\n` +
      `Install them (sudo apt-get install ${names}), then run the command again.\n`,
  );
  process.exit(1);
}

function findMissing() {
  // Each version of PostgreSQL has a folder of its own.
  const versions = existsSync(POSTGRESQL) ? readdirSync(POSTGRESQL) : [];
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/sbin',
    ...versions.map((version) => join(POSTGRESQL, version, 'bin')),
  ];
  const isThere = (name) => folders.some((folder) => existsSync(join(folder, name)));
  return PROGRAMS.filter(({ names }) => !names.some(isThere)).map((entry) => entry.package);
}

function install(packages) {
  const prefix = aptPrefix();
  if (prefix === undefined) return;
  process.stderr.write(`Installing ${packages.join(', ')} for the tests (once) …\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const step of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ]) {
    const [command, ...rest] = [...prefix, 'apt-get', ...step];
    // A failure is seen in what is still missing afterwards; apt's own words go to the reader.
    spawnSync(command, rest, { env, stdio: ['ignore', 'ignore', 2] });
  }
}

/** @returns what to put before apt-get, or `undefined` where it may not be used without asking somebody for a password. */
function aptPrefix() {
  if (spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0) return undefined;
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : undefined;
}
