import { expect } from '@open-wc/testing/pure';

import { mount, unmount } from './harness/chat.ts';
import { eventually, find, get } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

const ARABIC = {
  language: 'ar',
  direction: 'rtl',
  texts: { openChat: 'افتح المحادثة', sendMessage: 'أرسل الرسالة', chat: 'محادثة', unread: { other: '{count} رسائل' } },
} as const;

describe('the chat’s language', () => {
  afterEach(unmount);

  it('is what the server delivers, and English where it delivers nothing', async () => {
    await mount(await StandIn.create({ language: 'de', direction: 'ltr', texts: { sendMessage: 'Nachricht senden' } }));
    await find('button', 'Nachricht senden');
    expect(get('region', 'Tilly').lang).to.equal('de');
    get('textbox', 'Your message');
  });

  it('is written from right to left where it has to be, and laid out so', async () => {
    const chat = await mount(await StandIn.create(ARABIC), { mode: 'floating' });
    chat.open = true;
    const dialog = await find('dialog', 'Tilly');
    const region = await find('region', 'محادثة');
    expect([region.lang, region.dir]).to.deep.equal(['ar', 'rtl']);
    await eventually(() => expect(dialog.getBoundingClientRect().left).to.equal(20));
    const send = (await find('button', 'أرسل الرسالة')).getBoundingClientRect();
    const field = get('textbox').getBoundingClientRect();
    expect(send.right, 'the button is after the field').to.be.at.most(field.left);
    const heading = get('heading', 'Tilly').getBoundingClientRect();
    expect(heading.right, 'the name is at the beginning').to.be.above(dialog.getBoundingClientRect().right - 80);
  });

  it('is asked for where the page names it', async () => {
    const standIn = await StandIn.create();
    const chat = await mount(standIn, { mode: 'floating' });
    chat.setAttribute('language', 'pt-br');
    chat.open = true;
    await find('dialog', 'Tilly');
    const addresses = performance.getEntriesByType('resource').map(({ name }) => new URL(name));
    const asked = addresses.filter(({ pathname }) => pathname.endsWith(standIn.chatbotId));
    expect(asked.map(({ search }) => search)).to.include('?lang=pt-BR');
  });
});

describe('the first line', () => {
  afterEach(unmount);

  it('says that an AI answers, in the owner’s words if there are some', async () => {
    await mount(await StandIn.create({ ai_notice: 'Tilly is a program.' }));
    await find('region', 'Tilly');
    expect(get('region').innerText).to.contain('Tilly is a program.');
  });

  it('is not taken away by an empty one', async () => {
    const chat = await mount(await StandIn.create({ ai_notice: ' ' }));
    chat.setAttribute('ai-notice', '');
    await find('region', 'Tilly');
    expect(get('region').innerText).to.contain('You are chatting with an AI.');
  });

  it('leads to the owner’s privacy notice, if that is an address of the web', async () => {
    await mount(await StandIn.create({ privacy_url: 'https://example.org/privacy' }));
    const link = await find('link', 'Privacy (opens in a new tab)');
    expect(link).to.have.property('href', 'https://example.org/privacy');
    expect(link.getBoundingClientRect().height).to.be.at.least(24);
    await mount(await StandIn.create({ name: 'Other', privacy_url: 'javascript:alert(1)' }));
    await find('region', 'Other');
    expect(get('region').querySelector('a')).to.equal(null);
  });
});
