import { expect } from '@open-wc/testing/pure';

import { SmailChatElement } from '../../widget/smail-chat-element.ts';
import { closePages, HostPage } from './harness/host-page.ts';
import { eventually, find, queryAll } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

function tag(standIn: StandIn, more = ''): string {
  return `<script src="/smail-chat.js" data-chatbot-id="${standIn.chatbotId}" ${more} async></script>`;
}

describe('the settings of a script tag', () => {
  afterEach(closePages);

  it('are all the attributes of the element, under the same names', async () => {
    const standIn = await StandIn.create();
    const values: Readonly<Record<string, string>> = {
      theme: 'dark',
      accent: '#102030',
      position: 'start',
      features: 'sound',
      'page-context': 'off',
      greeting: 'Good day!',
      'ai-notice': 'A machine.',
      'privacy-url': 'https://example.org/privacy',
      placeholder: 'Ask!',
      'launcher-label': 'Help',
      'open-after': '86400',
      'open-on-selector': '#nothing',
      language: 'de',
      pace: '90',
      images: 'https://example.org/',
      'retry-base': '7',
      open: '',
    };
    const more = Object.entries(values).map(([name, value]) => `data-${name}="${value}"`);
    const page = await HostPage.open({ body: tag(standIn, more.join(' ')) });
    const chat = await eventually(() => page.document.querySelector('smail-chat') ?? Promise.reject(new Error('none')));
    const has = Object.fromEntries(Array.from(chat.attributes, ({ name, value }) => [name, value]));
    expect(has).to.deep.equal({
      ...values,
      'chatbot-id': standIn.chatbotId,
      server: location.origin,
      mode: 'floating',
    });
    // None is forgotten here.
    expect(new Set(Object.keys(has))).to.deep.equal(new Set(SmailChatElement.observedAttributes));
  });

  it('win over those of the server', async () => {
    const standIn = await StandIn.create({ launcher_label: 'Ask Tilly', accent: '#050607' });
    const page = await HostPage.open({ body: tag(standIn, 'data-accent="#fedcba"') });
    const launcher = await find('button', 'Ask Tilly', page.document);
    expect(page.window.getComputedStyle(launcher).backgroundColor).to.equal('rgb(254, 220, 186)');
  });

  it('are no other attributes of the tag', async () => {
    const standIn = await StandIn.create();
    const page = await HostPage.open({
      body: tag(standIn, 'data-onclick="x" data-style="color: red" data-id="y" data-mode="inline"'),
    });
    await find('button', 'Open chat', page.document);
    const chat = page.document.querySelector('smail-chat');
    expect(chat?.getAttributeNames().toSorted()).to.deep.equal(['chatbot-id', 'mode', 'server']);
  });

  it('can keep the launcher away until the page asks for it', async () => {
    const standIn = await StandIn.create();
    const page = await HostPage.open({ body: tag(standIn, 'data-autoload="off"') });
    await eventually(() => expect(page.window).to.have.property('SmailChat'));
    expect(page.document.querySelector('smail-chat')).to.equal(null);
    page.window.SmailChat?.show();
    await find('dialog', 'Tilly', page.document);
  });

  it('choose the language that the server is asked for', async () => {
    const standIn = await StandIn.create({ name: '' });
    const page = await HostPage.open({ body: tag(standIn, 'data-language="fr"') });
    await (
      await standIn.asksForDescription()
    ).answers({ id: standIn.chatbotId, name: 'Tilly', greeting: '', suggestions: [] });
    await eventually(() => expect(page.requests.at(-1)).to.match(/\?lang=fr$/));
  });

  it('are given by the first of two tags', async () => {
    const standIn = await StandIn.create();
    const tags = tag(standIn, 'data-launcher-label="One"') + tag(standIn, 'data-launcher-label="Two"');
    const page = await HostPage.open({ body: tags.replaceAll('async', '') });
    await find('button', 'One', page.document);
    expect(queryAll('button', 'Two', page.document)).to.have.length(0);
    expect(page.faults).to.deep.equal([]);
  });
});
