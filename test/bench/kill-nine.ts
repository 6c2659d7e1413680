// Kills a process that writes conversations, at random moments, always to the same file: npm run bench:kill-nine -- 100
// Prints what was acknowledged and what of it was lost, which must be nothing, and exits with 1 otherwise.
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killWhileWriting } from '../faults/kill-nine.ts';

const times = Number(process.argv[2] ?? 100);
const folder = await mkdtemp(join(tmpdir(), 'smail-kill-'));
const file = join(folder, 'conversations.sqlite');
const totals = { kills: 0, acknowledged: 0, lost: 0, 'not intact': 0 };
const started = performance.now();
try {
  for (let time = 1; time <= times; time++) {
    const { acknowledged, lost, integrity } = await killWhileWriting(file);
    totals.kills++;
    totals.acknowledged += acknowledged;
    totals.lost += lost.length;
    if (integrity !== 'ok') totals['not intact']++;
    for (const one of lost) console.error('lost', one);
    if (integrity !== 'ok') console.error('not intact:', integrity);
  }
  const megabytes = (await stat(file)).size / 1e6;
  const seconds = Math.round((performance.now() - started) / 1_000);
  console.table({ ...totals, megabytes: Math.round(megabytes * 10) / 10, seconds });
  if (totals.lost + totals['not intact'] > 0) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true });
}
