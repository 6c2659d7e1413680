import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sessionOf } from '../../contract/session-of.ts';
import { SqliteConversations } from '../../../server/conversations/sqlite.ts';

let folder: string;
let file: string;
let conversations: SqliteConversations;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smail-erasure-'));
  file = join(folder, 'conversations.db');
  conversations = new SqliteConversations(file);
});
afterEach(async () => {
  conversations[Symbol.dispose]();
  await rm(folder, { recursive: true });
});

/** Whether a text stands in any file: the database, its journal and what else there may be. */
async function isInFile(text: string): Promise<boolean> {
  const names = await readdir(folder);
  const contents = await Promise.all(names.map((name) => readFile(join(folder, name))));
  return contents.some((content) => content.includes(text));
}

function erase(session: string, now = new Date()): Promise<boolean> {
  return conversations.erase(sessionOf(session), now);
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Has the sessions talk all at once, each with its name in every text. Answers are written by turns, and some grow in the middle of
 * the file, so that its pages are split and joined, and rows are moved: what is erased later has been in many places.
 */
async function talk(names: readonly string[], random: () => number): Promise<void> {
  for (let round = 0; round < 6; round++) {
    const answers = names.map((name) => ({ name, answerId: `${round}-${random()}` }));
    for (const { name, answerId } of answers) {
      const question = `${name} ${'q'.repeat(random() * (random() < 0.5 ? 60 : 3_000))} ${name}`;
      const clientMessageId = `${name}-${round}`;
      await conversations.begin(name, { questionId: `q-${answerId}`, question, clientMessageId, answerId });
    }
    for (let piece = 0; piece < 20; piece++) {
      await Promise.all(answers.map(({ name, answerId }) => conversations.extend(name, answerId, `${name} ${piece} `)));
    }
    for (const { name, answerId } of answers) {
      if (random() < 0.2) continue;
      const content = `${name} `.repeat(random() * (random() < 0.5 ? 8 : 300));
      const sources = [{ id: 'a', title: name, url: '', snippet: name }];
      await conversations.update(name, answerId, { content, sources, state: 'complete' });
      await conversations.rate(name, answerId, { rating: 'down', comment: name });
    }
  }
}

describe('a conversation that is erased', () => {
  // With each of these, rows that are only deleted leave copies behind (SQLite 3.53).
  it.each([1, 4, 20, 21])('leaves no byte of it in any file, and the others as they are (%i)', async (seed) => {
    const names = Array.from({ length: 12 }, (_, index) => `secret-${index}-of-${seed}.`);
    await talk(names, seeded(seed));
    expect(await Promise.all(names.map(isInFile))).not.toContain(false);
    const [erased, kept] = [names.slice(0, 8), names.slice(8)];
    const before = await Promise.all(kept.map((name) => conversations.recent(name, 100)));
    await Promise.all(erased.map((name) => erase(name)));
    expect(await Promise.all(erased.map(isInFile))).not.toContain(true);
    expect(await Promise.all(kept.map((name) => conversations.recent(name, 100)))).toStrictEqual(before);
  });

  it('is gone only once another process lets go of the journal', async () => {
    const session = randomUUID();
    const turn = { questionId: randomUUID(), question: 'a secret question', answerId: randomUUID() };
    await conversations.begin(session, turn);
    const reader = new DatabaseSync(file);
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM messages').get();
    let isErased = false;
    const erasing = erase(session).then(() => (isErased = true));
    await expect.poll(async () => (await conversations.recent(session, 10)).length).toBe(0);
    expect([isErased, await isInFile('a secret question')]).toEqual([false, true]);
    reader.close();
    await erasing;
    expect(await isInFile('a secret question')).toBe(false);
  });

  it('is gone when it is erased again after a process that was killed over it', async () => {
    const session = randomUUID();
    await conversations.begin(session, {
      questionId: randomUUID(),
      question: 'a secret question',
      answerId: randomUUID(),
    });
    // As the other process has left it: deleted, with the text still in the files.
    const killed = new DatabaseSync(file);
    killed.exec('DELETE FROM messages');
    expect(await isInFile('a secret question')).toBe(true);
    killed.close();
    await erase(session);
    expect(await isInFile('a secret question')).toBe(false);
  });

  it('waits for the others that are erased at the same time', async () => {
    const sessions = Array.from({ length: 20 }, (_, index) => `secret-${index}`);
    for (const name of sessions) {
      await conversations.begin(name, { questionId: randomUUID(), question: `${name}!`, answerId: randomUUID() });
    }
    await Promise.all(sessions.map((name) => erase(name)));
    expect(await Promise.all(sessions.map((name) => isInFile(`${name}!`)))).not.toContain(true);
  });
});

describe('a question that its visitor has replaced', () => {
  it('has no trace in any file once retention has gone over it', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `secret-${index}-replaced.`);
    await talk(names, seeded(4));
    // What an older version may have left is gone, and the day after begins.
    await conversations.expire(() => 30, new Date(), 100);
    for (const name of names) {
      const next = { questionId: randomUUID(), question: 'another', answerId: randomUUID() };
      await conversations.begin(name, { ...next, replaces: `${name}-0` });
    }
    expect((await Promise.all(names.map(isInFile))).includes(true)).toBe(true);
    await conversations.expire(() => 30, new Date(Date.now() + 86_400_000), 100);
    expect(await Promise.all(names.map(isInFile))).not.toContain(true);
    expect(await conversations.recent(names[0] ?? '', 10)).toMatchObject([{ content: 'another' }, { content: '' }]);
  });
});
