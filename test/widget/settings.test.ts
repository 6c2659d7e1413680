import { expect } from '@open-wc/testing/pure';

import { elementSettings, serverSettings, settle } from '../../widget/settings.ts';
import { parsePublicChatbot } from '../../widget/transport/public-chatbot.ts';
import { mount, textbox, unmount } from './harness/chat.ts';
import { eventually, find, get } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

const CHATBOT = { id: 'demo', name: 'Tilly', greeting: 'Hello!', suggestions: [] };

describe('a setting', () => {
  it('has the default where nobody says anything', () => {
    const { theme, position, pageContext, features, accent, openAfter } = settle();
    expect({ theme, position, pageContext }).to.deep.equal({ theme: 'auto', position: 'end', pageContext: false });
    expect(features).to.include({ feedback: true, copy: true, sound: false, usage: false });
    expect([accent, openAfter]).to.deep.equal([undefined, undefined]);
  });

  it('of the server wins over the default, and one of the element over both; each for itself', () => {
    const server = serverSettings({ theme: 'dark', accent: '#123456', features: { sound: true, copy: false } });
    const element = elementSettings({ accent: '#abc', features: 'copy no-print' });
    const settings = settle(server, element);
    expect(settings).to.include({ theme: 'dark', accent: '#abc', position: 'end' });
    expect(settings.features).to.include({ sound: true, copy: true, print: false, edit: true });
  });

  const JUNK: Readonly<Record<string, readonly unknown[]>> = {
    theme: ['pink', '', null, 1, 'Dark'],
    position: ['left', {}],
    accent: ['red', '#12', '#1234', '#12345g', 'url(//evil)', '#fff;x:y', 3, null],
    privacy_url: ['javascript:alert(1)', 'data:text/html,x', '', 5],
    open_after: ['', 'soon', -1, 'Infinity', 86_401, null, true, []],
    page_context: ['yes', 1, null, {}],
    ai_notice: ['', '  ', 7, null],
    placeholder: [''],
    launcher_label: [[]],
    features: [null, 7, ''],
  };
  for (const [name, values] of Object.entries(JUNK)) {
    it(`counts as absent where it is junk: ${name}`, () => {
      for (const value of values) {
        expect(serverSettings({ [name]: value }), JSON.stringify(value)).to.deep.equal({});
        const property = name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
        expect(elementSettings({ [property]: value }), `property ${JSON.stringify(value)}`).to.deep.equal({});
      }
    });
  }

  it('of a chatbot that is junk is left out, and so is a text; the chatbot stays', () => {
    const texts = { stop: 'Halt', you: 5, unread: { one: '1', other: 'n' }, waiting: { one: '1' }, chat: { other: 1 } };
    expect(parsePublicChatbot({ ...CHATBOT, theme: 9, language: 'not a tag', direction: 'up', texts })).to.deep.equal({
      ...CHATBOT,
      settings: { greeting: 'Hello!' },
      texts: { stop: 'Halt', unread: { one: '1', other: 'n' } },
    });
    for (const junk of [null, 'x', [], 7]) {
      expect(parsePublicChatbot({ ...CHATBOT, texts: junk, features: junk }).settings).to.not.have.property('theme');
    }
  });

  it('is read from an attribute in kebab-case', async () => {
    const chat = await mount(await StandIn.create());
    const attributes = {
      'open-after': '2.5',
      accent: '#ABCDEF',
      'page-context': 'off',
      language: 'DE-ch',
      theme: 'blue',
    };
    for (const [name, value] of Object.entries(attributes)) chat.setAttribute(name, value);
    const { openAfter, accent, pageContext, language, theme } = chat;
    expect({ openAfter, accent, pageContext, language, theme }).to.deep.equal({
      openAfter: 2.5,
      accent: '#ABCDEF',
      pageContext: false,
      language: 'de-CH',
      theme: undefined,
    });
    chat.removeAttribute('open-after');
    expect(chat.openAfter).to.equal(undefined);
    unmount();
  });
});

describe('the settings of a chat', () => {
  afterEach(unmount);

  it('come from the server', async () => {
    const chatbot = { placeholder: 'Your question, please', launcher_label: 'Ask Tilly', accent: '#050607' };
    await mount(await StandIn.create(chatbot), { mode: 'floating' });
    const launcher = await find('button', 'Ask Tilly');
    expect(getComputedStyle(launcher).backgroundColor).to.equal('rgb(5, 6, 7)');
    launcher.click();
    expect(await textbox()).to.have.property('placeholder', 'Your question, please');
  });

  it('are those of the element where it has some, at any time', async () => {
    const standIn = await StandIn.create({ launcher_label: 'Ask Tilly', greeting: 'Hello!', ai_notice: 'A machine.' });
    const chat = await mount(standIn, { mode: 'floating' });
    await find('button', 'Ask Tilly');
    chat.setAttribute('launcher-label', 'Ask us');
    await find('button', 'Ask us');
    chat.setAttribute('greeting', 'What about this lamp?');
    chat.aiNotice = 'A computer answers.';
    get('button', 'Ask us').click();
    const panel = await find('dialog', 'Tilly');
    await eventually(() => expect(panel.innerText).to.contain('What about this lamp?'));
    expect(panel.innerText).to.contain('A computer answers.');
    chat.aiNotice = ' ';
    chat.removeAttribute('greeting');
    await eventually(() => expect(panel.innerText).to.contain('A machine.').and.to.contain('Hello!'));
  });
});
