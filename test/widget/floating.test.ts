import { expect } from '@open-wc/testing/pure';
import { sendKeys, setViewport } from '@web/test-runner-commands';

import { PATHS } from '../../protocol/requests.ts';
import { ask, mount, textbox, unmount } from './harness/chat.ts';
import { complete, start } from './harness/events.ts';
import { eventually, find, focused, get, gone, nextFrame, queryAll } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

describe('a floating chat', () => {
  let standIn: StandIn;

  beforeEach(async () => {
    standIn = await StandIn.create({ greeting: 'Hello!' });
  });
  afterEach(unmount);

  it('is a launcher and nothing else until it is opened', async () => {
    await mount(standIn, { mode: 'floating' });
    const launcher = get('button', 'Open chat');
    const { width, height } = launcher.getBoundingClientRect();
    expect([width, height]).to.deep.equal([56, 56]);
    expect(queryAll('dialog')).to.have.length(0);
    expect(queryAll('textbox')).to.have.length(0);
    // What the launcher looks like, once the page is idle.
    await eventually(async () => expect(await standIn.requests()).to.have.length(1));
    expect((await standIn.requests()).map(({ path }) => path)).to.deep.equal([PATHS.chatbot(standIn.chatbotId)]);
  });

  it('opens with the focus in the text field', async () => {
    await mount(standIn, { mode: 'floating' });
    get('button', 'Open chat').click();
    await find('dialog', 'Tilly');
    const field = await textbox();
    await eventually(() => expect(focused()).to.equal(field));
    expect(queryAll('button', 'Open chat')).to.have.length(0);
  });

  it('is called something before its name is known', async () => {
    const nameless = await StandIn.create({ name: '' });
    await mount(nameless, { mode: 'floating' });
    get('button', 'Open chat').click();
    await find('dialog', 'Chat');
    await nameless.asksForDescription();
  });

  it('closes with its button, and gives the focus back to the launcher', async () => {
    await mount(standIn, { mode: 'floating' });
    get('button', 'Open chat').click();
    (await find('button', 'Close chat')).click();
    await gone('dialog');
    const launcher = get('button', 'Open chat');
    await eventually(() => expect(focused()).to.equal(launcher));
  });

  it('closes with Escape, and gives the focus back to the launcher', async () => {
    await mount(standIn, { mode: 'floating' });
    get('button', 'Open chat').click();
    await textbox();
    await sendKeys({ press: 'Escape' });
    await gone('dialog');
    const launcher = get('button', 'Open chat');
    await eventually(() => expect(focused()).to.equal(launcher));
  });

  it('leaves Escape to an input method that is composing', async () => {
    await mount(standIn, { mode: 'floating' });
    get('button', 'Open chat').click();
    const escape = new KeyboardEvent('keydown', { key: 'Escape', isComposing: true, bubbles: true, composed: true });
    (await textbox()).dispatchEvent(escape);
    await nextFrame();
    get('dialog');
  });

  it('keeps the conversation and the draft while it is closed, and asks for its name once', async () => {
    await mount(standIn, { mode: 'floating' });
    get('button', 'Open chat').click();
    await ask('Why?');
    const question = await standIn.question();
    (await textbox()).value = 'And th';
    get('button', 'Close chat').click();
    await gone('dialog');
    await question.ends(start(), complete('So.'));
    (await find('button', 'Open chat, 1 new message')).click();
    await eventually(() => expect(get('log').innerText).to.contain('So.'));
    expect(await textbox()).to.have.property('value', 'And th');
    const paths = (await standIn.requests()).map(({ path }) => path);
    expect(paths.filter((path) => path === PATHS.chatbot(standIn.chatbotId))).to.have.length(1);
  });

  it('is opened and closed by its attribute, without a move of the focus', async () => {
    const chat = await mount(standIn, { mode: 'floating' });
    chat.setAttribute('open', '');
    await find('dialog', 'Tilly');
    await textbox();
    expect(focused()).to.equal(document.body);
    chat.open = false;
    await gone('dialog');
    expect(chat.hasAttribute('open')).to.equal(false);
  });

  it('fills a narrow window', async () => {
    await setViewport({ width: 375, height: 667 });
    try {
      await mount(standIn, { mode: 'floating' });
      get('button', 'Open chat').click();
      const panel = await find('dialog', 'Tilly');
      await Promise.all(panel.getAnimations().map(({ finished }) => finished));
      const { x, y, width, height } = panel.getBoundingClientRect();
      expect({ x, y, width, height }).to.deep.equal({ x: 0, y: 0, width: 375, height: 667 });
    } finally {
      await setViewport({ width: 800, height: 600 });
    }
  });

  it('is hidden like any other element', async () => {
    const chat = await mount(standIn, { mode: 'floating' });
    chat.hidden = true;
    await gone('button', 'Open chat');
  });
});
