import { expect } from '@open-wc/testing/pure';

import { ask } from './harness/chat.ts';
import { complete, token } from './harness/events.ts';
import { closePages, HostPage } from './harness/host-page.ts';
import { eventually, find, get } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

/** A page with an open chat, as in a tab of its own: only what all tabs share is shared. */
async function openTab(standIn: StandIn): Promise<Document> {
  // The frames of one page share what tabs do not.
  sessionStorage.clear();
  const chat = `<smail-chat chatbot-id="${standIn.chatbotId}" retry-base="1" style="height: 500px"></smail-chat>`;
  const { document } = await HostPage.open({ body: `${chat}<script src="/smail-chat.js" async></script>` });
  document.querySelector('smail-chat')?.scrollIntoView();
  await find('region', 'Tilly', document);
  return document;
}

function log(page: Document): string {
  return get('log', undefined, page).innerText;
}

describe('what is done with a conversation in one tab', () => {
  let standIn: StandIn;
  let first: Document;
  let second: Document;

  beforeEach(async () => {
    standIn = await StandIn.create();
    [first, second] = [await openTab(standIn), await openTab(standIn)];
    await ask('Why?', first);
    const question = await standIn.question();
    await question.sends(standIn.start(), token('Be'));
    const other = await standIn.resumption();
    const end = complete('Because.', { follow_ups: ['And then?'] });
    await other.ends(standIn.start(), token('Be'), end);
    await question.ends(end);
    for (const page of [first, second]) await find('button', 'And then?', page);
  });
  afterEach(() => {
    closePages();
    sessionStorage.clear();
  });

  it('shows in the other: a rating, given and taken back', async () => {
    for (const pressed of ['true', 'false']) {
      get('button', 'Good answer', first).click();
      await (await standIn.rating()).agrees();
      await eventually(() => expect(get('button', 'Good answer', second).ariaPressed).to.equal(pressed));
    }
  });

  it('shows in the other: another answer in the place of the first', async () => {
    get('button', 'Answer again', first).click();
    const again = await standIn.question();
    await eventually(() => expect(log(second)).not.to.contain('Because.'));
    await again.sends(standIn.start(), token('Other'));
    const other = await standIn.resumption();
    await other.ends(standIn.start(), complete('Otherwise.'));
    await again.ends(complete('Otherwise.'));
    await eventually(() => expect(log(second)).to.contain('Otherwise.'));
    expect(log(second).match(/Why\?/g)).to.have.length(1);
  });

  it('shows in the other: that it is deleted', async () => {
    first.querySelector('smail-chat')?.shadowRoot?.querySelector('summary')?.click();
    (await find('button', 'Delete my conversation', first)).click();
    await find('alertdialog', undefined, first);
    get('button', 'Delete my conversation', first).click();
    await (await standIn.erasing()).agrees();
    for (const page of [first, second]) {
      await eventually(() => expect(log(page)).not.to.contain('Because.'));
    }
    await ask('Hello?', second);
    const hello = await standIn.question();
    await hello.ends(standIn.start(), complete('Hello.'));
    const opened = (await standIn.requests()).filter(
      ({ method, path }) => method === 'POST' && path.endsWith('sessions'),
    );
    expect(opened, 'it is in another session').to.have.length(2);
  });
});
