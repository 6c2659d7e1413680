import { expect } from '@open-wc/testing/pure';

import { ask, mount, unmount } from './harness/chat.ts';
import { complete, failed, source, start } from './harness/events.ts';
import { eventually, find, get, queryAll } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

const HOSTILE = `<img src=/stand-in/beacon onerror="parent.bitten = true"><script>bitten = true</script><b>bold</b>`;

describe('text that comes from elsewhere', () => {
  afterEach(unmount);

  it('is shown as it is written, wherever it stands', async () => {
    const standIn = await StandIn.create({ name: HOSTILE, greeting: HOSTILE, suggestions: [HOSTILE] });
    const chat = await mount(standIn);
    const button = await find('button', HOSTILE);
    expect(get('log').innerText).to.contain(HOSTILE);
    button.click();
    const question = await standIn.question();
    await question.ends(start(), complete(HOSTILE, { sources: [source(HOSTILE, '/handbook')] }));
    await find('link', `${HOSTILE} (opens in a new tab)`);

    await ask('Why?');
    await (await standIn.question()).ends(start(), failed({ error: HOSTILE }));
    await find('button', 'Try again');

    expect(get('log').innerText.split(HOSTILE)).to.have.length(6);
    for (const tag of ['img', 'script', 'b']) expect(chat.shadowRoot?.querySelector(tag), tag).to.equal(null);
    expect(window).not.to.have.property('bitten');
    expect(performance.getEntriesByType('resource').some(({ name }) => name.includes('beacon'))).to.equal(false);
  });

  it('is no link where following it would run something', async () => {
    const standIn = await StandIn.create();
    await mount(standIn);
    await ask('Why?');
    const addresses = [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      'java\nscript:alert(1)',
      ' javascript:alert(1)',
      'data:text/html,<script>alert(1)</script>',
      'vbscript:msgbox(1)',
      'blob:https://example.org/1',
      'file:///etc/passwd',
      'https://',
      '',
    ];
    const sources = addresses.map((address, index) => source(`Source ${index}`, address));
    await (await standIn.question()).ends(start(), complete('So.', { sources }));
    const list = await find('list', 'Sources');
    expect(queryAll('listitem', undefined, list)).to.have.length(addresses.length);
    expect(queryAll('link', undefined, list)).to.have.length(0);
  });

  it('is a link where it is relative to the server, and goes there', async () => {
    const standIn = await StandIn.create();
    const chat = await mount(standIn);
    chat.server = location.origin.replace('localhost', '127.0.0.1');
    await ask('Why?');
    await (await standIn.question()).ends(start(), complete('So.', { sources: [source('Handbook', 'handbook#3')] }));
    await eventually(() => expect(get('link')).to.have.property('href', `${chat.server}/handbook#3`));
  });
});
