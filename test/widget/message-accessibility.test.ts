import { expect } from '@open-wc/testing/pure';
import { emulateMedia } from '@web/test-runner-commands';
import type { AxeResults } from 'axe-core';

import { MESSAGE_MAX_LENGTH } from '../../protocol/limits.ts';
import { ask, textbox } from './harness/chat.ts';
import { complete, source } from './harness/events.ts';
import { closePages, HostPage } from './harness/host-page.ts';
import { eventually, find, get, queryAll } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

const AXE = '<script src="/node_modules/axe-core/axe.min.js"></script>';

async function violations({ window }: HostPage): Promise<readonly string[]> {
  const { axe } = window as unknown as { axe: { run(): Promise<AxeResults> } };
  const results = await axe.run();
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help} (${String(target)}) ${failureSummary}`),
  );
}

/** A page with an open chat, 320 px wide, in which one question was answered. */
async function openAnswered(standIn: StandIn): Promise<HostPage> {
  const chat = `<smail-chat chatbot-id="${standIn.chatbotId}" style="height: 560px"></smail-chat>`;
  const page = await HostPage.open({ head: AXE, body: `${chat}<script src="/smail-chat.js" async></script>` });
  page.frame.style.inlineSize = '320px';
  page.document.querySelector('smail-chat')?.scrollIntoView();
  await find('region', 'Tilly', page.document);
  await ask('Why?', page.document);
  const sources = [{ ...source('Handbook', '/handbook'), snippet: 'A long story in few words.' }];
  const answer = complete('Because so. [1]', { sources, follow_ups: ['And then, where to?'] });
  await (await standIn.question()).ends(standIn.start(), answer);
  await find('list', 'You could also ask', page.document);
  return page;
}

function menuButton({ document }: HostPage): HTMLElement | null | undefined {
  return document.querySelector('smail-chat')?.shadowRoot?.querySelector('summary');
}

describe('axe, at 320 pixels', () => {
  afterEach(async () => {
    closePages();
    sessionStorage.clear();
    await emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' });
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`finds no fault in what can be done with messages, in ${colorScheme} colours`, async () => {
      await emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const standIn = await StandIn.create();
      const page = await openAnswered(standIn);
      const { document } = page;
      expect(await violations(page), 'answered').to.deep.equal([]);

      get('button', 'Bad answer', document).click();
      await (await standIn.rating()).agrees();
      await find('textbox', 'What could be better? (optional)', document);
      expect(await violations(page), 'rated').to.deep.equal([]);

      get('button', 'Edit', document).click();
      await find('textbox', 'Edit', document);
      expect(await violations(page), 'edited').to.deep.equal([]);
      get('button', 'Cancel', document).click();

      const field = await textbox(document);
      field.value = 'x'.repeat(MESSAGE_MAX_LENGTH - 3);
      field.dispatchEvent(new page.window.Event('input', { bubbles: true }));
      await eventually(
        () => expect(document.querySelector('smail-chat')?.shadowRoot?.querySelector('.counter')).to.exist,
      );
      expect(await violations(page), 'long').to.deep.equal([]);

      menuButton(page)?.click();
      const item = await find('button', 'Delete my conversation', document);
      expect(await violations(page), 'menu').to.deep.equal([]);
      item.click();
      await find('alertdialog', undefined, document);
      expect(await violations(page), 'deleting').to.deep.equal([]);
    });
  }

  it('has nothing that is cut off sideways, and no target below 24 pixels', async () => {
    const page = await openAnswered(await StandIn.create());
    menuButton(page)?.click();
    await find('button', 'Print', page.document);
    for (const button of queryAll('button', undefined, page.document)) {
      const { left, right, width, height } = button.getBoundingClientRect();
      const name = button.computedName;
      expect(Math.min(width, height), name).to.be.at.least(24);
      expect(left, name).to.be.at.least(0);
      expect(right, name).to.be.at.most(320);
    }
  });
});
