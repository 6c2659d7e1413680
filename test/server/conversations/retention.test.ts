import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryConversations } from '../../../server/conversations/memory.ts';
import { keepRetention, type RetentionOptions } from '../../../server/conversations/retention.ts';
import { sessionOf } from '../../contract/session-of.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

let conversations: MemoryConversations;
let end: AbortController;
let logged: unknown[];
let kept: Promise<void>;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  conversations = new MemoryConversations();
  end = new AbortController();
  logged = [];
});
afterEach(async () => {
  end.abort();
  await kept;
  vi.useRealTimers();
});

async function ask(chatbotId: string): Promise<string> {
  const session = sessionOf(randomUUID(), { chatbotId });
  await conversations.record(session, new Date());
  await conversations.begin(session.id, { questionId: randomUUID(), question: 'When?', answerId: randomUUID() });
  return session.id;
}

async function said(sessionId: string): Promise<number> {
  return (await conversations.recent(sessionId, 10)).length;
}

/** @param intervalMs - in real time. */
function keep(options: Partial<RetentionOptions> = {}, intervalMs = HOUR_MS): void {
  const log = {
    info: (...entry: unknown[]) => void logged.push(entry),
    error: (...entry: unknown[]) => void logged.push(entry),
  };
  kept = keepRetention({ conversations, daysOf: () => 7, log, intervalMs, ...options }, end.signal);
}

describe('keeping to how long conversations are kept', () => {
  it('begins at once, and goes on until nothing is left to be done', async () => {
    const sessions = await Promise.all(Array.from({ length: 250 }, () => ask('museum')));
    vi.setSystemTime(Date.now() + 8 * DAY_MS);
    const young = await ask('museum');
    keep();
    const left = async (): Promise<number> => {
      const counts = await Promise.all(sessions.map((session) => said(session)));
      return counts.filter((count) => count > 0).length;
    };
    await expect.poll(left).toBe(0);
    expect(await said(young)).toBe(2);
    await expect.poll(() => logged).toEqual([[{ sessions: 250 }, expect.any(String)]]);
  });

  it('comes again, and asks each time how long that is', async () => {
    const session = await ask('museum');
    vi.setSystemTime(Date.now() + 8 * DAY_MS);
    let days = 30;
    const expire = vi.spyOn(conversations, 'expire');
    keep({ daysOf: () => days }, 1);
    await expect.poll(() => expire.mock.calls.length).toBeGreaterThan(1);
    expect(await said(session)).toBe(2);
    days = 7;
    await expect.poll(() => said(session)).toBe(0);
  });

  it('is 30 days for a chatbot that is not configured any more', async () => {
    const session = await ask('gone');
    vi.setSystemTime(Date.now() + 29 * DAY_MS);
    keep({ daysOf: () => undefined }, 1);
    const expire = vi.spyOn(conversations, 'expire');
    await expect.poll(() => expire.mock.calls.length).toBeGreaterThan(1);
    expect(await said(session)).toBe(2);
    vi.setSystemTime(Date.now() + 2 * DAY_MS);
    await expect.poll(() => said(session)).toBe(0);
  });

  it('goes on after a failure, which is logged', async () => {
    const session = await ask('museum');
    vi.setSystemTime(Date.now() + 8 * DAY_MS);
    const cause = new Error('the disk is full');
    vi.spyOn(conversations, 'expire').mockRejectedValueOnce(cause);
    keep({}, 1);
    await expect.poll(() => said(session)).toBe(0);
    expect(logged[0]).toEqual([{ err: cause }, expect.any(String)]);
  });

  it('ends when it is told to, at once and without a word', async () => {
    keep();
    end.abort();
    await kept;
    expect(logged).toEqual([]);
  });
});
