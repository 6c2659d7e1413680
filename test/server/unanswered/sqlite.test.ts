import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mask } from '../../../server/guards/mask.ts';
import { SqliteUnanswered } from '../../../server/unanswered/sqlite.ts';
import { unansweredText } from '../../../server/unanswered/unanswered-text.ts';
import { UNANSWERED_MAX } from '../../../server/unanswered/unanswered.ts';

const DAY_MS = 86_400_000;
const FIRST = Date.UTC(2026, 10, 1, 14, 33);

let now: number;
let unanswered: SqliteUnanswered;

beforeEach(() => {
  now = FIRST;
  unanswered = new SqliteUnanswered(':memory:', { mask, now: () => now });
});
afterEach(() => unanswered[Symbol.dispose]());

async function questions(chatbotId = 'museum', limit = 2_000): Promise<string[]> {
  return (await unanswered.list(chatbotId, limit)).map(({ question }) => question);
}

/** Who asks, where that is all one. */
const SESSION = 'v1.museum.somebody';

describe('questions that found nothing', () => {
  it('are kept for their chatbot, the last one first', async () => {
    await unanswered.add('museum', 'Do you sell maps?', SESSION);
    await unanswered.add('museum', 'Is there a bus?', SESSION);
    await unanswered.add('bakery', 'Do you sell maps?', SESSION);
    expect(await questions()).toEqual(['Is there a bus?', 'Do you sell maps?']);
    expect(await questions('museum', 1)).toEqual(['Is there a bus?']);
    expect(await questions('bakery')).toEqual(['Do you sell maps?']);
    expect(await questions('nobody')).toEqual([]);
  });

  it('are counted where the same comes again, however it is written, and come to the front', async () => {
    await unanswered.add('museum', 'Do you sell maps?', SESSION);
    await unanswered.add('museum', 'Is there a bus?', SESSION);
    now += 3 * DAY_MS;
    await unanswered.add('museum', '  do you SELL maps?!', SESSION);
    expect(await unanswered.list('museum', 10)).toEqual([
      {
        question: 'do you SELL maps?!',
        count: 2,
        firstAsked: new Date(Date.UTC(2026, 10, 1)),
        lastAsked: new Date(Date.UTC(2026, 10, 4)),
      },
      expect.objectContaining({ question: 'Is there a bus?', count: 1 }),
    ]);
  });

  it('are masked before they are stored', async () => {
    await unanswered.add('museum', 'Why does jane@example.org get no newsletter?', SESSION);
    expect(await questions()).toEqual(['Why does [email] get no newsletter?']);
  });

  it('are one line of 500 characters at most, with nothing that a terminal obeys', async () => {
    await unanswered.add('museum', `A\n\u001B[2J\u0007b \u202Ec ${'x'.repeat(600)}`, SESSION);
    const [question] = await questions();
    expect(question).toMatch(/^A \[2Jb c x+$/);
    expect(question).toHaveLength(500);
  });

  it('are not kept where they have no word', async () => {
    await unanswered.add('museum', '?! …', SESSION);
    expect(await questions()).toEqual([]);
  });

  it('are forgotten 90 days after they were last asked', async () => {
    await unanswered.add('museum', 'Old?', SESSION);
    now += 10 * DAY_MS;
    await unanswered.add('museum', 'Younger?', SESSION);
    now += 80 * DAY_MS;
    expect(await questions()).toEqual(['Younger?', 'Old?']);
    now += DAY_MS;
    expect(await questions()).toEqual(['Younger?']);
    await unanswered.add('museum', 'Today?', SESSION);
    expect(await questions()).toEqual(['Today?', 'Younger?']);
  });

  it('are the last thousand of a chatbot', async () => {
    for (let index = 0; index < UNANSWERED_MAX + 5; index++) {
      await unanswered.add('museum', `Question ${index}?`, SESSION);
    }
    await unanswered.add('bakery', 'Rye?', SESSION);
    const kept = await questions();
    expect(kept).toHaveLength(UNANSWERED_MAX);
    expect([kept[0], kept.at(-1)]).toEqual([`Question ${UNANSWERED_MAX + 4}?`, 'Question 5?']);
    expect(await questions('bakery')).toEqual(['Rye?']);
  });
});

describe('questions of a session that is deleted', () => {
  it('are gone, to the last byte; those that were asked in another session as well stay', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'unanswered-'));
    try {
      const file = join(folder, 'unanswered.sqlite');
      using store = new SqliteUnanswered(file, { mask, now: () => now });
      await store.add('museum', 'What does my gout allow in the café?', SESSION);
      await store.add('museum', 'Do you sell maps?', SESSION);
      await store.add('museum', 'Do you sell maps?', 'v1.museum.another');
      await store.add('museum', 'Is there a bus?', 'v1.museum.another');
      await store.forget(SESSION);
      expect((await store.list('museum', 10)).map(({ question }) => question)).toEqual([
        'Is there a bus?',
        'Do you sell maps?',
      ]);
      for (const name of await readdir(folder)) {
        expect(await readFile(join(folder, name), 'latin1')).not.toMatch(/gout/);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('the file of questions', () => {
  it('outlives the process, is shared by several, and holds nothing that was masked or forgotten', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'unanswered-'));
    try {
      const file = join(folder, 'unanswered.sqlite');
      {
        using one = new SqliteUnanswered(file, { mask, now: () => now });
        using other = new SqliteUnanswered(file, { mask, now: () => now });
        await one.add('museum', 'Zeppelin for jane@example.org?', SESSION);
        await other.add('museum', 'zeppelin for jane@example.org', SESSION);
        expect((await one.list('museum', 1))[0]?.count).toBe(2);
      }
      now += 91 * DAY_MS;
      {
        using later = new SqliteUnanswered(file, { mask, now: () => now });
        expect(await later.list('museum', 1)).toEqual([]);
      }
      const bytes = await readFile(file, 'latin1');
      expect(bytes).not.toMatch(/jane@/);
      expect(bytes).not.toMatch(/zeppelin/i);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('what the owner reads', () => {
  it('are the questions by chatbot, with their days and counts', () => {
    const asked = { firstAsked: new Date(FIRST), lastAsked: new Date(FIRST) };
    const text = unansweredText(
      new Map([
        [
          'museum',
          [
            { ...asked, question: 'Is there a bus?', count: 12 },
            { ...asked, question: 'Maps?', count: 1 },
          ],
        ],
        ['bakery', []],
      ]),
    );
    expect(text).toBe(
      [
        'museum: what the documents did not answer, the last question first',
        '  2026-11-01   12 ×  Is there a bus?',
        '  2026-11-01         Maps?',
        '',
      ].join('\n'),
    );
    expect(unansweredText(new Map())).toBe('No question was left unanswered.\n');
  });
});
