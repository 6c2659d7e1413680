import { expect } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeFaults } from './fault-suite.ts';
import { Reader } from './reader.ts';
import { ANSWER, LONG_ANSWER } from './scene.ts';

const BLOCKED_MS = 2_000;

describeFaults('the process', [
  {
    fault: 'server asked to end (SIGTERM) in the middle',
    visitor: 'chromium',
    alone: true,
    async happens(scene, tab) {
      await tab.ask();
      await tab.untilTokens(10);
      scene.server.signal('SIGTERM');
      await tab.untilTokens(ANSWER.tokens);
      await tab.ended();
      await scene.restart();
    },
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'server asked to end, and the answer takes longer than it may',
    visitor: 'reader',
    env: { SMAIL_DRAIN_MS: '200' },
    async happens(scene, reader) {
      scene.model.behaviour = LONG_ANSWER;
      await reader.ask();
      await reader.untilTokens(10);
      scene.server.signal('SIGTERM');
      await reader.ended();
      expect(reader.turn).toMatchObject({ failure: { code: 'interrupted', retryable: true } });
      await scene.restart();
    },
    shown: 'a beginning',
    state: 'failed',
  },
  {
    fault: 'server killed (SIGKILL) in the middle, and started again',
    visitor: 'chromium',
    alone: true,
    async happens(scene, tab) {
      scene.model.behaviour = LONG_ANSWER;
      await tab.ask();
      await tab.untilTokens(10);
      scene.server.signal('SIGKILL');
      await scene.restart();
      await tab.page.getByRole('button', { name: 'Try again' }).waitFor();
    },
    shown: 'a beginning',
    state: 'partial',
  },
  {
    fault: 'server killed (SIGKILL), started again, and the question tried again',
    visitor: 'chromium',
    alone: true,
    async happens(scene, tab) {
      scene.model.behaviour = LONG_ANSWER;
      await tab.ask();
      await tab.untilTokens(10);
      scene.server.signal('SIGKILL');
      await scene.restart();
      scene.model.behaviour = ANSWER;
      await tab.tryAgain();
      await tab.untilTokens(ANSWER.tokens);
    },
    shown: 'whole',
    state: 'complete',
    asked: 2,
  },
  {
    fault: 'event loop of the server blocked for 2 s (SIGSTOP)',
    visitor: 'chromium',
    async happens(scene, tab) {
      await tab.ask();
      await tab.untilTokens(10);
      scene.server.signal('SIGSTOP');
      await sleep(BLOCKED_MS);
      scene.server.signal('SIGCONT');
      await tab.untilTokens(ANSWER.tokens);
    },
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: "clocks of the page and of the server jump ahead an hour (Date; the page's timers stay)",
    visitor: 'chromium',
    alone: true,
    async happens(scene, tab) {
      await tab.ask();
      await tab.untilTokens(10);
      scene.server.signal('SIGWINCH');
      await tab.page.evaluate(() => {
        const { now } = Date;
        Date.now = () => now() + 3_600_000;
      });
      await tab.untilTokens(15);
      scene.front.dropAll();
      await tab.untilTokens(ANSWER.tokens);
    },
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'server has no room, and then it has',
    visitor: 'reader',
    env: { SMAIL_MAX_ANSWERS: '1' },
    async happens(scene, reader) {
      scene.model.behaviour = LONG_ANSWER;
      await using other = new Reader(scene.front.url);
      await other.ask();
      await other.untilTokens(10);
      await reader.ask();
      await reader.untilStep('reconnecting');
      await other.stop();
      await other.ended();
      // What the other one has asked is no part of the row.
      await expect.poll(() => scene.outcomes).toEqual(['cancelled']);
      scene.begin();
      await reader.ended();
    },
    shown: 'whole',
    state: 'complete',
  },
]);
