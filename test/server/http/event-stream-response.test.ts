import { getEventListeners, once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseChatEvent, type ChatEvent, type StoredEvent } from '../../../protocol/chat-event.ts';
import { encodeEvent, PING } from '../../../protocol/event-stream.ts';
import { HEARTBEAT_MS } from '../../../protocol/limits.ts';
import { MemoryLiveStreams } from '../../../server/live-streams/memory.ts';
import { connectionSignal } from '../../../server/http/connection-signal.ts';
import { sendEventStream, type EventStreamOptions } from '../../../server/http/event-stream-response.ts';

function token(id: number, content = `${id} `): StoredEvent {
  return { id, event: { type: 'token', content, done: false } };
}

/** Events that a test gives one at a time; tells how far it was read, and whether its reader has left. */
class Source {
  /** How many events were taken. */
  pulled = 0;
  hasLeft = false;
  readonly #events: (StoredEvent | Error)[] = [];
  #isEnded = false;
  #changed = Promise.withResolvers<void>();

  push(...events: readonly (StoredEvent | Error)[]): void {
    this.#events.push(...events);
    this.#changed.resolve();
  }

  end(): void {
    this.#isEnded = true;
    this.#changed.resolve();
  }

  /** As `LiveStreams.read` does, it ends when the signal aborts. */
  async *read(signal: AbortSignal): AsyncGenerator<StoredEvent, void> {
    const wake = (): void => this.#changed.resolve();
    signal.addEventListener('abort', wake);
    try {
      while (!signal.aborted) {
        const event = this.#events.shift();
        if (event instanceof Error) throw event;
        if (event !== undefined) {
          this.pulled++;
          yield event;
        } else if (this.#isEnded) return;
        else {
          await this.#changed.promise;
          this.#changed = Promise.withResolvers();
        }
      }
    } finally {
      signal.removeEventListener('abort', wake);
      this.hasLeft = true;
    }
  }
}

/** Keeps connections for the next request, where the server lets it. */
class KeepAliveAgent extends Agent implements Disposable {
  constructor() {
    super({ keepAlive: true });
  }

  [Symbol.dispose](): void {
    this.destroy();
  }
}

/** One request to a real server, seen from both ends of its socket. */
interface Exchange {
  readonly source: Source;
  /** What the server writes to. */
  readonly response: ServerResponse;
  readonly signal: AbortSignal;
  /** Settles as `sendEventStream` does. */
  readonly sent: Promise<void>;
  /** What the client reads from. */
  readonly client: IncomingMessage;
}

const server = createServer();
let source: Source;

beforeEach(async () => {
  // The heartbeat's clock and no other: the sockets need theirs.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  source = new Source();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  vi.useRealTimers();
  server.removeAllListeners('request');
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

async function exchange(
  options: EventStreamOptions = {},
  read: (signal: AbortSignal) => AsyncIterable<StoredEvent> = (signal) => source.read(signal),
): Promise<Exchange> {
  const { port } = server.address() as AddressInfo;
  const handled = new Promise<Omit<Exchange, 'client'>>((resolve) => {
    server.once('request', (_request, response: ServerResponse) => {
      const signal = connectionSignal(response);
      const sent = sendEventStream(response, read(signal), signal, options);
      sent.catch(() => {}); // each test looks at `sent` itself
      resolve({ source, response, signal, sent });
    });
  });
  const client = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ port, host: '127.0.0.1', agent: false }, resolve).once('error', reject).end();
  });
  return { ...(await handled), client };
}

/** Reads on until this text has come; returns what came up to then. */
async function readUntil(client: IncomingMessage, end: string): Promise<string> {
  let read = '';
  client.setEncoding('utf8');
  while (!read.includes(end)) {
    const chunk = client.read() as string | null;
    if (chunk !== null) read += chunk;
    else if (client.readableEnded) throw new Error(`the response ended after ${JSON.stringify(read)}`);
    else await once(client, 'readable');
  }
  return read;
}

/** Nothing of the response is left behind: no timer, no listener, no reader. */
function expectNothingLeft({ source, response, signal }: Exchange): void {
  expect(vi.getTimerCount()).toBe(0);
  expect(response.listenerCount('drain')).toBe(0);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  expect(source.hasLeft).toBe(true);
}

