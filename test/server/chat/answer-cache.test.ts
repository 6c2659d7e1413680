import { beforeEach, describe, expect, it, vi } from 'vitest';

// Before lru-cache is imported: it keeps the clock that it finds.
vi.hoisted(() => vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] }));

import type { CompleteEvent } from '../../../protocol/chat-event.ts';
import { AnswerCache, cachedUsage, noted, type AnswerToKeep } from '../../../server/chat/answer-cache.ts';
import type { ModelPart } from '../../../server/models/model.ts';

const PIECES = ['We ', 'open ', 'at 10 🕙', '.'];

const COMPLETE: CompleteEvent = {
  type: 'complete',
  content: PIECES.join(''),
  done: true,
  message_id: 'message-1',
  finish_reason: 'stop',
  sources: [{ id: 'hours', title: 'Opening hours', url: '/visit.html', snippet: 'We open at 10.' }],
  context_quality: { coverage: 1, best_score: 0.9, passages: 1, grounded: 'good' },
  usage: { prompt_tokens: 26, completion_tokens: 4, tokens_per_second: 10, time_to_first_token_ms: 250, cached: false },
  follow_ups: ['Tickets and prices'],
  analysis: { grounding: { phrases: 1 } },
};

let cache: AnswerCache;
beforeEach(() => {
  // At the time 0 it would take an answer for one without an age.
  vi.advanceTimersByTime(1);
  cache = new AnswerCache();
});

function keep(key: string, more: Partial<Omit<AnswerToKeep, 'complete'>> & { complete?: Partial<CompleteEvent> } = {}) {
  const answer = { pieces: PIECES, owner: 'session-1', maxAge: 3_600, isPersonal: false, ...more };
  return cache.keep(key, { ...answer, complete: { ...COMPLETE, ...more.complete } });
}

/** The answer of so many characters. */
function keepLong(key: string, length: number): boolean {
  const content = 'x'.repeat(length);
  return keep(key, { pieces: [content], complete: { content } });
}

async function given(key: string, signal = new AbortController().signal): Promise<ModelPart[]> {
  return Array.fromAsync(cache.get(key)?.parts(signal) ?? []);
}

describe('an answer that is kept', () => {
  it('is given again in the same pieces, with the same findings, for no tokens', async () => {
    expect(keep('hours')).toBe(true);
    expect(await given('hours')).toEqual([
      ...PIECES.map((text) => ({ type: 'text', text })),
      { type: 'end', finishReason: 'stop', promptTokens: 0, completionTokens: 0 },
    ]);
    const { sources, context_quality, follow_ups, analysis } = COMPLETE;
    expect(cache.get('hours')?.findings).toEqual({ sources, context_quality, follow_ups, analysis });
    expect(cachedUsage(COMPLETE.usage)).toEqual({
      prompt_tokens: 0,
      completion_tokens: 0,
      tokens_per_second: 0,
      time_to_first_token_ms: 250,
      cached: true,
    });
  });

  it('has nothing of the message that it was first', () => {
    keep('hours');
    expect(JSON.stringify(cache.get('hours')?.findings)).not.toContain('message-1');
  });

  it('can be stopped before every piece', async () => {
    keep('hours');
    const controller = new AbortController();
    const parts = cache.get('hours')?.parts(controller.signal);
    await parts?.next();
    controller.abort(new Error('enough'));
    await expect(parts?.next()).rejects.toThrow('enough');
    await expect(given('hours', controller.signal)).rejects.toThrow('enough');
  });

  it('lets others have their turn before every piece', async () => {
    keep('hours');
    let turns = 0;
    const count = (): void => {
      turns += 1;
      immediate = setImmediate(count);
    };
    let immediate = setImmediate(count);
    await given('hours');
    clearImmediate(immediate);
    expect(turns).toBeGreaterThanOrEqual(PIECES.length);
  });

  it('is not given any more when it is too old', () => {
    keep('hours', { maxAge: 60 });
    vi.advanceTimersByTime(59_000);
    expect(cache.get('hours')).toBeDefined();
    vi.advanceTimersByTime(2_000);
    expect(cache.get('hours')).toBeUndefined();
  });

  it('goes with the conversation that it was written in, and no other does', () => {
    keep('hours', { owner: 'session-1' });
    keep('tickets', { owner: 'session-2' });
    keep('café', { owner: 'session-1' });
    cache.removeAll('session-1');
    expect(['hours', 'tickets', 'café'].map((key) => cache.get(key) !== undefined)).toEqual([false, true, false]);
  });
});

describe('an answer is not kept', () => {
  it.each([
    ['was cut off', { complete: { finish_reason: 'length' } }],
    ['is not from the documents', { complete: { context_quality: { ...COMPLETE.context_quality, grounded: 'none' } } }],
    ['holds something personal', { isPersonal: true }],
    ['is to be had anew each time', { maxAge: 0 }],
    ['began anew on its way, so that its pieces are more than its text', { pieces: ['No. ', ...PIECES] }],
  ] as const)('that %s', (_, more) => {
    expect(keep('hours', more)).toBe(false);
    expect(cache.get('hours')).toBeUndefined();
  });

  it('that is larger than all that may be kept', () => {
    cache = new AnswerCache({ maxBytes: 20_000 });
    expect(keepLong('long', 10_000)).toBe(false);
    expect(keepLong('short', 1_000)).toBe(true);
  });
});

describe('the answers that are kept', () => {
  it('have room for so many bytes: the one that was not asked for longest goes first', () => {
    cache = new AnswerCache({ maxBytes: 9_000 });
    keepLong('a', 1_000);
    keepLong('b', 1_000);
    cache.get('a');
    keepLong('c', 1_000);
    expect(['a', 'b', 'c'].map((key) => cache.get(key) !== undefined)).toEqual([true, false, true]);
  });

  it('are bounded without anybody saying so', () => {
    for (let index = 0; index < 100; index += 1) keepLong(`answer ${index}`, 200_000);
    const kept = Array.from({ length: 100 }, (_, index) => cache.get(`answer ${index}`)).filter(Boolean);
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.reduce((bytes, answer) => bytes + (answer?.bytes ?? 0), 0)).toBeLessThanOrEqual(8_388_608);
  });
});

it('notes the pieces of an answer that passes by', async () => {
  async function* answer(): AsyncGenerator<ModelPart, void> {
    yield { type: 'thinking' };
    for (const text of PIECES) yield { type: 'text', text };
    yield { type: 'end', finishReason: 'stop' };
  }
  const pieces: string[] = [];
  expect(await Array.fromAsync(noted(answer(), pieces))).toEqual(await Array.fromAsync(answer()));
  expect(pieces).toEqual(PIECES);
});
