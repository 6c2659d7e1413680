import { beforeEach, describe, expect, it, vi } from 'vitest';

// Before lru-cache is imported: it keeps the clock that it finds.
vi.hoisted(() => vi.useFakeTimers());

import type { ChatEvent, StoredEvent } from '../../../protocol/chat-event.ts';
import { StreamNotFoundError } from '../../../server/live-streams/live-streams.ts';
import { MemoryLiveStreams } from '../../../server/live-streams/memory.ts';

const TOKEN: ChatEvent = { type: 'token', content: 'Hello', done: false };
const END: ChatEvent = { type: 'cancelled', content: 'Hello', done: true };

async function readAll(streams: MemoryLiveStreams, id: string): Promise<StoredEvent[]> {
  return Array.fromAsync(streams.read(id, 0, new AbortController().signal));
}

async function finish(streams: MemoryLiveStreams, id: string): Promise<void> {
  await streams.open(id);
  await streams.append(id, TOKEN);
  await streams.append(id, END);
}

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
    await streams.open('a');
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
    const reader = streams.read('a', 0, new AbortController().signal);
    expect((await reader.next()).value).toEqual({ id: 1, event: TOKEN });
    await vi.advanceTimersByTimeAsync(70_000);
    expect((await reader.next()).value).toEqual({ id: 2, event: END });
    expect((await reader.next()).done).toBe(true);
  });

  it('keeps so many finished logs and no more: the one that was not read for longest goes first', async () => {
    const streams = new MemoryLiveStreams({ maxFinished: 2 });
    await finish(streams, 'a');
    await finish(streams, 'b');
    await readAll(streams, 'a');
    await finish(streams, 'c');
    await expect(readAll(streams, 'b')).rejects.toThrow(StreamNotFoundError);
    expect(await readAll(streams, 'a')).toHaveLength(2);
    expect(await readAll(streams, 'c')).toHaveLength(2);
  });

  it('never gives up a log that is still written, however many are finished', async () => {
    const streams = new MemoryLiveStreams({ maxFinished: 1, retentionMs: 1_000 });
    await streams.open('running');
    for (const id of ['a', 'b', 'c']) await finish(streams, id);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(await streams.append('running', END)).toBe(1);
    expect(await readAll(streams, 'running')).toHaveLength(1);
  });
});
