import { spawn } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Message } from '../../server/conversations/conversations.ts';
import { SqliteConversations } from '../../server/conversations/sqlite.ts';

const WRITER = fileURLToPath(new URL('./kill-nine-writer.ts', import.meta.url));

/** How many pieces each answer is written in. */
export const PIECES = 10;

/** How long the writer goes on after its first word, at most, in milliseconds. */
const MAX_LIFE_MS = 400;

/** What the writer was told is stored. */
export type Acknowledged =
  | { readonly type: 'begun' | 'complete'; readonly session: string; readonly answer: string }
  | { readonly type: 'extended'; readonly session: string; readonly answer: string; readonly pieces: number }
  | { readonly type: 'erased'; readonly session: string };

export interface Survived {
  /** How many things were acknowledged before the process was killed. */
  readonly acknowledged: number;
  /** What was acknowledged and is not there; or, where it was erased, is. */
  readonly lost: readonly Acknowledged[];
  /** What SQLite says of the file: `ok`. */
  readonly integrity: string;
}

export function pieceOf(answer: string, piece: number): string {
  return `${answer} ${piece} `;
}

/** Has a process write to a file, kills it (SIGKILL) at a random moment, and looks at what is in the file then. */
export async function killWhileWriting(file: string): Promise<Survived> {
  const acknowledged = await writeUntilKilled(file);
  using conversations = new SqliteConversations(file);
  await conversations.recover();
  const erased = new Set(acknowledged.filter(({ type }) => type === 'erased').map(({ session }) => session));
  const said = new Map<string, readonly Message[]>();
  for (const session of new Set(acknowledged.map(({ session }) => session))) {
    said.set(session, await conversations.recent(session, 100));
  }
  const lost = acknowledged.filter((one) => {
    const messages = said.get(one.session) ?? [];
    // What was being erased may be gone before that was acknowledged: then all of it is.
    const isGone = messages.length === 0 && isBeingErased(file, one.session);
    return !(isGone || erased.has(one.session) ? messages.length === 0 : isThere(one, messages));
  });
  return { acknowledged: acknowledged.length, lost, integrity: integrityOf(file) };
}

async function writeUntilKilled(file: string): Promise<Acknowledged[]> {
  const writer = spawn(process.execPath, [WRITER, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(writer, 'exit');
  const acknowledged: Acknowledged[] = [];
  const lines = createInterface({ input: writer.stdout });
  const [read, begun] = [once(lines, 'close'), once(lines, 'line')];
  // A last line may be cut: its write was acknowledged to nobody.
  lines.on('line', (line) => line.endsWith('}') && acknowledged.push(JSON.parse(line) as Acknowledged));
  await Promise.race([begun, exited]);
  await setTimeout(randomInt(MAX_LIFE_MS));
  writer.kill('SIGKILL');
  const [, signal] = (await exited) as [number | null, NodeJS.Signals | null];
  if (signal !== 'SIGKILL') throw new Error('the writer has ended by itself');
  await read;
  return acknowledged;
}

function isThere(one: Acknowledged, messages: readonly Message[]): boolean {
  switch (one.type) {
    case 'begun': {
      const at = messages.findIndex(({ role, content }) => role === 'user' && content === one.answer);
      return at !== -1 && messages[at + 1]?.id === one.answer;
    }
    case 'extended': {
      const content = Array.from({ length: one.pieces }, (_, piece) => pieceOf(one.answer, piece)).join('');
      return messages.find(({ id }) => id === one.answer)?.content.startsWith(content) ?? false;
    }
    case 'complete':
      return messages.find(({ id }) => id === one.answer)?.state === 'complete';
    case 'erased':
      return messages.length === 0;
    default:
      return one satisfies never;
  }
}

/** Whether the file says of a session that it is being erased, or was. */
function isBeingErased(file: string, session: string): boolean {
  return withDatabase(file, (database) => {
    const key = createHash('sha256').update(session).digest('base64url');
    return database.prepare("SELECT 1 FROM sessions WHERE key = ? AND state <> 'open'").get(key) !== undefined;
  });
}

function integrityOf(file: string): string {
  return withDatabase(file, (database) =>
    String(database.prepare('PRAGMA integrity_check').get()?.['integrity_check']),
  );
}

function withDatabase<T>(file: string, look: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(file);
  try {
    return look(database);
  } finally {
    database.close();
  }
}
