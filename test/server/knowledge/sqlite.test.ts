import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SqliteKnowledge } from '../../../server/knowledge/sqlite.ts';
import { document, FOLDER, MUSEUM, reading } from '../../contract/knowledge-contract.ts';

const { signal } = new AbortController();

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smail-knowledge-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function foundIn(knowledge: SqliteKnowledge, question: string): Promise<string[]> {
  return (await knowledge.search('museum', question, 4)).passages.map((passage) => passage.document);
}

describe('an index in a file', () => {
  it('is there after a restart, with the same version', async () => {
    const file = join(folder, 'knowledge.sqlite');
    let version: string;
    {
      using knowledge = new SqliteKnowledge(file);
      await knowledge.replace('museum', FOLDER, reading(MUSEUM), signal);
      version = knowledge.version('museum');
    }
    using again = new SqliteKnowledge(file);
    expect(again.version('museum')).toBe(version);
    expect(await foundIn(again, 'guide dogs')).toContain('dogs.md');
    expect((await again.fingerprints('museum', FOLDER)).size).toBe(5);
  });

  it('is seen by another process’s reader as soon as it is written', async () => {
    const file = join(folder, 'knowledge.sqlite');
    using server = new SqliteKnowledge(file);
    using ingest = new SqliteKnowledge(file);
    await ingest.replace('museum', FOLDER, reading(MUSEUM), signal);
    expect(await foundIn(server, 'guide dogs')).toContain('dogs.md');
    expect(server.version('museum')).toBe(ingest.version('museum'));
  });

  it('that another version made is begun anew: its documents are read again', async () => {
    const file = join(folder, 'knowledge.sqlite');
    {
      using knowledge = new SqliteKnowledge(file);
      await knowledge.replace('museum', FOLDER, reading(MUSEUM), signal);
    }
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 99');
    database.close();
    using again = new SqliteKnowledge(file);
    expect((await again.fingerprints('museum', FOLDER)).size).toBe(0);
    await again.replace('museum', FOLDER, reading(MUSEUM), signal);
    expect(await foundIn(again, 'guide dogs')).toContain('dogs.md');
  });
});

describe('a question in other words', () => {
  let knowledge: SqliteKnowledge;
  beforeEach(() => {
    knowledge = new SqliteKnowledge(':memory:');
  });
  afterEach(() => knowledge[Symbol.dispose]());

  it.each([
    ['with a mistake', 'How many steps has the towre?', 'tower.md'],
    ['with a synonym', 'Is there an elevator?', 'tower.md'],
    ['about a price, where only the sign of the currency tells', 'What is the price of crêpes?', 'menu.md'],
  ])('is understood: %s', async (_, question, id) => {
    const menu = document('menu.md', 'Menu', { '': 'Crêpes 6 €' });
    await knowledge.replace('museum', FOLDER, reading([...MUSEUM, menu]), signal);
    expect((await foundIn(knowledge, question))[0]).toBe(id);
  });

  it.each([
    ['a part of a compound', 'Welche Zeiten habt ihr?', 'zeiten.md'],
    ['a compound of what stands apart', 'Kurskosten', 'kurse.md'],
    ['umlauts written out', 'oeffnungszeiten', 'zeiten.md'],
  ])('is understood in German: %s', async (_, question, id) => {
    const documents = [
      document('zeiten.md', 'Besuch', { '': 'Unsere Öffnungszeiten sind täglich von 10 bis 17 Uhr.' }),
      document('kurse.md', 'Lernen', { '': 'Die Kosten für einen Kurs sind im Heft angegeben.' }),
      document('hund.md', 'Hunde', { '': 'Hunde sind im ganzen Haus willkommen, wenn sie an der Leine sind.' }),
    ];
    await knowledge.replace('museum', FOLDER, reading(documents), signal);
    expect((await foundIn(knowledge, question))[0]).toBe(id);
  });
});

describe('a question of stop words alone', () => {
  const greeting = document('greeting.md', 'Hello and welcome', { 'How are you?': 'The lamp is trimmed, thank you.' });
  let knowledge: SqliteKnowledge;
  beforeEach(() => {
    knowledge = new SqliteKnowledge(':memory:');
  });
  afterEach(() => knowledge[Symbol.dispose]());

  it.each(['Hello, how are you?', 'Hi!', 'How are you', 'Thanks'])(
    'is about these where a title or a heading has nothing else, or where they are a courtesy: %s',
    async (question) => {
      await knowledge.replace('museum', FOLDER, reading([...MUSEUM, greeting]), signal);
      expect((await foundIn(knowledge, question))[0]).toBe('greeting.md');
    },
  );

  it.each(['Hello, how are you?', 'What is this?'])(
    'finds nothing where nothing is called so: %s',
    async (question) => {
      await knowledge.replace('museum', FOLDER, reading(MUSEUM), signal);
      expect((await knowledge.search('museum', question, 4)).quality.grounded).toBe('none');
    },
  );

  it('is about what its way of asking tells, where it tells something', async () => {
    const menu = document('menu.md', 'Menu', { '': 'Crêpes 6 €' });
    await knowledge.replace('museum', FOLDER, reading([...MUSEUM, greeting, menu]), signal);
    expect(await foundIn(knowledge, 'How much is it?')).toContain('menu.md');
    expect(await foundIn(knowledge, 'How much is it?')).not.toContain('greeting.md');
  });
});
