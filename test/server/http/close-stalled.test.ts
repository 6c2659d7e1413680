import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import express, { type Response } from 'express';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { closeStalled } from '../../../server/http/close-stalled.ts';

/** More than the system's buffers take of a response that nobody reads. */
const LARGE = Buffer.alloc(64 * 1024 * 1024);

let server: Server;
let client: Socket;
beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => {
  vi.useRealTimers();
  client.destroy();
  server.close();
});

/** Has a client ask that reads nothing. */
async function respond(write: (response: Response) => void): Promise<ServerResponse> {
  const asked = Promise.withResolvers<ServerResponse>();
  const handler = express()
    .use(closeStalled)
    .get('/', (_request, response) => {
      asked.resolve(response);
      write(response);
    });
  server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
  client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  return asked.promise;
}

/** Lets what is under way happen until this is so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await setImmediate();
}

describe('a response that is written as a whole', () => {
  it('is given up when its client has not taken it in half a minute', async () => {
    const response = await respond((response) => void response.send(LARGE));
    await until(() => response.writableEnded);
    vi.advanceTimersByTime(29_000);
    expect(response.destroyed).toBe(false);
    const closed = once(response, 'close');
    vi.advanceTimersByTime(1_000);
    await closed;
    expect(response.writableFinished).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves no timer behind where it was taken', async () => {
    const response = await respond((response) => void response.send('short'));
    await until(() => response.closed);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves no timer behind where its client had gone before', () => {
    const listeners: (() => void)[] = [];
    const response = { closed: true, once: (_event: string, listener: () => void) => listeners.push(listener) };
    void closeStalled({} as never, response as never, () => {});
    for (const listener of listeners) listener();
    expect(vi.getTimerCount()).toBe(0);
  });
});

/** One that goes on for as long as it is taken. */
function endless(response: Response): void {
  Readable.from(
    (function* () {
      for (;;) yield Buffer.alloc(64 * 1_024);
    })(),
  ).pipe(response);
}

describe('a response that is written piece by piece, such as a file', () => {
  it('is given up when its client takes nothing of it for half a minute', async () => {
    const response = await respond(endless);
    await until(() => response.writableNeedDrain && (response.socket?.writableLength ?? 0) > 0);
    const closed = once(response, 'close');
    vi.advanceTimersByTime(29_000);
    expect(response.destroyed).toBe(false);
    vi.advanceTimersByTime(3_000);
    await closed;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('goes on, however long it takes, while its client takes a piece now and then', async () => {
    const response = await respond(endless);
    for (let minute = 0; minute < 5; minute++) {
      await until(() => response.writableNeedDrain);
      const before = response.socket?.bytesWritten ?? 0;
      vi.advanceTimersByTime(25_000);
      client.resume();
      await until(() => (response.socket?.bytesWritten ?? 0) > before + 1_000_000);
      client.pause();
      vi.advanceTimersByTime(1_000);
    }
    expect(response.destroyed).toBe(false);
  });

  it('is not given up where the server has nothing to write yet', async () => {
    const response = await respond((response) => {
      response.write('the first piece');
    });
    vi.advanceTimersByTime(600_000);
    expect(response.destroyed).toBe(false);
  });
});
