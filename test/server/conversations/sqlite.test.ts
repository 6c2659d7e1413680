import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../../server/conversations/sqlite-migrations.ts';
import { SqliteConversations } from '../../../server/conversations/sqlite.ts';
import { SessionTokens } from '../../../server/chat/session-tokens.ts';

let folder: string;
let file: string;
let session: string;
let used: DisposableStack;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smail-sqlite-'));
  file = join(folder, 'conversations.db');
  session = new SessionTokens().issue('museum');
  used = new DisposableStack();
});
afterEach(async () => {
  used.dispose();
  await rm(folder, { recursive: true });
});

function open(): SqliteConversations {
  return used.use(new SqliteConversations(file));
}

/** Begins a turn; returns the answer's id. */
async function begin(conversations: SqliteConversations, question = 'When are you open?'): Promise<string> {
  const answerId = randomUUID();
  await conversations.begin(session, { questionId: randomUUID(), question, answerId });
  return answerId;
}

/** Looks at the file past the adapter. */
function withDatabase<T>(look: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(file);
  try {
    return look(database);
  } finally {
    database.close();
  }
}

function version(): number {
  return withDatabase((database) => Number(database.prepare('PRAGMA user_version').get()?.['user_version']));
}

function schema(): unknown {
  return withDatabase((database) => database.prepare('SELECT * FROM sqlite_schema').all());
}

/** All that lies in the folder: the file, and its journal where there is one. */
async function bytes(): Promise<Buffer> {
  const names = await readdir(folder);
  return Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))));
}

describe('what was said', () => {
  it('is still there when the file is opened again', async () => {
    const first = open();
    const answerId = await begin(first);
    const sources = [{ id: 'a', title: 'Opening hours', url: '/visit.html', snippet: 'From 10' }];
    await first.update(session, answerId, { content: 'From 10.', state: 'complete', sources });
    const before = await first.recent(session, 10);
    used.dispose();

    used = new DisposableStack();
    const again = open();
    expect(await again.recent(session, 10)).toStrictEqual(before);
    await begin(again, 'When are you closed?');
    expect((await again.recent(session, 10)).map(({ content }) => content)).toEqual([
      'When are you open?',
      'From 10.',
      'When are you closed?',
      '',
    ]);
  });

  it('is there for another connection as soon as it is acknowledged, though nothing was closed', async () => {
    const [first, second] = [open(), open()];
    const answerId = await begin(first);
    expect(await second.recent(session, 10)).toStrictEqual(await first.recent(session, 10));
    await first.extend(session, answerId, 'From');
    expect(await second.recent(session, 1)).toMatchObject([{ content: 'From', state: 'generating' }]);
  });

  it('is one file once it is closed', async () => {
    await begin(open());
    used.dispose();
    expect(await readdir(folder)).toEqual(['conversations.db']);
  });

  it('does not tell whose it is: the session’s id is nowhere in the file', async () => {
    const conversations = open();
    const answerId = await begin(conversations, 'a question to be found');
    await conversations.update(session, answerId, { content: 'an answer to be found', state: 'complete' });
    const whileOpen = await bytes();
    used.dispose();
    for (const content of [whileOpen, await bytes()]) {
      expect(content.includes('a question to be found')).toBe(true);
      expect(content.includes('an answer to be found')).toBe(true);
      const [, , random = '', , , signature = ''] = session.split('.');
      for (const part of [session, random, signature]) expect(content.includes(part)).toBe(false);
    }
  });
});

describe('an answer that was being written when the process died', () => {
  it('is partial with the text that was stored last, once the next one has recovered it', async () => {
    // Never closed: what it has acknowledged is in the journal.
    const dead = open();
    const answerId = await begin(dead);
    await dead.extend(session, answerId, 'From 10 ');
    await dead.extend(session, answerId, 'to');

    const conversations = open();
    expect(await conversations.recent(session, 1)).toMatchObject([{ state: 'generating' }]);
    expect(await conversations.recover()).toBe(1);
    expect(await conversations.recent(session, 1)).toMatchObject([
      { id: answerId, content: 'From 10 to', state: 'partial' },
    ]);
    expect(await open().recover()).toBe(0);
  });
});

