import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The length of a secret that is made here, in bytes. */
const SECRET_BYTES = 32;

/** Where the server keeps what outlives it. */
export interface DataFolder {
  /** The SQLite file with the conversations. */
  readonly conversations: string;
  /** The key that session ids are signed with; made at the first start, so that sessions outlive a restart. */
  readonly secret: string;
}

/** Makes the folder, for its owner's eyes only, and in it what is missing. */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return { conversations: join(folder, 'conversations.sqlite'), secret: await keptSecret(join(folder, 'secret')) };
}

async function keptSecret(file: string): Promise<string> {
  try {
    // Fails where there is one already, also if two servers start at the same moment.
    await writeFile(file, randomBytes(SECRET_BYTES).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const secret = await readFile(file, 'utf8');
  if (secret.trim().length < SECRET_BYTES) throw new Error(`${file} holds no secret: delete it to have a new one made`);
  return secret.trim();
}
