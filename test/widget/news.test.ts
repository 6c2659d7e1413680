import { expect } from '@open-wc/testing/pure';

import type { ReactiveControllerHost } from 'lit';

import type { Features } from '../../protocol/widget-settings.ts';
import { TitleNotice } from '../../widget/controllers/title-notice.ts';
import { ask, mount, unmount } from './harness/chat.ts';
import { complete, failed, start } from './harness/events.ts';
import { replace } from './harness/replace.ts';
import { eventually, find, get, gone, queryAll } from './harness/roles.ts';
import { StandIn, type Exchange } from './harness/stand-in.ts';

describe('an answer that is finished while the chat is closed', () => {
  let standIn: StandIn;

  beforeEach(async () => {
    standIn = await StandIn.create();
    await mount(standIn, { mode: 'floating' });
    get('button', 'Open chat').click();
  });
  afterEach(unmount);

  async function asked(): Promise<Exchange<unknown>> {
    await ask('Why?');
    const question = await standIn.question();
    get('button', 'Close chat').click();
    await gone('dialog');
    return question;
  }

  it('is counted on the launcher and in its name until the chat is opened', async () => {
    await (await asked()).ends(start(), complete('So.'));
    const launcher = await find('button', 'Open chat, 1 new message');
    expect(launcher.innerText.trim()).to.equal('1');
    launcher.click();
    await find('dialog');
    await (await asked()).ends(start(), complete('And so.'));
    await find('button', 'Open chat, 1 new message');
  });

  it('is heard', async () => {
    const question = await asked();
    expect(get('status').textContent).to.equal('');
    await question.ends(start(), complete('So.'));
    await eventually(() => expect(get('status').textContent).to.equal('1 new message'));
  });

  it('is no news where it has failed', async () => {
    await (await asked()).ends(start(), failed());
    await eventually(() =>
      expect(queryAll('button').map(({ computedName }) => computedName)).to.deep.equal(['Open chat']),
    );
  });
});

/** Lets the page's tests be in a hidden tab. */
function hide(hidden: boolean): void {
  if (hidden) Object.defineProperty(document, 'hidden', { configurable: true, value: true });
  else Reflect.deleteProperty(document, 'hidden');
  document.dispatchEvent(new Event('visibilitychange'));
}

/** Asks, and looks at another tab before the answer comes. */
async function answered(features?: Features): Promise<void> {
  const standIn = await StandIn.create(features && { features });
  await mount(standIn);
  await find('region', 'Tilly');
  await ask('Why?');
  const question = await standIn.question();
  hide(true);
  await question.ends(start(), complete('So.'));
  await eventually(() => expect(get('log').textContent).to.contain('So.'));
}

describe('an answer that is finished while the tab is hidden', () => {
  const title = document.createElement('title');
  let before: HTMLTitleElement | null;
  let sounds: number;
  let putBack: () => void;

  beforeEach(() => {
    before = document.head.querySelector('title');
    before?.remove();
    title.textContent = '\n  A page  of ours\n';
    document.head.append(title);
    sounds = 0;
    putBack = replace(GainNode.prototype, 'connect', (() => (sounds += 1)) as unknown as GainNode['connect']);
  });
  afterEach(() => {
    hide(false);
    unmount();
    title.remove();
    if (before) document.head.append(before);
    putBack();
  });

  it('changes neither the title nor makes a sound by default', async () => {
    await answered();
    await find('button', 'Send message');
    expect([title.textContent, sounds]).to.deep.equal(['\n  A page  of ours\n', 0]);
  });

  it('stands in the title until the tab is looked at, where the owner wants it; then the title is what it was', async () => {
    await answered({ title: true });
    await eventually(() => expect(document.title).to.equal('New answer · A page of ours'));
    hide(false);
    expect(title.textContent).to.equal('\n  A page  of ours\n');
    expect(sounds).to.equal(0);
  });

  it('leaves the title alone that the page has set meanwhile', async () => {
    await answered({ title: true });
    await eventually(() => expect(document.title).to.contain('New answer'));
    document.title = 'Another page';
    hide(false);
    expect(document.title).to.equal('Another page');
  });

  it('gives the title back when the chat leaves the page', async () => {
    await answered({ title: true });
    await eventually(() => expect(document.title).to.contain('New answer'));
    unmount();
    expect(title.textContent).to.equal('\n  A page  of ours\n');
  });

  it('stands in the title once, where two chats have one', async () => {
    await answered({ title: true });
    await eventually(() => expect(document.title).to.contain('New answer'));
    const other = new TitleNotice({ addController: () => undefined } as unknown as ReactiveControllerHost);
    other.show('New answer');
    hide(false);
    other.hostDisconnected();
    expect(title.textContent).to.equal('\n  A page  of ours\n');
  });

  it('is heard where the owner wants it', async () => {
    await answered({ sound: true });
    await eventually(() => expect(sounds).to.equal(1));
    expect(title.textContent).to.equal('\n  A page  of ours\n');
  });

  it('is not heard where the visitor looks', async () => {
    const standIn = await StandIn.create({ features: { sound: true, title: true } });
    await mount(standIn);
    await find('region', 'Tilly');
    await ask('Why?');
    await (await standIn.question()).ends(start(), complete('So.'));
    await eventually(() => expect(get('log').textContent).to.contain('So.'));
    await find('button', 'Send message');
    expect([title.textContent, sounds]).to.deep.equal(['\n  A page  of ours\n', 0]);
  });
});
