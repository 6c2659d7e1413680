import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { killWhileWriting } from './kill-nine.ts';

const TIMES = 5;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smail-kill-'));
});
afterEach(() => rm(folder, { recursive: true }));

it(`a process that is killed while it writes, ${TIMES} times: the file opens, and nothing acknowledged is lost`, async () => {
  const file = join(folder, 'conversations.sqlite');
  let acknowledged = 0;
  for (let time = 1; time <= TIMES; time++) {
    const survived = await killWhileWriting(file);
    expect(survived, `time ${time}`).toMatchObject({ lost: [], integrity: 'ok' });
    acknowledged += survived.acknowledged;
  }
  expect(acknowledged).toBeGreaterThan(0);
});