describe('the response', () => {
  it('has its headers at once, before there is an event', async () => {
    const { client } = await exchange();
    expect(client.statusCode).toBe(200);
    expect(client.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'transfer-encoding': 'chunked',
      connection: 'close',
    });
    expect(source.pulled).toBe(0);
  });

  it('is the last one of its connection, though the client would keep it', async () => {
    const { port } = server.address() as AddressInfo;
    using agent = new KeepAliveAgent();
    server.once('request', (_request, response: ServerResponse) => {
      const signal = connectionSignal(response);
      void sendEventStream(response, source.read(signal), signal);
    });
    const outgoing = request({ port, host: '127.0.0.1', agent }).end();
    const [client] = (await once(outgoing, 'response')) as [IncomingMessage];
    const closed = once(client.socket, 'close');
    source.push(token(1));
    source.end();
    expect(await text(client)).toBe(encodeEvent(token(1)));
    await closed;
  });

  it('has each event as soon as it comes', async () => {
    const { client } = await exchange();
    for (let id = 1; id <= 5; id++) {
      source.push(token(id));
      expect(await readUntil(client, '\n\n')).toBe(encodeEvent(token(id)));
    }
  });

  it('ends after the last event, and nothing is left', async () => {
    const all = await exchange();
    source.push(token(1), token(2), token(3));
    source.end();
    expect(await text(all.client)).toBe([1, 2, 3].map((id) => encodeEvent(token(id))).join(''));
    await all.sent;
    expectNothingLeft(all);
  });

  it('breaks off where the events can not be read to their end', async () => {
    const all = await exchange();
    const failure = new Error('the log is lost');
    source.push(token(1), failure);
    await expect(all.sent).rejects.toBe(failure);
    expect(await readUntil(all.client, '\n\n')).toBe(encodeEvent(token(1)));
    expect(all.response.writableEnded).toBe(false);
    expectNothingLeft(all);
  });

  it('carries any text as one line', async () => {
    const { client } = await exchange();
    const content = 'a\nb\r\nc\rd\u2028e\u0000 👋🏽 data: x\n\nid: 9';
    source.push(token(1, content));
    const [id, data, ...rest] = (await readUntil(client, '\n\n')).split(/\r\n|\r|\n/);
    expect([id, rest]).toEqual(['id: 1', ['', '']]);
    expect(parseChatEvent(data?.slice('data: '.length) ?? '')).toMatchObject({ content });
  });
});

describe('a silence', () => {
  it('is filled with a comment every 15 s', async () => {
    const { client } = await exchange();
    expect(HEARTBEAT_MS).toBe(15_000);
    for (let time = 1; time <= 3; time++) {
      vi.advanceTimersByTime(HEARTBEAT_MS);
      expect(await readUntil(client, '\n\n')).toBe(PING);
    }
  });

  it('is counted from the last event: where events come, no comment does', async () => {
    const { client } = await exchange();
    for (let id = 1; id <= 5; id++) {
      vi.advanceTimersByTime(HEARTBEAT_MS - 1);
      source.push(token(id));
      expect(await readUntil(client, '\n\n')).toBe(encodeEvent(token(id)));
    }
    vi.advanceTimersByTime(HEARTBEAT_MS);
    expect(await readUntil(client, '\n\n')).toBe(PING);
  });
});

/** Lets the server write for as long as the connection takes anything. */
async function untilStuck({ source, response }: Exchange): Promise<number> {
  for (let quiet = 0, before = 0; quiet < 100; quiet++) {
    await setImmediate();
    if (source.pulled !== before || !response.writableNeedDrain) quiet = 0;
    before = source.pulled;
  }
  return source.pulled;
}

describe('a client that stops reading', () => {
  /** 64 MB in all: more than the kernel's buffers on both sides take. */
  const COUNT = 1_024;
  const events = Array.from({ length: COUNT }, (_, index) => token(index + 1, 'x'.repeat(65_536)));

  it('stops the reading of events: none is held for it but the one that is being written', async () => {
    const all = await exchange();
    source.push(...events);
    const pulled = await untilStuck(all);
    expect(pulled).toBeGreaterThan(0);
    expect(pulled).toBeLessThan(COUNT);
    expect(all.response.writableLength).toBeLessThan(3 * 65_536);
    expect(all.response.writableNeedDrain).toBe(true);
  });

  it('gets all events in their order when it reads on, and nothing is left', async () => {
    const all = await exchange();
    source.push(...events);
    source.end();
    await untilStuck(all);
    expect(await text(all.client)).toBe(events.map(encodeEvent).join(''));
    await all.sent;
    expect(source.pulled).toBe(COUNT);
    expectNothingLeft(all);
  });

  it('gets no comments on top of what it does not read', async () => {
    const all = await exchange();
    source.push(...events);
    await untilStuck(all);
    const before = all.response.writableLength;
    vi.advanceTimersByTime(100 * HEARTBEAT_MS);
    expect(all.response.writableLength).toBe(before);
  });

  it('does not keep anything when it goes', async () => {
    const all = await exchange();
    source.push(...events);
    await untilStuck(all);
    all.client.destroy();
    await all.sent;
    expect(all.signal.aborted).toBe(true);
    expectNothingLeft(all);
  });
});

