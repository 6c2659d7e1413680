import { randomBytes, randomUUID } from 'node:crypto';
import { access, chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { secretFault } from './secret.ts';

/** The length of a secret that is made here, in bytes. */
const SECRET_BYTES = 32;

/** Where the server keeps what outlives it. */
export interface DataFolder {
  /** The SQLite file with the conversations. */
  readonly conversations: string;
  /** The SQLite file with what is spent of the budgets. */
  readonly limits: string;
  /** The SQLite file with the questions that found nothing. */
  readonly unanswered: string;
  /** The SQLite file with the index of the documents. */
  readonly knowledge: string;
  /** The key that session ids are signed with; made at the first start, so that sessions outlive a restart. */
  readonly secret: string;
  /** The one before, where its owner has kept it as `secret.previous` to change the other: what was signed with it is still good. */
  readonly previousSecret: string | undefined;
}

/** Makes the folder, for its owner's eyes only, and in it what is missing. */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o700);
  const file = join(folder, 'secret');
  if (!(await isThere(file))) await makeSecret(file);
  const previous = join(folder, 'secret.previous');
  return {
    conversations: join(folder, 'conversations.sqlite'),
    limits: join(folder, 'limits.sqlite'),
    unanswered: join(folder, 'unanswered.sqlite'),
    knowledge: join(folder, 'knowledge.sqlite'),
    secret: await readSecret(file),
    previousSecret: (await isThere(previous)) ? await readSecret(previous) : undefined,
  };
}

/** @throws {Error} if what is there is good for nothing. */
async function readSecret(file: string): Promise<string> {
  const secret = (await readFile(file, 'utf8')).trim();
  const fault = secretFault(secret);
  if (fault !== undefined) throw new Error(`${file} ${fault}: delete it to have a new one made`);
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
