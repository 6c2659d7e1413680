import { expect } from '@open-wc/testing/pure';
import { emulateMedia } from '@web/test-runner-commands';
import type { AxeResults } from 'axe-core';

import { ask, mount, textbox, unmount } from './harness/chat.ts';
import { complete, failed, source, start, status, token } from './harness/events.ts';
import { closePages, HostPage } from './harness/host-page.ts';
import { eventually, find, get, gone, queryAll } from './harness/roles.ts';
import { StandIn, type Exchange } from './harness/stand-in.ts';

const AXE = '<script src="/node_modules/axe-core/axe.min.js"></script>';

/** Applies every rule of axe to the whole of a page, which has no faults of its own. */
async function violations({ window }: HostPage): Promise<readonly string[]> {
  const { axe } = window as unknown as { axe: { run(): Promise<AxeResults> } };
  const results = await axe.run();
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help} (${String(target)}) ${failureSummary}`),
  );
}

describe('axe', () => {
  afterEach(async () => {
    closePages();
    await emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' });
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`finds no fault, whatever the chat is doing, in ${colorScheme} colours`, async () => {
      await emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const standIn = await StandIn.create({ greeting: 'Hello!', suggestions: ['How long?', 'How much?'] });
      const script = `<script src="/smail-chat.js" data-chatbot-id="${standIn.chatbotId}" async></script>`;
      const page = await HostPage.open({ head: AXE, body: script });
      const { document } = page;

      await find('button', 'Open chat', document);
      expect(await violations(page), 'closed').to.deep.equal([]);

      get('button', 'Open chat', document).click();
      await find('list', 'Suggested questions', document);
      expect(await violations(page), 'open').to.deep.equal([]);

      await ask('Why?', document);
      const question = await standIn.question();
      await question.sends(start(), status('writing'), token('Because'));
      await eventually(() => expect(get('log', undefined, document).textContent).to.contain('Because'));
      expect(await violations(page), 'streaming').to.deep.equal([]);

      const sources = [source('Handbook', '/handbook'), source('Notes', '')];
      await question.ends(complete('Because so.', { sources, finish_reason: 'length' }));
      await find('list', 'Sources', document);
      expect(await violations(page), 'done').to.deep.equal([]);

      await ask('And then?', document);
      await (await standIn.question()).ends(start(), token('Then'), failed({ retry_after: 30 }));
      await find('button', 'Try again', document);
      expect(await violations(page), 'failed').to.deep.equal([]);
    });
  }

  it('finds no fault in an inline chat', async () => {
    const standIn = await StandIn.create({ greeting: 'Hello!' });
    const chat = `<smail-chat chatbot-id="${standIn.chatbotId}"></smail-chat>`;
    const page = await HostPage.open({ head: AXE, body: `${chat}<script src="/smail-chat.js" async></script>` });
    await find('region', 'Tilly', page.document);
    expect(await violations(page)).to.deep.equal([]);
  });
});

function answer(): Element {
  const element = get('log').querySelector('[aria-busy]');
  if (!element) throw new Error('there is no answer');
  return element;
}

/** What is announced once it changes, apart from the log and the status line. */
function announced(): string | null | undefined {
  return get('log').parentElement?.querySelector('[aria-live=polite]')?.textContent;
}

describe('a screen reader', () => {
  let standIn: StandIn;

  beforeEach(async () => {
    standIn = await StandIn.create({ greeting: 'Hello!' });
    await mount(standIn);
  });
  afterEach(unmount);

  async function writing(): Promise<Exchange<unknown>> {
    await ask('Why?');
    const question = await standIn.question();
    await question.sends(start(), token('Because'));
    await eventually(() => expect(get('log').textContent).to.contain('Because'));
    return question;
  }

  it('finds a log, a status, a text field and a button', async () => {
    await textbox();
    expect(get('log').computedName).to.equal('Conversation');
    expect(queryAll('status')).to.have.length(1);
    get('button', 'Send message');
    await find('region', 'Tilly');
  });

  it('is not told of every word of an answer, but of the answer', async () => {
    const question = await writing();
    expect(answer().getAttribute('aria-busy')).to.equal('true');
    expect(answer().getAttribute('aria-live')).to.equal('off');
    expect(announced()).to.equal('');

    await question.ends(token(' so.'), complete('Because so.'));
    await eventually(() => expect(announced()).to.equal('Because so.'));
    expect(answer().getAttribute('aria-busy')).to.equal('false');
    expect(answer().getAttribute('aria-live'), 'so that it is not told twice').to.equal('off');

    await ask('And then?');
    await eventually(() => expect(announced()).to.equal(''));
  });

  it('is told as much of an answer as there is when it breaks off', async () => {
    const question = await writing();
    await question.ends(failed());
    await eventually(() => expect(announced()).to.equal('Because'));
  });

  it('hears who is speaking', async () => {
    const question = await writing();
    await question.ends(complete('Because.'));
    await find('button', 'Send message');
    const said = get('log').textContent.replaceAll(/\s+/g, ' ');
    expect(said).to.contain('Assistant: Hello!').and.to.contain('You: Why?').and.to.contain('Assistant: Because.');
  });

  it('is told that a machine answers', async () => {
    await find('region', 'Tilly');
    expect(get('region').textContent).to.contain('You are chatting with an AI.');
  });

  it('finds nothing of a closed chat', async () => {
    await mount(standIn, { mode: 'floating' });
    get('button', 'Open chat').click();
    (await find('button', 'Close chat')).click();
    await gone('dialog');
    expect(queryAll('log')).to.have.length(0);
    expect(queryAll('textbox')).to.have.length(0);
  });
});