describe('a client that takes nothing', () => {
  const STALL_MS = 100;
  const COUNT = 1_024;
  const events = Array.from({ length: COUNT }, (_, index) => token(index + 1, 'x'.repeat(65_536)));

  it('for too long is closed, and nothing is left', async () => {
    const all = await exchange({ stallMs: STALL_MS });
    source.push(...events);
    const began = performance.now();
    await all.sent;
    expect(performance.now() - began).toBeGreaterThan(STALL_MS / 2);
    expect(source.pulled).toBeLessThan(COUNT);
    expect(all.signal.aborted).toBe(true);
    expect(all.response.destroyed).toBe(true);
    expectNothingLeft(all);
    await expect(text(all.client)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('at the end is closed too, though there is nothing more to send', async () => {
    const all = await exchange({ stallMs: STALL_MS });
    source.push(token(1, 'x'.repeat(64_000_000)));
    source.end();
    await all.sent;
    expect(all.response.destroyed).toBe(true);
    expect(all.signal.aborted).toBe(true);
    expectNothingLeft(all);
  });

  it('because nothing comes is not closed: it is the server that is silent', async () => {
    const all = await exchange({ stallMs: 1 });
    source.push(token(1));
    expect(await readUntil(all.client, '\n\n')).toBe(encodeEvent(token(1)));
    await setTimeout(20);
    source.push(token(2));
    source.end();
    expect(await text(all.client)).toBe(encodeEvent(token(2)));
    await all.sent;
  });

  it.each([
    ['in the middle', true],
    ['at the end', false],
  ])(
    'is who takes nothing: one that takes little at a time, of a large event %s, gets all of it',
    async (_, goesOn) => {
      const all = await exchange({ stallMs: 300 });
      source.push(token(1, 'x'.repeat(16_000_000)));
      if (goesOn) source.push(token(2));
      source.end();
      await untilStuck(all);
      let length = 0;
      for await (const chunk of all.client as AsyncIterable<Buffer>) {
        length += chunk.length;
        // Much less than what is allowed, again and again, and much longer in all.
        await setTimeout(5);
      }
      expect(length).toBeGreaterThan(16_000_000);
      await all.sent;
    },
  );

  it('loses its connection and nothing else: the log goes on, and the client comes back for the rest', async () => {
    const streams = new MemoryLiveStreams({ maxFinishedBytes: 1_000_000_000 });
    await streams.open('s', 'owner');
    const first = await exchange({ stallMs: STALL_MS }, (signal) => streams.read('s', 'owner', 0, signal));
    for (const { event } of events) await streams.append('s', event);
    await first.sent;
    expect(first.signal.aborted).toBe(true);
    const end: ChatEvent = { type: 'cancelled', content: '', done: true };
    expect(await streams.append('s', end)).toBe(COUNT + 1);

    const again = await exchange({}, (signal) => streams.read('s', 'owner', COUNT - 2, signal));
    expect(await text(again.client)).toBe(
      [...events.slice(-2), { id: COUNT + 1, event: end }].map(encodeEvent).join(''),
    );
  });
});

describe('a client that disconnects', () => {
  it('ends the reading of events while none comes, and nothing is left', async () => {
    const all = await exchange();
    source.push(token(1));
    await readUntil(all.client, '\n\n');
    all.client.destroy();
    await all.sent;
    expect(all.signal.aborted).toBe(true);
    expectNothingLeft(all);
  });

  it('before the first event ends the reading too', async () => {
    const all = await exchange();
    all.client.destroy();
    await all.sent;
    expect(source.pulled).toBe(0);
    expectNothingLeft(all);
  });

  it('before the answer begins: nothing is read at all', async () => {
    const { port } = server.address() as AddressInfo;
    const arrived = once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>;
    const client = request({ port, host: '127.0.0.1', agent: false }).once('error', () => {});
    client.end();
    const [, response] = await arrived;
    client.destroy();
    await once(response, 'close');
    const signal = connectionSignal(response);
    expect(signal.aborted).toBe(true);
    source.push(token(1));
    await sendEventStream(response, source.read(signal), signal);
    expect(source.pulled).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
