import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { closeStalled } from '../../../server/http/close-stalled.ts';

/** More than the system's buffers take of a response that nobody reads. */
const LARGE = Buffer.alloc(64 * 1024 * 1024);

describe('a response that is written as a whole', () => {
  afterEach(() => void vi.useRealTimers());

  it('is given up when its client has taken none of it for a minute', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const responses: ServerResponse[] = [];
    const server = createServer(
      express()
        .use(closeStalled)
        .get('/', (_request, response) => {
          responses.push(response);
          response.send(LARGE);
        }),
    ).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    while (responses[0]?.writableEnded !== true) await new Promise((resolve) => setImmediate(resolve));
    const closed = once(responses[0], 'close');
    vi.advanceTimersByTime(60_000);
    await closed;
    expect(responses[0].writableFinished).toBe(false);
    client.destroy();
    server.close();
  });

  it('leaves no timer behind where its client had gone before', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const listeners: (() => void)[] = [];
    const response = { closed: true, once: (_event: string, listener: () => void) => listeners.push(listener) };
    void closeStalled({} as never, response as never, () => {});
    for (const listener of listeners) listener();
    expect(vi.getTimerCount()).toBe(0);
  });
});
