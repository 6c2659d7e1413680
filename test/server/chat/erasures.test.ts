import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PATHS } from '../../../protocol/requests.ts';
import { KnownMessages } from '../../../server/chat/known-messages.ts';
import { openDataFolder } from '../../../server/config/data-folder.ts';
import { SqliteTraces } from '../../../server/conversations/sqlite-traces.ts';
import { SqliteConversations } from '../../../server/conversations/sqlite.ts';
import { StreamNotFoundError } from '../../../server/live-streams/live-streams.ts';
import { MemoryLiveStreams } from '../../../server/live-streams/memory.ts';
import { startApp, type RunningApp } from '../running-app.ts';
import { MUSEUM, QUESTION } from './museum.ts';

/** It stands in all that the visitor says, is told, and names. */
const MARKER = 'MARKER-9c41';

let folder: string;
let app: RunningApp;
let conversations: SqliteConversations;
let streams: MemoryLiveStreams;
let session: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smail-erasures-'));
  conversations = new SqliteConversations((await openDataFolder(folder)).conversations);
  streams = new MemoryLiveStreams();
  app = await startApp({ conversations, streams });
  session = app.sessions.issue(MUSEUM.id);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await app[Symbol.asyncDispose]();
  conversations[Symbol.dispose]();
  await rm(folder, { recursive: true });
});

function bearer(as = session): Readonly<Record<string, string>> {
  return { Authorization: `Bearer ${as}` };
}

function erase(as = session): Promise<{ readonly status: number; readonly text: string }> {
  return app.call('DELETE', PATHS.sessions, { headers: bearer(as) });
}

/** Says, hears and thinks something; returns the answer's stream. */
async function talk(as = session, id = `${MARKER}-1`): Promise<string> {
  const body = { message: `${QUESTION} ${MARKER}`, session_id: as, client_message_id: id };
  const events = Array.fromAsync(await app.ask(body));
  const answer = await app.model.nextAnswer();
  answer.write(`${MARKER} from 10.`);
  answer.end();
  const all = (await events).map(({ event }) => event);
  const [start, last] = [all[0], all.at(-1)];
  if (start?.type !== 'start' || last?.type !== 'complete') throw new Error('the answer is not complete');
  await app.post(PATHS.feedback(last.message_id), { rating: 'down', comment: MARKER }, bearer(as));
  return start.stream_id;
}

/** The files of the data folder in which a text stands: the database, its journal, whatever there is. */
async function filesWith(text: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const contents = await Promise.all(names.map((name) => readFile(join(folder, name))));
  return names.filter((_, index) => contents[index]?.includes(text));
}

describe('a conversation that its visitor deletes', () => {
  it('is in no file of the data folder any more, nor is the token', async () => {
    await talk();
    expect(await filesWith(MARKER)).not.toEqual([]);
    expect((await erase()).status).toBe(204);
    expect(await filesWith(MARKER)).toEqual([]);
    expect(await filesWith(session)).toEqual([]);
  });

  it('is in none of the stores in memory: logs, ids of messages, what was to be stopped', async () => {
    const forgotten = vi.spyOn(KnownMessages.prototype, 'forgetAll');
    const streamId = await talk();
    await app.post(PATHS.cancel, { session_id: session, client_message_id: `${MARKER}-2` });
    await erase();
    expect(await streams.has(streamId, session)).toBe(false);
    const read = Array.fromAsync(streams.read(streamId, session, 0, new AbortController().signal));
    await expect(read).rejects.toThrow(StreamNotFoundError);
    const known = forgotten.mock.contexts[0] as KnownMessages;
    expect(known.streamOf({ sessionId: session, clientMessageId: `${MARKER}-1` })).toBeUndefined();
    expect(known.takeEarlyCancel({ sessionId: session, clientMessageId: `${MARKER}-2` })).toBe(false);
    expect(app.log()).not.toContain(MARKER);
  });

  it('is not in the file where it was being written', async () => {
    const events = await app.ask({ message: `${QUESTION} ${MARKER}`, session_id: session });
    await events.next();
    const answer = await app.model.nextAnswer();
    answer.write(`${MARKER} from `);
    await expect.poll(() => filesWith(`${MARKER} from`)).not.toEqual([]);
    expect((await erase()).status).toBe(204);
    await events.return();
    expect(await filesWith(MARKER)).toEqual([]);
  });

  it('leaves what others have said', async () => {
    const other = app.sessions.issue(MUSEUM.id);
    await talk(other);
    await talk();
    await erase();
    expect(await conversations.recent(other, 10)).toHaveLength(2);
  });

  it('may be deleted again where that failed, and is refused for everything else from the first time on', async () => {
    await talk();
    vi.spyOn(SqliteTraces.prototype, 'remove').mockRejectedValueOnce(new Error('the journal is in use'));
    const failed = await erase();
    expect(failed.status).toBe(500);
    expect(failed.text).not.toContain('journal');
    expect((await app.call('GET', PATHS.messages, { headers: bearer() })).status).toBe(404);
    expect((await erase()).status).toBe(204);
    expect(await filesWith(MARKER)).toEqual([]);
    expect((await erase()).status).toBe(404);
  });
});

describe('a conversation that is too old', () => {
  const DAY_MS = 86_400_000;

  it('is in no file any more once it is forgotten', async () => {
    await talk();
    const daysOf = vi.fn(() => 30);
    await conversations.expire(daysOf, new Date(Date.now() + 31 * DAY_MS), 100);
    expect(daysOf.mock.calls).toEqual([[MUSEUM.id]]);
    expect(await filesWith(MARKER)).toEqual([]);
  });

  it('has its traces removed at most once a day, and then all of them', async () => {
    const others = [app.sessions.issue(MUSEUM.id), app.sessions.issue(MUSEUM.id)] as const;
    const now = Date.now();
    await talk(others[0], 'm1');
    await conversations.expire(() => 30, new Date(now + 31 * DAY_MS), 100);
    const vacuum = vi.spyOn(SqliteTraces.prototype, 'remove');
    await talk(others[1], 'm2');
    await conversations.expire(() => 30, new Date(now + 31.5 * DAY_MS), 100);
    expect(vacuum).not.toHaveBeenCalled();
    expect(await conversations.recent(others[1], 10)).toEqual([]);
    // What is left to be done is done later, though nothing more is forgotten.
    await conversations.expire(() => 30, new Date(now + 32.5 * DAY_MS), 100);
    expect(vacuum).toHaveBeenCalledOnce();
    expect(await filesWith(MARKER)).toEqual([]);
  });
});
