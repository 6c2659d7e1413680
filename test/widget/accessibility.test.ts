import { expect } from '@open-wc/testing/pure';
import { emulateMedia } from '@web/test-runner-commands';
import type { AxeResults } from 'axe-core';

import type { SmailChatElement } from '../../widget/smail-chat-element.ts';
import { ask, mount, textbox, unmount } from './harness/chat.ts';
import { complete, failed, source, start, status, token } from './harness/events.ts';
import { FakeClock } from './harness/fake-clock.ts';
import { closePages, HostPage } from './harness/host-page.ts';
import { RICH_ANSWER } from './harness/rich-answer.ts';
import { eventually, find, get, gone, nextFrame, queryAll } from './harness/roles.ts';
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
      await (
        await standIn.question()
      ).ends(start(), token('Then'), failed({ error: 'See **[the status](/status)**.', retry_after: 30 }));
      await find('button', 'Try again', document);
      expect(await violations(page), 'failed').to.deep.equal([]);
    });

    it(`finds no fault in an answer of every kind, in ${colorScheme} colours`, async () => {
      await emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const standIn = await StandIn.create();
      const chat = `<smail-chat chatbot-id="${standIn.chatbotId}"></smail-chat>`;
      const page = await HostPage.open({
        head: AXE,
        body: `${chat}<script src="/smail-chat.js" async></script>`,
      });
      await ask('Why?', page.document);
      await (await standIn.question()).ends(start(), complete(RICH_ANSWER));
      await find('table', undefined, page.document);
      expect(await violations(page)).to.deep.equal([]);
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

/** What has been announced, apart from the log and the status line, in order. What is said at the same time is one text, in lines. */
function announced(): readonly string[] {
  const said = get('log').parentElement?.querySelectorAll('[aria-live=polite] > *');
  return [...(said ?? [])].map(({ textContent }) => textContent);
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
    expect(announced()).to.deep.equal([]);

    await question.ends(token(' so.'), complete('Because so.'));
    await eventually(() => expect(announced()).to.deep.equal(['Because so.\nAnswer complete.']));
    expect(answer().getAttribute('aria-busy')).to.equal('false');
    expect(answer().getAttribute('aria-live'), 'so that it is not told twice').to.equal('off');
  });

  it('is told as much of an answer as there is when it breaks off', async () => {
    const question = await writing();
    await question.ends(failed());
    await eventually(() => expect(announced()).to.deep.equal(['Because']));
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

async function shows(text: string): Promise<void> {
  await eventually(() => expect(get('log').textContent).to.contain(text));
}

describe('an answer that is read out', () => {
  let clock: FakeClock;
  let standIn: StandIn;
  let chat: SmailChatElement;
  let heard: string[];
  let observer: MutationObserver;

  beforeEach(async () => {
    standIn = await StandIn.create({ greeting: 'Hello!', suggestions: ['How long?'] });
    clock = new FakeClock();
    chat = await mount(standIn);
    await find('log', 'Conversation');
    listen();
  });
  afterEach(() => {
    observer.disconnect();
    unmount();
    clock.putBack();
  });

  /** Hears what is added to the hidden log, as a screen reader does. */
  function listen(): void {
    heard = [];
    const log = chat.shadowRoot?.querySelector('.heard[aria-live=polite]');
    if (!log) throw new Error('there is no log for what is only heard');
    observer = new MutationObserver((records) => {
      for (const { addedNodes } of records) {
        for (const node of addedNodes) if (node instanceof HTMLElement) heard.push(node.textContent);
      }
    });
    observer.observe(log, { childList: true, subtree: true });
  }

  /** Lets time pass for what waits to be said. */
  async function passes(ms: number): Promise<readonly string[]> {
    clock.pass(ms);
    await chat.updateComplete;
    await nextFrame();
    return heard;
  }

  it('is heard block by block, as each is finished, and then that it is complete', async () => {
    await ask('Why?');
    const question = await standIn.question();
    const begun = '# Because\n\nIt is **so**, as [this](https://example.org/) says.\n\nAnd';
    await question.sends(start(), token(begun));
    await shows('And');
    expect(await passes(100)).to.deep.equal(['Because\nIt is so, as this says.']);

    const code = ` so on.\n\n\`\`\`js\n${'run();\n'.repeat(40)}\`\`\`\n\n- One\n- Two`;
    await question.sends(token(code));
    await shows('Two');
    expect(await passes(1_300), 'too soon').to.have.length(1);
    expect((await passes(200)).slice(1)).to.deep.equal(['And so on.\nCode block, JavaScript, 40 lines.']);

    const rest = '\n\n$$\nx^2\n$$\n\nEnd.';
    await question.ends(token(rest), complete(`${begun}${code}${rest}`));
    await shows('End.');
    expect((await passes(1_500)).slice(2)).to.deep.equal(['One\nTwo\nFormula\nEnd.\nAnswer complete.']);
    expect(await passes(10_000)).to.have.length(3);
  });

  it('is not heard when it was there before, and neither is what was asked, or the greeting', async () => {
    await ask('Why **so**?');
    await (await standIn.question()).ends(standIn.start(), complete('Because.'));
    await shows('Because.');
    expect(await passes(100)).to.deep.equal(['Because.\nAnswer complete.']);

    observer.disconnect();
    await standIn.holds({
      messages: [
        { id: 'q1', role: 'user', content: 'Why **so**?', created_at: '2026-11-20T12:00:00.000Z' },
        { id: 'a1', role: 'assistant', content: 'Because.', created_at: '2026-11-20T12:00:00.000Z' },
      ],
    });
    chat = await mount(standIn);
    await find('log', 'Conversation');
    listen();
    await shows('Because.');
    await shows('Hello!');
    expect(await passes(10_000)).to.deep.equal([]);
  });

  it('does not say that it is complete where it is not', async () => {
    await ask('Why?');
    await (await standIn.question()).ends(start(), token('Because'), failed());
    await find('button', 'Try again');
    expect(await passes(10_000)).to.deep.equal(['Because']);
  });

  it('falls silent when the chat leaves the page', async () => {
    await ask('Why?');
    const question = await standIn.question();
    await question.sends(start(), token(`One.\n\n${'words '.repeat(100)}\n\nThree.`));
    await shows('One.');
    unmount();
    expect(await passes(10_000)).to.deep.equal([]);
    await question.closed();
    for (let frame = 0; frame < 40; frame += 1) await nextFrame();
    expect(await passes(10_000)).to.deep.equal([]);
    expect(clock.pending, 'timers that are left').to.equal(0);
  });
});
