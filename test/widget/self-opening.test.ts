import { expect } from '@open-wc/testing/pure';
import { setViewport } from '@web/test-runner-commands';

import { mount, unmount } from './harness/chat.ts';
import { find, get, gone, nextFrame, queryAll } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

describe('a chat that opens by itself', () => {
  let standIn: StandIn;
  let spacer: HTMLElement;
  const remembered = (): string | null =>
    localStorage.getItem(`smail-chat ${location.origin} ${standIn.chatbotId} opened`);
  const inPage = async (attributes: Readonly<Record<string, string>>): Promise<void> => {
    const chat = await mount(standIn, { mode: 'floating' });
    for (const [name, value] of Object.entries(attributes)) chat.setAttribute(name, value);
    await chat.updateComplete;
  };

  beforeEach(async () => {
    standIn = await StandIn.create();
    spacer = document.createElement('div');
    spacer.style.height = '5000px';
    document.body.prepend(spacer);
  });
  afterEach(() => {
    unmount();
    spacer.remove();
    scrollTo(0, 0);
    localStorage.clear();
  });

  it('does so after its time, without the focus, and not again for the same visitor', async () => {
    await inPage({ 'open-after': '0.05' });
    expect(remembered()).to.equal(null);
    await find('dialog', 'Tilly');
    expect(document.activeElement).to.equal(document.body);
    expect(remembered()).to.equal('["openAfter"]');
    await inPage({ 'open-after': '0' });
    for (let frame = 0; frame < 10; frame++) await nextFrame();
    expect(queryAll('dialog')).to.have.length(0);
  });

  it('does so as the server wishes', async () => {
    standIn = await StandIn.create({ open_after: 0 });
    await inPage({});
    await find('dialog', 'Tilly');
  });

  it('does so when something comes into sight, even if the page has added it later', async () => {
    await inPage({ 'open-on-selector': '.prices' });
    const prices = document.createElement('p');
    prices.className = 'prices';
    prices.textContent = 'Prices';
    spacer.after(prices);
    await nextFrame();
    await nextFrame();
    expect(queryAll('dialog')).to.have.length(0);
    prices.scrollIntoView();
    await find('dialog', 'Tilly');
    expect(remembered()).to.equal('["openOnSelector"]');
    prices.remove();
  });

  it('does not once its visitor has opened it', async () => {
    await inPage({ 'open-after': '600', 'open-on-selector': '.prices' });
    expect(remembered()).to.equal(null);
    get('button', 'Open chat').click();
    (await find('button', 'Close chat')).click();
    await gone('dialog');
    expect(JSON.parse(remembered() ?? '')).to.have.members(['openAfter', 'openOnSelector']);
    await inPage({ 'open-after': '0' });
    for (let frame = 0; frame < 10; frame++) await nextFrame();
    expect(queryAll('dialog')).to.have.length(0);
  });

  it('leaves the page in sight where it would fill the window', async () => {
    const { innerWidth, innerHeight } = window;
    await setViewport({ width: 375, height: 667 });
    await inPage({ 'open-after': '0' });
    const restore = await find('button', 'Minimise');
    expect(restore.ariaPressed).to.equal('true');
    expect(get('dialog').getBoundingClientRect().height).to.be.below(100);
    restore.click();
    await find('textbox', 'Your message');
    expect(get('dialog').getBoundingClientRect().height).to.equal(667);
    await setViewport({ width: innerWidth, height: innerHeight });
  });

  it('survives a selector that is none', async () => {
    await inPage({ 'open-on-selector': '][' });
    document.dispatchEvent(new Event('scroll'));
    get('button', 'Open chat').click();
    await find('dialog', 'Tilly');
  });
});
