import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeEach, describe, expect, it, vi } from 'vitest';

// Before lru-cache is imported: it keeps the clock that it finds.
vi.hoisted(() => vi.useFakeTimers());

import type { ChatEvent, StoredEvent } from '../../../protocol/chat-event.ts';
import { StreamNotFoundError } from '../../../server/live-streams/live-streams.ts';
import { MemoryLiveStreams } from '../../../server/live-streams/memory.ts';

const TOKEN: ChatEvent = { type: 'token', content: 'Hello', done: false };
const END: ChatEvent = { type: 'cancelled', content: 'Hello', done: true };
const OWNER = 'museum.owner';

async function readAll(streams: MemoryLiveStreams, id: string): Promise<StoredEvent[]> {
  return Array.fromAsync(streams.read(id, OWNER, 0, new AbortController().signal));
}

async function finish(streams: MemoryLiveStreams, id: string, tokens: readonly ChatEvent[] = [TOKEN]): Promise<void> {
  await streams.open(id, OWNER);
  for (const token of tokens) await streams.append(id, token);
  await streams.append(id, END);
}

/** Bytes in use, once what is not in use is gone. */
function usedBytes(): number {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  gc();
  return process.memoryUsage().heapUsed;
}

/** Two logs with little in them, and not three. */
const ROOM_FOR_TWO = 10_000;

describe('MemoryLiveStreams', () => {
  beforeEach(() => vi.advanceTimersByTimeAsync(1));

  it('forgets a finished log after the retention, and not before', async () => {
    const streams = new MemoryLiveStreams({ retentionMs: 60_000 });
    await finish(streams, 'a');
    await vi.advanceTimersByTimeAsync(59_999);
    expect(await readAll(streams, 'a')).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(10);
    await expect(readAll(streams, 'a')).rejects.toThrow(StreamNotFoundError);
  });

  it('counts the retention from the end of the answer, however long that took and whoever reads it', async () => {
    const streams = new MemoryLiveStreams({ retentionMs: 60_000 });
    await streams.open('a', OWNER);
    await streams.append('a', TOKEN);
    await vi.advanceTimersByTimeAsync(600_000);
    await streams.append('a', END);
    await vi.advanceTimersByTimeAsync(40_000);
    expect(await readAll(streams, 'a')).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(30_000);
    await expect(readAll(streams, 'a')).rejects.toThrow(StreamNotFoundError);
  });

  it('lets who is in the middle of a log read it to the end, though it expires', async () => {
    const streams = new MemoryLiveStreams({ retentionMs: 60_000 });
    await finish(streams, 'a');
    const reader = streams.read('a', OWNER, 0, new AbortController().signal);
    expect((await reader.next()).value).toEqual({ id: 1, event: TOKEN });
    await vi.advanceTimersByTimeAsync(70_000);
    expect((await reader.next()).value).toEqual({ id: 2, event: END });
    expect((await reader.next()).done).toBe(true);
  });

  describe('has so many bytes for finished logs and no more', () => {
    it('the one that was not read for longest goes first', async () => {
      const streams = new MemoryLiveStreams({ maxFinishedBytes: ROOM_FOR_TWO });
      await finish(streams, 'a');
      await finish(streams, 'b');
      await readAll(streams, 'a');
      await finish(streams, 'c');
      await expect(readAll(streams, 'b')).rejects.toThrow(StreamNotFoundError);
      expect(await streams.has('b', OWNER)).toBe(false);
      expect(await readAll(streams, 'a')).toHaveLength(2);
      expect(await readAll(streams, 'c')).toHaveLength(2);
    });

    it('a long one takes the room of several', async () => {
      const streams = new MemoryLiveStreams({ maxFinishedBytes: 100_000 });
      for (const id of ['a', 'b', 'c']) await finish(streams, id);
      await finish(
        streams,
        'long',
        Array.from({ length: 45 }, (): ChatEvent => ({ ...TOKEN, content: 'x'.repeat(1_000) })),
      );
      expect(await readAll(streams, 'long')).toHaveLength(46);
      for (const id of ['a', 'b']) await expect(readAll(streams, id), id).rejects.toThrow(StreamNotFoundError);
    });

    it('one that is larger than all of it is not kept, and who reads it reads it to the end', async () => {
      const streams = new MemoryLiveStreams({ maxFinishedBytes: ROOM_FOR_TWO });
      await streams.open('long', OWNER);
      await streams.append('long', { ...TOKEN, content: 'x'.repeat(10_000) });
      const all = readAll(streams, 'long');
      await vi.advanceTimersByTimeAsync(1);
      await streams.append('long', END);
      expect(await all).toHaveLength(2);
      await expect(readAll(streams, 'long')).rejects.toThrow(StreamNotFoundError);
    });

    it('lets who is in the middle of a log read it to the end, though it has to go', async () => {
      const streams = new MemoryLiveStreams({ maxFinishedBytes: ROOM_FOR_TWO });
      await finish(streams, 'a');
      const reader = streams.read('a', OWNER, 0, new AbortController().signal);
      await reader.next();
      for (const id of ['b', 'c', 'd']) await finish(streams, id);
      await expect(readAll(streams, 'a')).rejects.toThrow(StreamNotFoundError);
      expect((await reader.next()).value).toEqual({ id: 2, event: END });
    });

    it.each([
      ['plain ones', {}],
      ['ones with metadata', { metadata: { token_count: 1, is_code: false, is_link: false } }],
    ])('counted upwards: what the tokens take, %s', async (_, extra) => {
      const budget = 4_000_000;
      const streams = new MemoryLiveStreams({ maxFinishedBytes: budget });
      const before = usedBytes();
      for (let number = 0; number < 40; number++) {
        const tokens = Array.from({ length: 4_000 }, (_, index): ChatEvent => {
          return structuredClone({ ...TOKEN, content: `${number}-${index} `, ...extra });
        });
        await finish(streams, String(number), tokens);
      }
      // 1 MB for what is not a log at all.
      expect(usedBytes() - before).toBeLessThan(budget + 1_000_000);
      expect(await streams.has('39', OWNER)).toBe(true);
    });
  });

  it('never gives up a log that is still written, however many are finished', async () => {
    const streams = new MemoryLiveStreams({ maxFinishedBytes: ROOM_FOR_TWO / 2, retentionMs: 1_000 });
    await streams.open('running', OWNER);
    for (const id of ['a', 'b', 'c']) await finish(streams, id);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(await streams.append('running', END)).toBe(1);
    expect(await readAll(streams, 'running')).toHaveLength(1);
  });
});
