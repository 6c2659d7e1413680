import { expect } from '@open-wc/testing/pure';

import { ask, mount, textbox, unmount } from './harness/chat.ts';
import { complete, failed, start } from './harness/events.ts';
import { eventually, find, get, queryAll } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

const PAGE = location.href.replace(/#.*/, '');

describe('the context of a page', () => {
  const title = document.title;
  let text: HTMLElement;

  beforeEach(() => {
    document.title = 'Our lamps';
    text = document.createElement('p');
    text.textContent = 'A lamp of brass.';
    document.body.prepend(text);
  });
  afterEach(() => {
    unmount();
    text.remove();
    document.title = title;
    getSelection()?.removeAllRanges();
  });

  it('goes along with a question where the server wants it, and is shown before', async () => {
    const standIn = await StandIn.create({ page_context: true });
    await mount(standIn);
    const notice = await find('checkbox', `Goes along with your question: “Our lamps” ${PAGE}`);
    expect(notice).to.have.property('checked', true);
    await ask('What is it?');
    expect((await standIn.question()).body.context).to.deep.equal({ title: 'Our lamps', url: PAGE });
  });

  it('has what was selected in the page, which the visitor sees', async () => {
    const standIn = await StandIn.create({ page_context: true });
    await mount(standIn);
    await find('checkbox');
    getSelection()?.selectAllChildren(text);
    await find('checkbox', `Goes along with your question: “Our lamps” ${PAGE} “A lamp of brass.”`);
    (await textbox()).focus();
    await ask('What is it?');
    expect((await standIn.question()).body.context).to.include({ selection: 'A lamp of brass.' });
  });

  it('stays here where the visitor leaves it out', async () => {
    const standIn = await StandIn.create({ page_context: true });
    await mount(standIn);
    (await find('checkbox')).click();
    await ask('What is it?');
    const question = await standIn.question();
    expect(question.body).to.not.have.property('context');
    await question.ends(start(), complete('A lamp.'));
    await find('button', 'Send message');
    expect(get('checkbox')).to.have.property('checked', false);
  });

  for (const [who, server, attribute] of [
    ['nobody', false, undefined],
    ['the tag alone', false, 'on'],
    ['the server, but not for this page', true, 'off'],
  ] as const) {
    it(`stays here where it is wished by ${who}`, async () => {
      const standIn = await StandIn.create({ page_context: server });
      const chat = await mount(standIn);
      if (attribute) chat.setAttribute('page-context', attribute);
      await find('region', 'Tilly');
      await ask('What is it?');
      expect((await standIn.question()).body).to.not.have.property('context');
      expect(queryAll('checkbox')).to.have.length(0);
    });
  }

  it('is as the owner says, in bounds, and again as the page says', async () => {
    const standIn = await StandIn.create({ page_context: true });
    const chat = await mount(standIn);
    await find('checkbox');
    chat.setContext({ title: `  ${'x'.repeat(300)}`, url: '/lamps?id=7#top', selection: 'y'.repeat(2_000) });
    expect(chat.send('What is it?')).to.equal(true);
    const { context } = (await standIn.question()).body;
    expect(context).to.deep.equal({
      title: 'x'.repeat(200),
      url: `${location.origin}/lamps?id=7`,
      selection: 'y'.repeat(1_000),
    });
    chat.setContext({ title: 'Lamp 7', url: 'javascript:alert(1)', selection: undefined });
    await find('checkbox', 'Goes along with your question: “Lamp 7”');
    chat.setContext({ title: undefined, url: undefined });
    await eventually(() => get('checkbox', `Goes along with your question: “Our lamps” ${PAGE}`));
  });

  it('goes along with a second attempt as well', async () => {
    const standIn = await StandIn.create({ page_context: true });
    await mount(standIn);
    await find('checkbox');
    await ask('What is it?');
    await (await standIn.question()).ends(start(), failed());
    (await find('button', 'Try again')).click();
    expect((await standIn.question()).body.context).to.include({ title: 'Our lamps' });
  });
});
