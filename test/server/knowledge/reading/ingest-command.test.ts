import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('./ingest-program.ts', import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smail-ingest-'));
  await mkdir(join(folder, 'texts'));
  const chatbot = { id: 'help', name: 'Help', documents: 'texts' };
  await writeFile(join(folder, 'smail.config.json'), JSON.stringify({ chatbots: [chatbot] }));
});
afterEach(() => rm(folder, { recursive: true }));

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, SMAIL_DATA: join(folder, 'data'), SMAIL_TEST_SOURCE: join(folder, 'texts') };
}

async function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...args], { cwd: folder, env: environment() }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, out, err });
    });
  });
}

describe('npm run ingest, as a program', () => {
  it('reads the documents that the configuration names, says what it did, and ends with 0', async () => {
    await writeFile(join(folder, 'texts', 'a.md'), 'a');
    await writeFile(join(folder, 'texts', 'b.pdf'), 'no PDF');
    const { code, out, err } = await run();
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(
      /Documents read {2}1\n[^]*Skipped {9}1\n {2}b\.pdf: broken: not a whole PDF file\nindex: 1 documents\n$/,
    );
  });

  it('ends with 1 and a sentence where there is a fault', async () => {
    expect(await run('none')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^ENOENT: no such file or directory.*none.*\n$/),
    });
    expect(await run('texts', '--chatbot', 'shop')).toMatchObject({
      code: 1,
      err: 'There is no chatbot shop: --chatbot names one of help\n',
    });
    await writeFile(join(folder, 'smail.config.json'), '{');
    expect(await run('texts')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^smail\.config\.json is not usable:\n/),
    });
  });

  it('is stopped by Ctrl-C in the middle of a page: the index is as it was', async () => {
    const slow = createServer();
    slow.listen(0, '127.0.0.1');
    await once(slow, 'listening');
    const address = `http://127.0.0.1:${(slow.address() as AddressInfo).port}/`;
    const program = spawn(process.execPath, [PROGRAM, address], { cwd: folder, env: environment() });
    const [out, err] = [Array.fromAsync(program.stdout), Array.fromAsync(program.stderr)];
    const ended = once(program, 'close');
    await once(slow, 'request');
    program.kill('SIGINT');
    expect(await ended).toEqual([1, null]);
    expect(Buffer.concat(await err).toString()).toBe('Stopped. What is indexed of this source is as it was.\n');
    expect(Buffer.concat(await out).toString()).toMatch(/index: 0 documents\n$/);
    slow.closeAllConnections();
    slow.close();
  });
});
