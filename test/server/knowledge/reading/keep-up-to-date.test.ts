import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DocumentReader } from '../../../../server/knowledge/reading/document-reader.ts';
import { keepUpToDate, type KeepingParts } from '../../../../server/knowledge/reading/keep-up-to-date.ts';
import { sourceAt } from '../../../../server/knowledge/reading/source.ts';
import { MemoryIndex } from './memory-index.ts';

type Log = (fields: unknown, message?: string) => void;

const NEVER_MS = 2_000_000_000;
const TIMES = { quietMs: 30, atLatestMs: 1_000, rescanMs: NEVER_MS };

let reader: DocumentReader;
let folder: string;
let index: MemoryIndex;
const log = { info: vi.fn<Log>(), warn: vi.fn<Log>(), error: vi.fn<Log>() };
let stop: AbortController;
let kept: Promise<void>;
beforeAll(() => {
  reader = new DocumentReader();
});
afterAll(() => reader[Symbol.asyncDispose]());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smail-documents-'));
  index = new MemoryIndex();
  vi.resetAllMocks();
  stop = new AbortController();
  kept = Promise.resolve();
});
afterEach(async () => {
  stop.abort();
  await kept;
  await rm(folder, { recursive: true, force: true });
});

/** Waits until it is so. */
async function soon(isSo: () => void): Promise<void> {
  await vi.waitFor(isSo, 20_000);
}

function keep(parts: Partial<KeepingParts> = {}, folders = [folder]): void {
  const sources = folders.map((place) => ({ chatbotId: 'help', source: sourceAt(place, undefined) }));
  kept = keepUpToDate(sources, { index, reader, log, signal: stop.signal, times: TIMES, ...parts });
}

function titles(place = folder): string[] {
  return index.documents('help', place).map(({ title }) => title);
}

describe('documents are kept up to date', () => {
  it('when a file is added, changed or removed, also in a new folder', async () => {
    await writeFile(join(folder, 'a.md'), '# A\n\na');
    keep();
    await soon(() => expect(titles()).toEqual(['A']));
    await mkdir(join(folder, 'in'));
    await writeFile(join(folder, 'in', 'b.md'), '# B\n\nb');
    await soon(() => expect(titles()).toEqual(['A', 'B']));
    await writeFile(join(folder, 'a.md'), '# Changed\n\na');
    await soon(() => expect(titles()).toEqual(['Changed', 'B']));
    await rm(join(folder, 'a.md'));
    await soon(() => expect(titles()).toEqual(['B']));
    expect(log.error).not.toHaveBeenCalled();
  });

  it('where no change can be seen, now and then', async () => {
    keep({ times: { ...TIMES, quietMs: NEVER_MS, atLatestMs: NEVER_MS, rescanMs: 100 } });
    await soon(() => expect(log.info).toHaveBeenCalled());
    await writeFile(join(folder, 'a.md'), 'a');
    await soon(() => expect(titles()).toEqual(['a']));
  });

  it('one reading at a time', async () => {
    let running = 0;
    let most = 0;
    const replace = index.replace.bind(index);
    index.replace = async (...args) => {
      most = Math.max(most, ++running);
      try {
        return await replace(...args);
      } finally {
        running--;
      }
    };
    const other = await mkdtemp(join(tmpdir(), 'smail-documents-'));
    await writeFile(join(folder, 'a.md'), 'a');
    await writeFile(join(other, 'b.md'), 'b');
    keep({ times: { ...TIMES, quietMs: 1 } }, [folder, other]);
    for (let count = 0; count < 20; count++) await writeFile(join(folder, `${count}.md`), 'x');
    await soon(() => expect([titles().length, titles(other).length]).toEqual([21, 1]));
    expect(most).toBe(1);
    stop.abort();
    await kept;
    await rm(other, { recursive: true });
  });

  it('and stay as they were when they can not be read, until they can', async () => {
    await writeFile(join(folder, 'a.md'), 'a');
    const replace = index.replace.bind(index);
    index.replace = async () => Promise.reject(new Error('disk full'));
    keep();
    await soon(() => expect(log.error).toHaveBeenCalledOnce());
    expect(log.error.mock.calls[0]?.[0]).toMatchObject({
      chatbot_id: 'help',
      source: folder,
      err: { message: 'disk full' },
    });
    index.replace = replace;
    await writeFile(join(folder, 'b.md'), 'b');
    await soon(() => expect(titles()).toEqual(['a', 'b']));
  });

  it('and what is skipped is logged with its reason', async () => {
    await writeFile(join(folder, 'a.pdf'), 'no PDF');
    keep();
    await soon(() => expect(log.warn).toHaveBeenCalled());
    expect(log.warn.mock.calls[0]?.[0]).toMatchObject({ id: 'a.pdf', reason: 'broken: not a whole PDF file' });
  });

  it('until they are no longer to be: a folder that is gone ends nothing', async () => {
    await rm(folder, { recursive: true });
    keep();
    await soon(() => expect(log.error).toHaveBeenCalled());
    stop.abort();
    await kept;
  });
});
