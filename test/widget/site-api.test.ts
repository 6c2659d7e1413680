import { expect } from '@open-wc/testing/pure';
import { sendMouse } from '@web/test-runner-commands';

import type { SmailChatElement } from '../../widget/smail-chat-element.ts';
import type { SiteApi } from '../../widget/site-api.ts';
import { ask, mount, textbox, unmount } from './harness/chat.ts';
import { complete } from './harness/events.ts';
import { closePages, HostPage } from './harness/host-page.ts';
import { eventually, find, focused, get, gone, queryAll } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

/** As docs/embedding.md has it. */
const STUB = `<script>window.SmailChat ??= new Proxy([], { get: (q, name) => q[name] ?? ((...args) => void q.push([name, args])) })</script>`;

function tag(standIn: StandIn, more = ''): string {
  return `<script src="/smail-chat.js" data-chatbot-id="${standIn.chatbotId}" ${more} async></script>`;
}

async function api({ window }: HostPage): Promise<SiteApi> {
  return eventually(() => {
    if (!window.SmailChat || Array.isArray(window.SmailChat)) throw new Error('the script is not here yet');
    return window.SmailChat;
  });
}

describe('the methods of a chat', () => {
  let standIn: StandIn;
  let chat: SmailChatElement;

  beforeEach(async () => {
    standIn = await StandIn.create({ greeting: 'Hello!' });
    chat = await mount(standIn, { mode: 'floating' });
  });
  afterEach(unmount);

  it('show and hide it without a move of the focus, if nobody has pressed anything', async () => {
    chat.show(false);
    await find('dialog', 'Tilly');
    expect(focused()).to.equal(document.body);
    chat.toggle();
    await gone('dialog');
    chat.toggle();
    await find('dialog', 'Tilly');
    chat.hide();
    await gone('dialog');
    expect(focused()).to.equal(document.body);
  });

  it('take the focus along where it is in the chat', async () => {
    chat.show(true);
    const field = await textbox();
    await eventually(() => expect(focused()).to.equal(field));
    chat.hide();
    const launcher = await find('button', 'Open chat');
    await eventually(() => expect(focused()).to.equal(launcher));
  });

  it('give the focus to the text field when a button of the page is pressed', async () => {
    const button = document.createElement('button');
    button.textContent = 'Ask us';
    button.addEventListener('click', () => chat.show());
    document.body.prepend(button);
    const { x, y, width, height } = button.getBoundingClientRect();
    await sendMouse({ type: 'click', position: [Math.round(x + width / 2), Math.round(y + height / 2)] });
    const field = await textbox();
    await eventually(() => expect(focused()).to.equal(field));
    button.remove();
  });

  it('ask, and stop the answer', async () => {
    expect(chat.send('  ')).to.equal(false);
    expect(chat.send('Why?')).to.equal(true);
    expect(chat.send('And now?'), 'while it is answering').to.equal(false);
    const question = await standIn.question();
    expect(question.body.message).to.equal('Why?');
    await question.sends(standIn.start());
    chat.stop();
    expect((await standIn.cancelling()).body).to.include({ session_id: standIn.session });
  });

  it('ask at once, whatever was set just before, and outside a page nobody', async () => {
    const other = await StandIn.create({ name: 'Otto' });
    chat.chatbotId = other.chatbotId;
    expect(chat.send('Why?')).to.equal(true);
    expect((await other.question()).body).to.include({ message: 'Why?', chatbot_id: other.chatbotId });
    expect(document.createElement('smail-chat').send('Why?')).to.equal(false);
  });

  it('begin a new conversation, which has forgotten the one before', async () => {
    chat.show(false);
    await ask('Why?');
    await (await standIn.question()).ends(standIn.start(), complete('So.'));
    await eventually(() => expect(get('log').innerText).to.contain('So.'));
    const key = `smail-chat ${location.origin} ${standIn.chatbotId}`;
    await eventually(() => expect(localStorage.getItem(key)).to.not.equal(null));
    chat.reset();
    await eventually(() => expect(get('log').innerText).to.not.contain('So.'));
    expect(get('log').innerText).to.contain('Hello!');
    expect(localStorage.getItem(key)).to.equal(null);
    await ask('And now?');
    expect((await standIn.question()).body.message).to.equal('And now?');
  });

  it('take it out of the page for good', async () => {
    chat.show(false);
    await find('dialog');
    chat.destroy();
    expect(document.querySelector('smail-chat')).to.equal(null);
  });

  it('listen to it, and to no other', async () => {
    const heard: string[] = [];
    const listener = ({ detail }: CustomEvent<{ readonly message: string }>): void => void heard.push(detail.message);
    const other = document.createElement('smail-chat');
    other.setAttribute('chatbot-id', standIn.chatbotId);
    chat.on('message', listener);
    chat.after(other);
    chat.send('Why?');
    await chat.updateComplete;
    other.dispatchEvent(new CustomEvent('smail-chat-message', { detail: { message: 'elsewhere' }, bubbles: true }));
    chat.off('message', listener);
    chat.dispatchEvent(new CustomEvent('smail-chat-message', { detail: { message: 'later' } }));
    expect(heard).to.deep.equal(['Why?']);
  });
});

