import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RateCounter } from '../../../server/limits/rate-counter.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** How many of `attempts` under a key are counted. */
async function counted(counter: RateCounter, key: string, attempts: number, max: number): Promise<number> {
  const waits = await Promise.all(Array.from({ length: attempts }, () => counter.count(key, max)));
  return waits.filter((waitMs) => waitMs === 0).length;
}

describe('what is counted in a minute', () => {
  it('is no more than the limit, however many come at once', async () => {
    expect(await counted(new RateCounter(), 'a', 1_000, 12)).toBe(12);
  });

  it('is counted apart for each key', async () => {
    const counter = new RateCounter();
    expect(await counted(counter, 'a', 20, 12)).toBe(12);
    expect(await counted(counter, 'b', 20, 12)).toBe(12);
  });

  it('has room again when the minute is over that began with the first, and says how long that is', async () => {
    const counter = new RateCounter();
    await counter.count('a', 2);
    vi.advanceTimersByTime(45_000);
    await counter.count('a', 2);
    expect(await counter.count('a', 2)).toBe(15_000);
    vi.advanceTimersByTime(14_999);
    expect(await counter.count('a', 2)).toBe(1);
    vi.advanceTimersByTime(1);
    expect(await counted(counter, 'a', 5, 2)).toBe(2);
  });

  it('does not get longer by what was refused', async () => {
    const counter = new RateCounter();
    await counter.count('a', 1);
    for (let second = 0; second < 59; second++) {
      vi.advanceTimersByTime(1_000);
      expect(await counter.count('a', 1)).toBeGreaterThan(0);
    }
    vi.advanceTimersByTime(1_000);
    expect(await counter.count('a', 1)).toBe(0);
  });

  it('is measured by the limit of that moment', async () => {
    const counter = new RateCounter();
    expect(await counted(counter, 'a', 10, 5)).toBe(5);
    expect(await counted(counter, 'a', 10, 8)).toBe(3);
    expect(await counted(counter, 'a', 10, 2)).toBe(0);
  });

  it('can be taken back, as often as it was counted', async () => {
    const counter = new RateCounter();
    expect(await counted(counter, 'a', 5, 5)).toBe(5);
    await counter.takeBack('a');
    await counter.takeBack('a');
    expect(await counted(counter, 'a', 5, 5)).toBe(2);
  });

  it('is nothing that could be taken back when its minute is over', async () => {
    const counter = new RateCounter();
    await counter.count('a', 5);
    vi.advanceTimersByTime(60_000);
    await counter.takeBack('a');
    expect(await counted(counter, 'a', 9, 5)).toBe(5);
  });
});

describe('more keys than are counted apart', () => {
  it('share counts, and those that were there before keep theirs', async () => {
    const counter = new RateCounter(1_000);
    for (let key = 0; key < 1_000; key++) await counter.count(`early ${key}`, 5);
    let late = 0;
    for (let key = 0; key < 20_000; key++) late += (await counter.count(`late ${key}`, 5)) === 0 ? 1 : 0;
    // Into 1,024 shared counts, each of which takes five.
    expect(late).toBeLessThanOrEqual(5 * 1_024);
    expect(late).toBeGreaterThan(5 * 1_000);
    expect(await counted(counter, 'early 7', 9, 5)).toBe(4);
    // Each key that is kept has one timer of the library's.
    expect(vi.getTimerCount()).toBeLessThanOrEqual(1_000 + 1_024);
  });

  it('are counted apart again when the minute is over', async () => {
    const counter = new RateCounter(10);
    for (let key = 0; key < 5_000; key++) await counter.count(`many ${key}`, 1);
    vi.advanceTimersByTime(60_001);
    expect(vi.getTimerCount()).toBe(0);
    expect(await counted(counter, 'a', 3, 1)).toBe(1);
    expect(await counted(counter, 'b', 3, 1)).toBe(1);
  });
});
