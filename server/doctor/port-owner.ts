import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** https://docs.kernel.org/networking/proc_net_tcp.html */
const LISTENING = '0A';

/** @returns the name and id of the process that listens on a TCP port; `undefined` where the system does not tell, as for other users' processes. */
export async function portOwner(port: number): Promise<string | undefined> {
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(textOf));
  const sockets = new Set(tables.flatMap((table) => listeners(table, port)));
  if (sockets.size === 0) return undefined;
  const ids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const id of ids) {
    if (!(await holdsAny(join('/proc', id, 'fd'), sockets))) continue;
    return `${(await textOf(join('/proc', id, 'comm'))).trim()} (process ${id})`;
  }
  return undefined;
}

/** @returns what the file descriptors of the sockets lead to. */
function listeners(table: string, port: number): string[] {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = table.split('\n').map((line) => line.trim().split(/\s+/));
  return rows
    .filter(([, local, , state]) => state === LISTENING && local?.endsWith(wanted))
    .map((columns) => `socket:[${columns[9]}]`);
}

/** Nothing of it is a fault: processes end, and those of other users are closed to us. */
async function holdsAny(folder: string, sockets: ReadonlySet<string>): Promise<boolean> {
  for (const descriptor of await readdir(folder).catch(() => [])) {
    const target = await readlink(join(folder, descriptor)).catch(() => '');
    if (sockets.has(target)) return true;
  }
  return false;
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
