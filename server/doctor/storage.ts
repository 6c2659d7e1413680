import { constants } from 'node:fs';
import { access, readdir, readFile, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { secretFault } from '../config/secret.ts';
import type { Finding } from './finding.ts';

const MEGABYTE = 1_048_576;

/** Below this the server will soon fail to store, and below that it should be looked at; in bytes. */
const SPACE_FAULT = 50 * MEGABYTE;
const SPACE_WARNING = 500 * MEGABYTE;

const ABOUT = 'data folder';

/**
 * Looks at the folder for what outlives the server, and changes nothing in it.
 * @param versions - the newest version of each database that this server knows, by file name.
 */
export async function examineStorage(
  folder: string,
  versions: Readonly<Record<string, number>>,
): Promise<readonly Finding[]> {
  const path = resolve(folder);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return [await examineAbsent(path)];
  if (!found.isDirectory()) {
    return [{ state: 'fault', about: ABOUT, says: `${path} is no folder`, advice: 'name another with SMAIL_DATA' }];
  }
  if (!(await mayWrite(path))) return [notWritable(path)];
  const files = (await readdir(path)).filter((name) => name.endsWith('.sqlite'));
  const sizes = await Promise.all(files.map(async (name) => (await stat(join(path, name))).size));
  return [
    { state: 'ok', about: ABOUT, says: `${path} can be written to` },
    ...privacyOf(path, found.mode),
    await examineSpace(
      path,
      sizes.reduce((sum, size) => sum + size, 0),
    ),
    ...files.flatMap((name) => examineDatabase(join(path, name), versions[name])),
  ];
}

/** @param configured - the secret of the environment, whose value was looked at there. */
export async function examineSecret(folder: string, configured: string | undefined): Promise<readonly Finding[]> {
  const about = 'secret';
  const previous = await examineSecretFile(resolve(folder, 'secret.previous'));
  const kept = await examineSecretFile(resolve(folder, 'secret'));
  const none: Finding = { state: 'ok', about, says: 'none yet: it is made at the first start' };
  const used: Finding =
    configured === undefined ? (kept ?? none) : { state: 'ok', about, says: 'SMAIL_SECRET is used' };
  return previous === undefined ? [used] : [used, previous];
}

/** @returns `undefined` if there is no such file. */
async function examineSecretFile(file: string): Promise<Finding | undefined> {
  const about = 'secret';
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return undefined;
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) {
    return { state: 'fault', about, says: `${file} can not be read`, advice: 'give it to the user of the server' };
  }
  const fault = secretFault(text.trim());
  if (fault !== undefined) {
    return { state: 'fault', about, says: `${file} ${fault}`, advice: 'delete it; sessions that it has signed end' };
  }
  if ((found.mode & 0o077) !== 0) {
    return { state: 'warning', about, says: `${file} can be read by others`, advice: `chmod 600 ${file}` };
  }
  return { state: 'ok', about, says: `${file} is there, for the user of the server alone` };
}

async function examineAbsent(path: string): Promise<Finding> {
  let parent = dirname(path);
  while (parent !== dirname(parent) && !(await access(parent).then(isThere, isNot))) parent = dirname(parent);
  if (!(await mayWrite(parent))) return notWritable(parent);
  return { state: 'ok', about: ABOUT, says: `${path} is made at the first start` };
}

function notWritable(path: string): Finding {
  const advice = 'give it to the user of the server, or name another with SMAIL_DATA';
  return { state: 'fault', about: ABOUT, says: `${path} can not be written to`, advice };
}

function privacyOf(path: string, mode: number): Finding[] {
  if ((mode & 0o077) === 0) return [];
  const advice = `chmod 700 ${path}; the server does so when it starts`;
  return [{ state: 'warning', about: ABOUT, says: `${path} is open to other users of this machine`, advice }];
}

/** @param stored - the size of the databases, in bytes: a deletion writes one anew, beside the old one. */
async function examineSpace(path: string, stored: number): Promise<Finding> {
  const { bavail, bsize } = await statfs(path);
  const free = bavail * bsize;
  const says = `${Math.floor(free / MEGABYTE)} MB are free, ${Math.ceil(stored / MEGABYTE)} MB are used`;
  const advice = 'make room, or name a folder on another disk with SMAIL_DATA';
  if (free < SPACE_FAULT) return { state: 'fault', about: 'disk', says, advice };
  if (free < SPACE_WARNING || free < 2 * stored) return { state: 'warning', about: 'disk', says, advice };
  return { state: 'ok', about: 'disk', says };
}

/** @param known - the newest version that this server knows; `undefined` where it does not matter. */
function examineDatabase(file: string, known: number | undefined): Finding[] {
  const about = basename(file);
  try {
    using database = new DatabaseSync(file, { readOnly: true, timeout: 1_000 });
    const faults = database
      .prepare('PRAGMA quick_check(3)')
      .all()
      .map((row) => String(row['quick_check']));
    if (faults.join() !== 'ok') return [broken(about, faults.join('; '))];
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
    if (known !== undefined && version > known) {
      const advice = 'start the newer version of smail-chat that wrote it';
      return [{ state: 'fault', about, says: `its version is ${version}, and this server knows ${known}`, advice }];
    }
    const isOld = known !== undefined && version < known;
    return [{ state: 'ok', about, says: isOld ? 'sound; the next start brings it up to date' : 'sound' }];
  } catch (error) {
    return [broken(about, error instanceof Error ? error.message : String(error))];
  }
}

function broken(about: string, reason: string): Finding {
  const advice = 'stop the server, put back a copy, or move the file away: a new one is made';
  return { state: 'fault', about, says: `is damaged: ${reason}`, advice };
}

async function mayWrite(path: string): Promise<boolean> {
  // To list, to write, and to reach what is in it.
  return access(path, constants.R_OK | constants.W_OK | constants.X_OK).then(isThere, isNot);
}

function isThere(): boolean {
  return true;
}

function isNot(): boolean {
  return false;
}
