import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nameByHand, placesByHand, retainPlaces } from '../../../../server/knowledge/reading/by-hand.ts';
import { ingest } from '../../../../server/knowledge/reading/ingest.ts';
import type { Source } from '../../../../server/knowledge/reading/source.ts';
import { SqliteKnowledge } from '../../../../server/knowledge/sqlite.ts';

const never = new AbortController().signal;
const out = { write: () => true };

let folder: string;
let source: Source;
let index: SqliteKnowledge;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smail-by-hand-'));
  source = { type: 'folder', folder, siteUrl: undefined };
  index = new SqliteKnowledge(':memory:');
  await writeFile(join(folder, 'cakes.md'), '# Cakes\n\nCakes are baked on Sundays.\n');
});
afterEach(async () => {
  index[Symbol.dispose]();
  await rm(folder, { recursive: true });
});

async function read(chatbotId: string, isByHand: boolean): Promise<void> {
  await ingest({ type: 'read', chatbotId, sources: [source], isByHand }, index, out, never);
}

async function findsCakes(chatbotId: string): Promise<boolean> {
  const { passages } = await index.search(chatbotId, 'When are cakes baked?', 5);
  return passages.length > 0;
}

describe('What was read by hand', () => {
  it('stays whatever the configuration lists', async () => {
    await read('help', true);
    expect(await index.sources('help')).toEqual([nameByHand(source)]);
    expect(await retainPlaces(index, 'help', ['/srv/other', 'https://a.example'])).toBe(0);
    expect(await findsCakes('help')).toBe(true);
  });

  it('gives way to the same place in the configuration, which would be found twice', async () => {
    await read('help', true);
    await read('help', false);
    expect(await retainPlaces(index, 'help', [folder])).toBe(1);
    expect(await index.sources('help')).toEqual([folder]);
    expect(await findsCakes('help')).toBe(true);
  });

  it('goes with its chatbot, as all else does; another chatbot’s stays', async () => {
    await read('help', true);
    await read('shop', true);
    expect(await retainPlaces(index, 'help', undefined)).toBe(1);
    expect([await findsCakes('help'), await findsCakes('shop')]).toEqual([false, true]);
  });

  it('is removed when the owner says so, and only then', async () => {
    await read('help', true);
    await read('shop', true);
    const gone = join(folder, 'gone');
    await expect(
      ingest({ type: 'remove', chatbotId: 'help', source: { ...source, folder: gone } as Source }, index, out, never),
    ).rejects.toThrow(`${gone} was not read by hand for chatbot help: what was is ${folder}`);
    await ingest({ type: 'remove', chatbotId: 'help', source }, index, out, never);
    expect([await findsCakes('help'), await findsCakes('shop')]).toEqual([false, true]);
    expect([await placesByHand(index, 'help'), await placesByHand(index, 'shop')]).toEqual([[], [folder]]);
  });
});

describe('What a configuration listed', () => {
  it('goes when it is listed no more', async () => {
    await read('help', false);
    expect(await retainPlaces(index, 'help', [])).toBe(1);
    expect(await findsCakes('help')).toBe(false);
  });
});