describe('the version of a file', () => {
  it('of a new one is the newest', () => {
    open();
    expect(version()).toBe(MIGRATIONS.length);
  });

  it.each(MIGRATIONS.keys().toArray())('%i is brought up to date', async (older) => {
    withDatabase((database) => {
      for (const statements of MIGRATIONS.slice(0, older)) database.exec(statements);
      database.exec(`PRAGMA user_version = ${older}`);
    });
    const conversations = open();
    expect(version()).toBe(MIGRATIONS.length);
    await begin(conversations);
    expect(await conversations.recent(session, 10)).toHaveLength(2);
  });

  it('is left alone where it is the newest', async () => {
    await begin(open());
    const before = schema();
    expect(await open().recent(session, 10)).toHaveLength(2);
    expect(schema()).toEqual(before);
    expect(version()).toBe(MIGRATIONS.length);
  });

  describe('that this server does not know', () => {
    const newer = MIGRATIONS.length + 1;
    beforeEach(async () => {
      await begin(open());
      used.dispose();
      withDatabase((database) => database.exec(`CREATE TABLE future (x); PRAGMA user_version = ${newer}`));
    });

    it('is refused, and the file left as it is, for the server that knows it', async () => {
      const before = await readFile(file);
      expect(() => new SqliteConversations(file)).toThrow(
        new RegExp(String.raw`newer version \(${newer}\) .*\(${MIGRATIONS.length}\)`),
      );
      expect((await readFile(file)).equals(before)).toBe(true);
      expect(version()).toBe(newer);
    });

    it('is let go of', async () => {
      expect(() => new SqliteConversations(file)).toThrow('newer version');
      expect(await readdir(folder)).toEqual(['conversations.db']);
    });
  });

  it('is that of no file at all where it is something else', async () => {
    await writeFile(file, 'This is a letter to my aunt.\n'.repeat(100));
    expect(() => new SqliteConversations(file)).toThrow('not a database');
  });

  it('is brought up to date once, by whoever comes first, where several start at once', async () => {
    const source = new URL('../../../server/conversations/sqlite.ts', import.meta.url).href;
    const started = new SharedArrayBuffer(4);
    const count = 6;
    for (let round = 1; round <= 5; round++) {
      const path = join(folder, `round-${round}.db`);
      Atomics.store(new Int32Array(started), 0, 0);
      const workers = Array.from({ length: count }, () => {
        return new Worker(OPENS_AT_ONCE, { eval: true, workerData: { source, path, started, count } });
      });
      const said = await Promise.all(workers.map((worker) => once(worker, 'message')));
      expect(said.flat(), `round ${round}`).toEqual(Array<string>(count).fill('opened'));
    }
  });
});

/** Opens the file at the same moment as `count - 1` others, and says how it went. */
const OPENS_AT_ONCE = `
  const { parentPort, workerData: { source, path, started, count } } = require('node:worker_threads');
  import(source).then(({ SqliteConversations }) => {
    const arrived = new Int32Array(started);
    Atomics.add(arrived, 0, 1);
    while (Atomics.load(arrived, 0) < count) {}
    new SqliteConversations(path)[Symbol.dispose]();
    return 'opened';
  }).catch(String).then((said) => parentPort.postMessage(said));
`;

/** Another process, for all that SQLite knows: writes and holds the lock for a while. */
const HOLDS_THE_LOCK = `
  const { parentPort, workerData: { file, holdMs } } = require('node:worker_threads');
  const { DatabaseSync } = require('node:sqlite');
  const database = new DatabaseSync(file);
  database.exec('BEGIN IMMEDIATE');
  parentPort.postMessage('locked');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, holdMs);
  database.exec('COMMIT');
  database.close();
`;

describe('two at once', () => {
  it('wait for each other: a lock that another holds for a moment is no failure', async () => {
    const conversations = open();
    const answerId = await begin(conversations);
    const holdMs = 300;
    for (const write of [
      () => begin(conversations),
      () => conversations.update(session, answerId, { content: 'From 10.', state: 'complete' }),
      () => conversations.recover(),
    ]) {
      const worker = new Worker(HOLDS_THE_LOCK, { eval: true, workerData: { file, holdMs } });
      const exited = once(worker, 'exit');
      await once(worker, 'message');
      await write();
      expect(await exited).toEqual([0]);
    }
    expect(await conversations.recent(session, 10)).toMatchObject([
      { role: 'user' },
      { content: 'From 10.', state: 'complete' },
      { role: 'user' },
      { state: 'partial' },
    ]);
  });

  it('read while the other writes', async () => {
    const conversations = open();
    await begin(conversations);
    const writer = used.adopt(new DatabaseSync(file), (database) => database.close());
    writer.exec(`BEGIN IMMEDIATE; UPDATE messages SET content = 'not yet'`);
    expect(await conversations.recent(session, 10)).toMatchObject([{ content: 'When are you open?' }, { content: '' }]);
    writer.exec('ROLLBACK');
  });

  it('write by turns, and lose nothing', async () => {
    const both = [open(), open()] as const;
    const questions = Array.from({ length: 20 }, (_, index) => `question ${index}`);
    for (const [index, question] of questions.entries()) await begin(both[index % 2 === 0 ? 0 : 1], question);
    for (const conversations of both) {
      const said = (await conversations.recent(session, 100)).filter(({ role }) => role === 'user');
      expect(said.map(({ content }) => content)).toEqual(questions);
    }
  });
});
