import { expect } from '@open-wc/testing/pure';

import { ask, textbox } from './harness/chat.ts';
import { complete, source, start, status, token } from './harness/events.ts';
import { closePages, HostPage } from './harness/host-page.ts';
import { eventually, find, focused, get, queryAll } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

/** The test's server under another name, which makes it another origin. */
const ELSEWHERE = location.origin.replace('localhost', '127.0.0.1');

function tag(standIn: StandIn, more = ''): string {
  return `<script src="/smail-chat.js" data-chatbot-id="${standIn.chatbotId}" ${more} async></script>`;
}

function chats({ document }: HostPage): readonly Element[] {
  return [...document.querySelectorAll('smail-chat')];
}

describe('the script tag', () => {
  afterEach(closePages);

  it('gives a page a chat that answers from the documents', async () => {
    const standIn = await StandIn.create({ name: 'Tilly', greeting: 'Hello!' });
    const { document: page } = await HostPage.open({ body: tag(standIn) });

    (await find('button', 'Open chat', page)).click();
    await find('dialog', 'Tilly', page);
    expect(get('log', 'Conversation', page).textContent).to.contain('Hello!');

    await ask('May I send it back?', page);
    const question = await standIn.question();
    expect(question.body).to.include({ message: 'May I send it back?', chatbot_id: standIn.chatbotId });

    await question.sends(start(), status('searching'));
    await eventually(() => expect(get('status', undefined, page).textContent).to.equal('Searching…'));
    await question.sends(status('writing'), token('Yes, '));
    await eventually(() => expect(get('log', undefined, page).textContent).to.contain('Yes,'));
    expect(get('status', undefined, page).textContent).to.equal('Writing…');
    await question.ends(
      token('within 30 days.'),
      complete('Yes, within 30 days.', { sources: [source('Returns', '/returns')] }),
    );

    const link = await find('link', 'Returns (opens in a new tab)', page);
    expect(link).to.have.property('href', `${location.origin}/returns`);
    expect(get('log', undefined, page).textContent).to.contain('Yes, within 30 days.');
    expect(get('status', undefined, page).textContent).to.equal('');
  });

  it('asks for nothing but itself and its settings before the chat is opened', async () => {
    const standIn = await StandIn.create();
    const page = await HostPage.open({ body: tag(standIn) });
    await find('button', 'Open chat', page.document);
    await eventually(async () => expect(await standIn.requests()).to.have.length(1));
    expect(page.requests.length).to.be.at.most(2);

    get('button', 'Open chat', page.document).click();
    await find('dialog', 'Tilly', page.document);
    expect(await standIn.requests()).to.have.length(1);
  });

  it('asks the server that it came from', async () => {
    const standIn = await StandIn.create();
    const script = `<script src="${ELSEWHERE}/smail-chat.js" data-chatbot-id="${standIn.chatbotId}" async></script>`;
    const page = await HostPage.open({ body: script });
    (await find('button', 'Open chat', page.document)).click();
    await find('dialog', 'Tilly', page.document);
    expect(page.requests.every((address) => address.startsWith(ELSEWHERE))).to.equal(true);
  });

  it('asks the server that it is told to ask', async () => {
    const standIn = await StandIn.create();
    const page = await HostPage.open({ body: tag(standIn, `data-server="${ELSEWHERE}/whatever"`) });
    (await find('button', 'Open chat', page.document)).click();
    await find('dialog', 'Tilly', page.document);
    const asked = page.requests.filter((address) => address.includes('/api/'));
    expect(asked).to.deep.equal([`${ELSEWHERE}/api/public/chatbots/${standIn.chatbotId}`]);
  });

  it('goes to its own server where it is told to ask none', async () => {
    const standIn = await StandIn.create();
    const page = await HostPage.open({ body: tag(standIn, 'data-server="javascript:alert(1)"') });
    (await find('button', 'Open chat', page.document)).click();
    await find('dialog', 'Tilly', page.document);
    expect(page.faults).to.deep.equal([]);
  });

  it('can be pasted twice', async () => {
    const standIn = await StandIn.create();
    const page = await HostPage.open({ head: tag(standIn), body: tag(standIn) + tag(standIn).replace('async', '') });
    await find('button', 'Open chat', page.document);
    expect(chats(page)).to.have.length(1);
    expect(page.faults).to.deep.equal([]);
  });

  it('can stand in the head, before there is a body', async () => {
    const standIn = await StandIn.create();
    const page = await HostPage.open({ head: tag(standIn).replace('async', '') });
    await find('button', 'Open chat', page.document);
    expect(page.faults).to.deep.equal([]);
  });

  it('adds nothing to a page that has a chat already', async () => {
    const standIn = await StandIn.create();
    const own = `<smail-chat chatbot-id="${standIn.chatbotId}"></smail-chat>`;
    const page = await HostPage.open({ head: tag(standIn), body: own });
    await find('region', 'Tilly', page.document);
    expect(chats(page)).to.have.length(1);
    expect(queryAll('button', 'Open chat', page.document)).to.have.length(0);
  });

  it('tells a chat placed by hand which server to ask', async () => {
    const standIn = await StandIn.create();
    const page = await HostPage.open({
      body: `<smail-chat chatbot-id="${standIn.chatbotId}"></smail-chat><script src="${ELSEWHERE}/smail-chat.js"></script>`,
    });
    await find('region', 'Tilly', page.document);
    expect(chats(page)).to.have.length(1);
    const asked = page.requests.filter((address) => address.includes('/api/'));
    expect(asked).to.deep.equal([`${ELSEWHERE}/api/public/chatbots/${standIn.chatbotId}`]);
  });

  it('defines the element, window.SmailChat and nothing else', async () => {
    const standIn = await StandIn.create();
    const [without, withChat] = [await HostPage.open({}), await HostPage.open({ body: tag(standIn) })];
    await find('button', 'Open chat', withChat.document);
    const before = new Set(Object.getOwnPropertyNames(without.window));
    const added = Object.getOwnPropertyNames(withChat.window).filter((name) => !before.has(name));
    // Lit's own notes: its versions, so that it can warn of two copies in one page.
    expect(
      added.every((name) => /^(?:SmailChat$|lit|reactiveElement)/.test(name)),
      added.join(),
    ).to.equal(true);
  });

  it('works under a strict content security policy', async () => {
    const standIn = await StandIn.create();
    const policy = `default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'`;
    const { document: page } = await HostPage.open({
      body: tag(standIn),
      headers: { 'content-security-policy': policy },
    });
    const violations: string[] = [];
    page.addEventListener('securitypolicyviolation', ({ violatedDirective }) => violations.push(violatedDirective));
    (await find('button', 'Open chat', page)).click();
    await ask('Why?', page);
    await (await standIn.question()).ends(start(), complete('So.', { sources: [source('Handbook', '/handbook')] }));
    const link = await find('link', undefined, page);
    expect(getComputedStyle(link).borderRadius).to.equal('8px');
    expect(violations).to.deep.equal([]);
    expect(focused(page)).to.equal(await textbox(page));
  });
});
