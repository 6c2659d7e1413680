import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { Admission } from '../../../server/http/admission.ts';

let admission: Admission;
afterEach(() => admission[Symbol.dispose]());

/** Keeps the event loop from everything else, as work does. */
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe('the number of streams', () => {
  it('is bounded: at the bound nothing is admitted, and again when one has left', () => {
    admission = new Admission({ maxStreams: 2, maxDelayMs: Infinity });
    expect(admission.admits()).toBe(true);
    const first = admission.enter();
    expect(admission.admits()).toBe(true);
    const second = admission.enter();
    expect(admission.admits()).toBe(false);
    first();
    expect(admission.admits()).toBe(true);
    second();
    expect(admission.admits()).toBe(true);
  });

  it('goes above the bound where streams are resumed, and has to come below it again', () => {
    admission = new Admission({ maxStreams: 1, maxDelayMs: Infinity });
    const leave = [admission.enter(), admission.enter(), admission.enter()];
    for (const step of leave.slice(1)) {
      step();
      expect(admission.admits()).toBe(false);
    }
    leave[0]?.();
    expect(admission.admits()).toBe(true);
  });

  it('is none for a server that takes no streams', () => {
    admission = new Admission({ maxStreams: 0, maxDelayMs: Infinity });
    expect(admission.admits()).toBe(false);
  });
});

describe('the delay of the event loop', () => {
  it('keeps questions out while it is long, and lets them in when it is short again', async () => {
    admission = new Admission({ maxDelayMs: 100 });
    await expect.poll(() => admission.admits(), { timeout: 10_000 }).toBe(true);

    // Between two blocks the loop takes one turn, as it does where there is always more work than time.
    let blocks = 0;
    for (; admission.admits() && blocks < 50; blocks++) {
      block(200);
      await setTimeout(0);
    }
    expect(admission.admits()).toBe(false);
    expect(blocks * 200).toBeLessThanOrEqual(2_000);

    await expect.poll(() => admission.admits(), { timeout: 10_000 }).toBe(true);
  });

  it('is no reason where it is one pause, however long', async () => {
    admission = new Admission({ maxDelayMs: 50 });
    for (let pauses = 0; pauses < 3; pauses++) {
      block(600);
      for (let turns = 0; turns < 6; turns++) {
        await setTimeout(20);
        expect(admission.admits()).toBe(true);
      }
    }
  });

  it('is no reason where it stays below what is allowed', async () => {
    admission = new Admission({ maxDelayMs: 10_000 });
    for (let blocks = 0; blocks < 8; blocks++) {
      block(150);
      await setTimeout(0);
      expect(admission.admits()).toBe(true);
    }
  });
});

describe('what is disposed of', () => {
  it('looks at nothing any more', () => {
    admission = new Admission();
    const before = process.getActiveResourcesInfo().length;
    admission[Symbol.dispose]();
    expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(before);
    expect(() => admission[Symbol.dispose]()).not.toThrow();
  });
});
