import { randomBytes, randomUUID } from 'node:crypto';
import { access, chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
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
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o700);
  return { conversations: join(folder, 'conversations.sqlite'), secret: await keptSecret(join(folder, 'secret')) };
}

async function keptSecret(file: string): Promise<string> {
  if (!(await isThere(file))) await makeSecret(file);
  const secret = (await readFile(file, 'utf8')).trim();
  if (secret.length < SECRET_BYTES) throw new Error(`${file} holds no secret: delete it to have a new one made`);
  return secret;
}

/** Under another name first, and then linked, so that nobody ever reads half of one; of two servers that start at once, one wins. */
async function makeSecret(file: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, randomBytes(SECRET_BYTES).toString('base64url'), { mode: 0o600 });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft);
  }
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
