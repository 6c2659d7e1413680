import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../end-to-end/browser.ts';
import { ANSWER, LONG_ANSWER, Scene } from './scene.ts';
import { Tab } from './tab.ts';

declare global {
  /** In the page: the timers that wait to be called. */
  var waiting: Set<unknown>;
}

/** What a page holds. */
interface Held {
  readonly timers: number;
  readonly listeners: number;
  readonly documents: number;
}

let browser: Browser;
let scene: Scene;
beforeAll(async () => {
  browser = await startBrowser();
  scene = await Scene.open();
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
  await browser.close();
});

/** Keeps count of the page's timers; runs there, before its own scripts. */
function countTimers(): void {
  globalThis.waiting = new Set();
  const { setTimeout, setInterval, clearTimeout } = globalThis;
  const begin = setTimeout as (handler: () => void, ms?: number, ...rest: unknown[]) => number;
  Object.assign(globalThis, {
    setTimeout(handler: (...rest: unknown[]) => void, ms?: number, ...rest: unknown[]) {
      const timer = begin(() => {
        globalThis.waiting.delete(timer);
        handler(...rest);
      }, ms);
      globalThis.waiting.add(timer);
      return timer;
    },
    setInterval(handler: () => void, ms?: number) {
      const timer = setInterval(handler, ms);
      globalThis.waiting.add(timer);
      return timer;
    },
  });
  const forget = (timer: number): void => {
    globalThis.waiting.delete(timer);
    clearTimeout(timer);
  };
  Object.assign(globalThis, { clearTimeout: forget, clearInterval: forget });
}

/** What a page holds once the chat has left it, with the garbage collected. */
async function heldWithoutChat(tab: Tab): Promise<Held> {
  await tab.page.evaluate(() => (Reflect.get(globalThis, 'SmailChat') as { destroy(): void }).destroy());
  // The last frame of a text that was appearing comes a moment after.
  await expect.poll(() => tab.page.evaluate(() => globalThis.waiting.size)).toBe(0);
  const devTools = await tab.context.newCDPSession(tab.page);
  await devTools.send('Performance.enable');
  await devTools.send('HeapProfiler.collectGarbage');
  const { metrics } = await devTools.send('Performance.getMetrics');
  const metric = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? NaN;
  return {
    timers: await tab.page.evaluate(() => globalThis.waiting.size),
    listeners: metric('JSEventListeners'),
    documents: metric('Documents'),
  };
}

/** A connection cut, an answer stopped, an answer left in the middle of an attempt: `rounds` times, and then the chat leaves. */
async function heldAfter(rounds: number): Promise<Held> {
  scene.begin();
  await using tab = await Tab.open(browser, countTimers);
  await tab.visit(scene.front.url);
  for (let round = 0; round < rounds; round++) {
    scene.model.behaviour = ANSWER;
    await tab.ask();
    await tab.untilTokens(10);
    scene.front.dropAll();
    await tab.untilTokens(ANSWER.tokens);
    await tab.ended();

    scene.model.behaviour = LONG_ANSWER;
    await tab.ask();
    await tab.untilTokens(10);
    await tab.stop();
    await tab.ended();
  }
  await tab.ask();
  await tab.untilTokens(10);
  scene.front.down();
  await tab.page
    .getByText(/Reconnecting, attempt \d of 5/)
    .first()
    .waitFor();
  // Awaited here: the tab is closed at the end of this function.
  return await heldWithoutChat(tab);
}

describe('a page that the chat has left', () => {
  it('holds no timer, and no more listeners the more has happened to its connections', async () => {
    const once = await heldAfter(1);
    expect(once).toMatchObject({ timers: 0 });
    expect(once.listeners).toBeGreaterThan(0);
    expect(await heldAfter(4)).toEqual(once);
  });
});
