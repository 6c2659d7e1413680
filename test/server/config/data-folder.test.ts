import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDataFolder } from '../../../server/config/data-folder.ts';
import { secretFault } from '../../../server/config/secret.ts';

const GOOD = 'vI8kq2-Zr5wXn0TgB7uLmE4sYd9cHjPa';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smail-data-folder-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the secret in the data folder', () => {
  it('is made at the first start, for its owner’s eyes only, and kept', async () => {
    const { secret, previousSecret } = await openDataFolder(folder);
    expect(secretFault(secret)).toBeUndefined();
    expect(previousSecret).toBeUndefined();
    expect(await openDataFolder(folder)).toMatchObject({ secret });
    expect((await stat(join(folder, 'secret'))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('is one, where several servers start at once, and leaves nothing else behind', async () => {
    const opened = await Promise.all(Array.from({ length: 8 }, () => openDataFolder(folder)));
    expect(new Set(opened.map(({ secret }) => secret)).size).toBe(1);
    expect(await readdir(folder)).toEqual(['secret']);
  });

  it('may be changed: the one before is in secret.previous', async () => {
    const { secret } = await openDataFolder(folder);
    await writeFile(join(folder, 'secret.previous'), `${secret}\n`);
    await writeFile(join(folder, 'secret'), `${GOOD}\n`);
    expect(await openDataFolder(folder)).toMatchObject({ secret: GOOD, previousSecret: secret });
  });

  it.each(['secret', 'secret.previous'])(
    'is refused where %s can be guessed, and is not in the error',
    async (name) => {
      for (const guessable of ['', 'hunter2', 'changeme'.repeat(5)]) {
        await writeFile(join(folder, name), guessable);
        const error: unknown = await openDataFolder(folder).catch((error: unknown) => error);
        expect(String(error)).toContain(join(folder, name));
        if (guessable !== '') expect(String(error)).not.toContain(guessable);
        expect(await readFile(join(folder, name), 'utf8')).toBe(guessable);
      }
    },
  );
});
