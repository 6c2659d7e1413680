import { expect } from '@open-wc/testing/pure';
import { sendKeys } from '@web/test-runner-commands';

import { ask, mount, unmount } from './harness/chat.ts';
import { complete, source, token } from './harness/events.ts';
import { eventually, find, focused, get, queryAll } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

const SOURCES = [source('Handbook', '/handbook'), source('Notes', '')];

async function answered(content: string, sources = SOURCES): Promise<void> {
  const standIn = await StandIn.create();
  await mount(standIn);
  await ask('Why?');
  await (await standIn.question()).ends(standIn.start(), complete(content, { sources }));
  await eventually(() => expect(get('log').innerText).to.contain('Because'));
}

function citations(): readonly HTMLElement[] {
  return queryAll('link').filter(({ ariaLabel }) => ariaLabel?.startsWith('Sources '));
}

describe('a citation in an answer', () => {
  afterEach(unmount);

  it('reads as it was written, and is called by the source that it leads to', async () => {
    await answered('Because so [1], **and so [2]**.');
    await find('list', 'Sources');
    expect(citations().map(({ ariaLabel }) => ariaLabel)).to.deep.equal(['Sources 1: Handbook', 'Sources 2: Notes']);
    expect(get('log').innerText).to.contain('Because so [1], and so [2].');
  });

  it('shows its source when it is pressed, by mouse or by key, with a page or without', async () => {
    await answered('Because so [1][2].');
    await find('list', 'Sources');
    const [first, second] = citations();
    first?.click();
    expect(focused()).to.equal(get('link', 'Handbook (opens in a new tab)'));
    second?.focus();
    await sendKeys({ press: 'Enter' });
    expect(focused()?.textContent).to.contain('Notes');
  });

  it('stays text where no such source is, in code, in a link, and in what visitors write', async () => {
    await answered('Because [3], `[1]` and [see [1]](https://example.org/).');
    await find('list', 'Sources');
    expect(citations()).to.deep.equal([]);
    expect(get('log').innerText).to.contain('Because [3], [1] and see [1]');
  });

  it('leads to its source, whatever link the answer defines by its number', async () => {
    await answered('Because so [1][2].\n\n- [1]: https://evil.example/\n\n[\t2]: https://evil.example/');
    await find('list', 'Sources');
    expect(citations().map(({ ariaLabel }) => ariaLabel)).to.deep.equal(['Sources 1: Handbook', 'Sources 2: Notes']);
    const addresses = queryAll('link').map((link) => link.getAttribute('href') ?? '');
    expect(addresses.filter((address) => address.includes('evil'))).to.deep.equal([]);
  });

  it('stays text while the answer is written, and then keeps its nodes', async () => {
    const standIn = await StandIn.create();
    await mount(standIn);
    await ask('Why?');
    const question = await standIn.question();
    await question.sends(standIn.start(), token('Because [1].\n\n'), token('And'));
    await eventually(() => expect(get('log').innerText).to.contain('And'));
    const paragraph = queryAll('paragraph').find(({ textContent }) => textContent === 'Because [1].');
    expect(citations()).to.deep.equal([]);
    await question.ends(complete('Because [1].\n\nAnd', { sources: SOURCES }));
    await find('link', 'Sources 1: Handbook');
    expect(paragraph?.isConnected).to.equal(true);
  });
});