describe('window.SmailChat', () => {
  let standIn: StandIn;

  beforeEach(async () => {
    standIn = await StandIn.create({ greeting: 'Hello!' });
  });
  afterEach(closePages);

  it('does what its stub has noted before the script came, in order', async () => {
    const calls = `<script>
      heard = [];
      SmailChat.on('open', () => heard.push('open'));
      SmailChat.on('message', ({ detail }) => heard.push(detail.message));
      SmailChat.show();
      SmailChat.identify('nobody');
      SmailChat.setContext({ title: 'First' });
      SmailChat.setContext({ title: 'Second' });
      SmailChat.send('Why?');
    </script>`;
    const page = await HostPage.open({ head: STUB + calls + tag(standIn) });
    await find('dialog', 'Tilly', page.document);
    expect((await standIn.question()).body.message).to.equal('Why?');
    await eventually(() => expect(Reflect.get(page.window, 'heard')).to.have.members(['open', 'Why?']));
    expect(page.faults).to.deep.equal([]);
  });

  it('is left alone by its stub and by another copy of the script', async () => {
    const page = await HostPage.open({ body: tag(standIn) });
    const first = await api(page);
    const again = page.document.createElement('script');
    again.src = '/smail-chat.js?again';
    again.dataset['chatbotId'] = standIn.chatbotId;
    const loaded = new Promise((resolve) => again.addEventListener('load', resolve));
    page.document.body.append(again);
    await loaded;
    page.window.eval(STUB.replaceAll(/<\/?script>/g, ''));
    expect(page.window.SmailChat).to.equal(first);
    expect(page.document.querySelectorAll('smail-chat')).to.have.length(1);
  });

  it('opens the chat from any link to #smail-chat, with the focus in the text field', async () => {
    const page = await HostPage.open({ body: `<p><a href="#smail-chat"><b>Ask us</b></a></p>${tag(standIn)}` });
    await api(page);
    page.document.querySelector('b')?.click();
    const field = await textbox(page.document);
    await eventually(() => expect(focused(page.document)).to.equal(field));
    expect(page.window.location.hash).to.equal('');
  });

  it('brings the visitor to an inline chat by such a link', async () => {
    const chat = `<div style="height: 3000px"></div><smail-chat chatbot-id="${standIn.chatbotId}"></smail-chat>`;
    const link = '<a href="#smail-chat">Ask us</a>';
    const page = await HostPage.open({ body: `${link}${chat}<script src="/smail-chat.js"></script>` });
    page.document.querySelector('a')?.click();
    const field = await textbox(page.document);
    await eventually(() => expect(focused(page.document)).to.equal(field));
    expect(page.window.scrollY).to.be.above(1_000);
  });

  it('leaves other links alone', async () => {
    const page = await HostPage.open({ body: `<a href="#smail-chats">Elsewhere</a>${tag(standIn)}` });
    await find('button', 'Open chat', page.document);
    page.document.querySelector('a')?.click();
    expect(page.window.location.hash).to.equal('#smail-chats');
    expect(queryAll('dialog', undefined, page.document)).to.have.length(0);
  });

  it('asks in the first chat of the page, and hears all of them', async () => {
    const other = await StandIn.create({ name: 'Otto' });
    const chats = [standIn, other].map(({ chatbotId }) => `<smail-chat chatbot-id="${chatbotId}"></smail-chat>`);
    const page = await HostPage.open({ body: `${chats.join('')}<script src="/smail-chat.js"></script>` });
    const chat = await api(page);
    const heard: (string | undefined)[] = [];
    chat.on('message', ({ target }) => heard.push((target as SmailChatElement).chatbotId));
    chat.send('Why?');
    expect((await standIn.question()).body.message).to.equal('Why?');
    page.document.querySelectorAll('smail-chat')[1]?.send('Why?');
    await other.question();
    expect(heard).to.deep.equal([standIn.chatbotId, other.chatbotId]);
  });

  it('does nothing where there is no chat', async () => {
    const page = await HostPage.open({ body: '<script src="/smail-chat.js"></script>' });
    const chat = await api(page);
    chat.show();
    chat.send('Why?');
    chat.hide();
    expect(page.document.querySelector('smail-chat')).to.equal(null);
    expect(page.faults).to.deep.equal([]);
  });

  it('destroys everything, itself as well, and can be loaded again', async () => {
    const page = await HostPage.open({ body: `<a href="#smail-chat">Ask us</a>${tag(standIn)}` });
    await find('button', 'Open chat', page.document);
    const chat = await api(page);
    const heard: string[] = [];
    chat.on('open', () => heard.push('open'));
    chat.destroy();
    expect(page.window).to.not.have.property('SmailChat');
    expect(page.document.querySelector('smail-chat')).to.equal(null);
    chat.show();
    page.document.querySelector('a')?.click();
    expect(page.window.location.hash, 'the link is a link again').to.equal('#smail-chat');
    expect(page.document.querySelector('smail-chat')).to.equal(null);

    const again = page.document.createElement('script');
    again.src = '/smail-chat.js?again';
    again.dataset['chatbotId'] = standIn.chatbotId;
    page.document.body.append(again);
    (await find('button', 'Open chat', page.document)).click();
    await find('dialog', 'Tilly', page.document);
    expect(heard).to.deep.equal([]);
    expect(page.faults).to.deep.equal([]);
  });
});
