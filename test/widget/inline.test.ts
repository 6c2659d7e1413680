import { expect } from '@open-wc/testing/pure';

import type { SmailChatElement } from '../../widget/smail-chat-element.ts';
import { mount, textbox, unmount } from './harness/chat.ts';
import { replace } from './harness/replace.ts';
import { eventually, find, focused, nextFrame, queryAll } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

describe('an inline chat', () => {
  let standIn: StandIn;
  let spacer: HTMLElement;

  beforeEach(async () => {
    standIn = await StandIn.create({ greeting: 'Hello!' });
    spacer = document.createElement('div');
    document.body.prepend(spacer);
  });
  afterEach(() => {
    unmount();
    spacer.remove();
    scrollTo(0, 0);
  });

  it('is what an element is unless it says otherwise', async () => {
    const chat = await mount(standIn);
    expect(chat.mode).to.equal('inline');
    expect(chat.hasAttribute('mode')).to.equal(false);
    chat.setAttribute('mode', 'floating');
    expect(chat.mode).to.equal('floating');
    chat.setAttribute('mode', 'sideways');
    expect(chat.mode).to.equal('inline');
  });

  it('fills its container and has nothing to open or close', async () => {
    await mount(standIn, { width: 500, height: 600 });
    const { width, height } = (await find('region', 'Tilly')).getBoundingClientRect();
    expect([width, height]).to.deep.equal([500, 600]);
    expect(queryAll('dialog')).to.have.length(0);
    expect(queryAll('button', 'Open chat')).to.have.length(0);
    expect(queryAll('button', 'Close chat')).to.have.length(0);
  });

  it('can be sized by the page, and does not grow with the conversation', async () => {
    const chat = await mount(standIn);
    chat.style.height = '450px';
    const region = await find('region', 'Tilly');
    expect(region.getBoundingClientRect().height).to.equal(450);
    chat.parentElement?.style.setProperty('height', 'auto');
    chat.style.height = '';
    expect(region.getBoundingClientRect().height, 'in a container without a height').to.equal(320);
  });

  it('does not take the focus', async () => {
    await mount(standIn);
    await find('region', 'Tilly');
    await textbox();
    expect(focused()).to.equal(document.body);
  });

  it('begins nothing while it is in no page, and begins when it is in one', async () => {
    const other = await StandIn.create({ name: 'Otto' });
    const chat = await mount(standIn);
    await find('region', 'Tilly');
    const place = chat.parentElement;
    chat.remove();
    const joined: string[] = [];
    const putBack = replace(
      window,
      'BroadcastChannel',
      class extends BroadcastChannel {
        constructor(name: string) {
          super(name);
          joined.push(name);
        }
      },
    );
    try {
      sessionStorage.setItem(
        `smail-chat ${location.origin} ${other.chatbotId}`,
        JSON.stringify({ turn: { key: 'k', question: 'Why?', clientMessageId: crypto.randomUUID() } }),
      );
      chat.chatbotId = other.chatbotId;
      await chat.updateComplete;
      expect(joined).to.deep.equal([]);
      expect(await other.requests()).to.deep.equal([]);
      place?.append(chat);
      await find('region', 'Otto');
      expect((await other.question()).body.message).to.equal('Why?');
      expect(new Set(joined)).to.deep.equal(new Set([`smail-chat ${location.origin} ${other.chatbotId}`]));
    } finally {
      putBack();
      sessionStorage.clear();
    }
  });

  it('asks for nothing before it is in sight', async () => {
    spacer.style.height = '5000px';
    const chat: SmailChatElement = await mount(standIn);
    // An observer tells of a new target in the frame after next at the latest.
    await nextFrame();
    await nextFrame();
    await nextFrame();
    expect(await standIn.requests()).to.deep.equal([]);
    chat.scrollIntoView();
    await find('region', 'Tilly');
    expect(await standIn.requests()).to.have.length(1);
  });

  it('learns its name again when it left the page before it had', async () => {
    const nameless = await StandIn.create({ name: '' });
    const chat = await mount(nameless);
    const first = await nameless.asksForDescription();
    const { parentElement: container } = chat;
    chat.remove();
    await first.closed();
    container?.append(chat);
    await (
      await nameless.asksForDescription()
    ).answers({
      id: nameless.chatbotId,
      name: 'Otto',
      greeting: '',
      suggestions: [],
    });
    await find('region', 'Otto');
  });

  it('finds its own server where the attribute names none', async () => {
    const chat = await mount(standIn);
    await find('region', 'Tilly');
    chat.server = 'javascript:alert(1)';
    await eventually(async () => expect(await standIn.requests()).to.have.length(2));
    await find('region', 'Tilly');
  });
});
