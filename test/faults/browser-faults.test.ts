import { chromium } from 'playwright-core';
import { expect } from 'vitest';
import { CHROMIUM_FLAGS, findChromium } from '../chromium.ts';
import { describeFaults } from './fault-suite.ts';
import { ANSWER, LONG_ANSWER } from './scene.ts';

describeFaults('the browser', [
  {
    fault: 'none',
    visitor: 'chromium',
    async happens(_scene, tab) {
      await tab.ask();
      await tab.untilTokens(ANSWER.tokens);
    },
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'stopped',
    visitor: 'chromium',
    async happens(scene, tab) {
      scene.model.behaviour = LONG_ANSWER;
      await tab.ask();
      await tab.untilTokens(10);
      await tab.stop();
      await scene.requests[0]?.abandoned;
    },
    shown: 'a beginning',
    state: 'cancelled',
  },
  {
    fault: 'offline, and back',
    visitor: 'chromium',
    async happens(scene, tab) {
      await tab.ask();
      await tab.untilTokens(10);
      await tab.context.setOffline(true);
      scene.front.dropAll();
      await tab.page
        .getByText(/You are offline/)
        .first()
        .waitFor();
      await tab.context.setOffline(false);
      await tab.untilTokens(ANSWER.tokens);
    },
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'page reloaded',
    visitor: 'chromium',
    async happens(_scene, tab) {
      await tab.ask();
      await tab.untilTokens(10);
      await tab.page.reload();
      await tab.untilTokens(ANSWER.tokens);
    },
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'another page of the site, and back',
    visitor: 'chromium',
    async happens(scene, tab) {
      // It is still to come when the visitor is back: a chat without an open answer waits to be opened.
      scene.model.behaviour = { ...ANSWER, intervalMs: 100 };
      await tab.ask();
      await tab.untilTokens(10);
      await tab.page.goto(`${scene.front.url}/visit.html`);
      await tab.untilTokens(20);
      await tab.page.goBack();
      await tab.untilTokens(ANSWER.tokens);
    },
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'another page, and back out of the back/forward cache',
    visitor: 'chromium',
    // Playwright switches the cache off.
    browser: () =>
      chromium.launch({
        executablePath: findChromium(),
        args: [...CHROMIUM_FLAGS],
        ignoreDefaultArgs: ['--disable-back-forward-cache'],
      }),
    init: () =>
      addEventListener('pageshow', ({ persisted }) => {
        document.documentElement.dataset['persisted'] = String(persisted);
      }),
    async happens(scene, tab) {
      await tab.ask();
      await tab.untilTokens(10);
      await tab.page.goto(`${scene.front.url}/visit.html`);
      await tab.untilTokens(20);
      // Playwright's own `goBack` waits for a load that does not come.
      await tab.page.evaluate(() => history.back());
      await tab.page.locator('html[data-persisted="true"]').waitFor({ state: 'attached' });
      await tab.untilTokens(ANSWER.tokens);
    },
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'a second tab reads along, and stops it',
    visitor: 'chromium',
    async happens(scene, tab) {
      const other = await tab.another();
      await other.visit(scene.front.url);
      scene.model.behaviour = LONG_ANSWER;
      await tab.ask();
      await tab.untilTokens(10);
      await other.untilTokens(10);
      await other.stop();
      await tab.ended();
      await other.ended();
      expect(await other.seen()).toEqual(await tab.seen());
      await other.page.close();
    },
    shown: 'a beginning',
    state: 'cancelled',
  },
  {
    fault: 'a second tab reads along to the end',
    visitor: 'chromium',
    async happens(scene, tab) {
      const other = await tab.another();
      await other.visit(scene.front.url);
      await tab.ask();
      await other.untilTokens(10);
      await tab.untilTokens(ANSWER.tokens);
      await tab.ended();
      await other.ended();
      expect(await other.seen()).toEqual(await tab.seen());
      await other.page.close();
    },
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'the last tab closed, and the page opened again later',
    visitor: 'chromium',
    env: { SMAIL_ORPHAN_GRACE_MS: '200' },
    async happens(scene, tab) {
      scene.model.behaviour = LONG_ANSWER;
      await tab.ask();
      await tab.untilTokens(10);
      await tab.page.goto('about:blank');
      await scene.requests[0]?.abandoned;
      await tab.page.goBack();
      await tab.page.getByRole('button', { name: 'Try again' }).waitFor();
    },
    shown: 'a beginning',
    state: 'failed',
  },
  {
    fault: 'hidden tab (told to the page, as headless Chromium hides none), its connection cut',
    visitor: 'chromium',
    init: () => {
      let state: DocumentVisibilityState = 'visible';
      Object.defineProperty(document, 'visibilityState', { get: () => state });
      addEventListener('test-visibility', () => {
        state = state === 'visible' ? 'hidden' : 'visible';
        document.dispatchEvent(new Event('visibilitychange'));
      });
      // No frame is drawn in a hidden tab.
      const frame = requestAnimationFrame;
      globalThis.requestAnimationFrame = (callback) => (state === 'hidden' ? 0 : frame(callback));
    },
    async happens(scene, tab) {
      const toggle = (): Promise<unknown> => tab.page.evaluate(() => dispatchEvent(new Event('test-visibility')));
      await tab.ask();
      await tab.untilTokens(10);
      await toggle();
      scene.front.dropAll();
      await tab.untilTokens(30);
      await toggle();
      await tab.untilTokens(ANSWER.tokens);
    },
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'sent twice',
    visitor: 'chromium',
    async happens(_scene, tab) {
      const textbox = tab.page.getByRole('textbox');
      await textbox.fill('When are you open?');
      // In one task: nothing is drawn in between.
      await textbox.evaluate((field) => {
        const press = (): boolean =>
          field.dispatchEvent(
            new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, composed: true }),
          );
        press();
        press();
        (field as HTMLTextAreaElement).form?.requestSubmit();
      });
      await tab.untilTokens(ANSWER.tokens);
      expect(await tab.page.locator('[part~="visitor-message"]').count()).toBe(1);
    },
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'element removed, and put back',
    visitor: 'chromium',
    async happens(_scene, tab) {
      await tab.ask();
      await tab.untilTokens(10);
      const element = await tab.page.locator('smail-chat').evaluateHandle((chat) => {
        chat.remove();
        return chat;
      });
      // Until the next task it could have been moved.
      await element.evaluate((chat) => document.body.append(chat));
      await tab.untilTokens(ANSWER.tokens);
    },
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'element moved',
    visitor: 'chromium',
    async happens(_scene, tab) {
      await tab.ask();
      await tab.untilTokens(10);
      await tab.page.locator('smail-chat').evaluate((chat) => document.body.prepend(chat));
      await tab.untilTokens(ANSWER.tokens);
    },
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'storage blocked, connection cut',
    visitor: 'chromium',
    init: () => {
      for (const name of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(globalThis, name, {
          get() {
            throw new DOMException('blocked', 'SecurityError');
          },
        });
      }
    },
    async happens(scene, tab) {
      await tab.ask();
      await tab.untilTokens(10);
      scene.front.dropAll();
      await tab.untilTokens(ANSWER.tokens);
    },
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'storage full, connection cut',
    visitor: 'chromium',
    init: () => {
      Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
    },
    async happens(scene, tab) {
      await tab.ask();
      await tab.untilTokens(10);
      scene.front.dropAll();
      await tab.untilTokens(ANSWER.tokens);
    },
    shown: 'whole',
    state: 'complete',
  },
]);
