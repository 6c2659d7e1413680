import { expect } from '@open-wc/testing/pure';

import { ask, mount, unmount } from './harness/chat.ts';
import { complete, failed, source, start, token } from './harness/events.ts';
import { eventually, find, get, queryAll } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

const HOSTILE = `<img src=/stand-in/beacon onerror="parent.bitten = true"><script>bitten = true</script><b>bold</b>`;

/** Markdown that would run something, fetch something or lead somewhere by stealth, with what is to be left of it. */
const HOSTILE_MARKDOWN = [
  ['[run](javascript:bitten=true)', 'run'],
  ['[run](JaVaScRiPt:bitten=true)', 'run'],
  ['[run](<java\tscript:bitten=true>)', 'run'],
  ['[run](&#106;avascript:bitten=true)', 'run'],
  ['[run](data:text/html,<script>bitten=true</script>)', undefined],
  ['[run][it]\n\n[it]: javascript:bitten=true', 'run'],
  ['<javascript:bitten=true>', 'javascript:bitten=true'],
  ['[go](https://bank.example@evil.example/)', 'go'],
  ['![look](/stand-in/beacon)', 'look'],
  ['![look][there]\n\n[there]: /stand-in/beacon', 'look'],
  ['[![look](/stand-in/beacon)](javascript:bitten=true)', 'look'],
  ['ta\u{e0061}\u{e0062}g\u200bged', 'tagged'],
] as const;

/** Every link in the log, and every other element that could fetch or run something. */
function active(): readonly Element[] {
  return [
    ...get('log').querySelectorAll('a, img, script, iframe, object, embed, svg, form, style, link, base, video, audio'),
  ];
}

/** What the page has fetched, once the question is among it: an entry is made a moment after its response has ended. */
async function fetchedAddresses(): Promise<string[]> {
  let addresses: string[] = [];
  await eventually(() => {
    addresses = performance.getEntriesByType('resource').map(({ name }) => name);
    expect(addresses).to.include(`${location.origin}/api/public/chat/stream`);
  });
  return addresses;
}

describe('text that comes from elsewhere', () => {
  beforeEach(() => {
    // The browser keeps 250 of them, and then forgets the new ones.
    performance.clearResourceTimings();
  });
  afterEach(unmount);

  it('runs nothing and fetches nothing, whatever Markdown it is, wherever it stands', async () => {
    const text = HOSTILE_MARKDOWN.map(([markdown]) => markdown).join('\n\n');
    const standIn = await StandIn.create({ greeting: text });
    await mount(standIn);
    await ask(text);
    await (
      await standIn.question()
    ).ends(start(), ...Array.from(text, (character) => token(character)), failed({ error: text }));
    await find('button', 'Try again');
    // The greeting, the question, what there is of the answer, and what went wrong.
    const shown = [...get('log').querySelectorAll<HTMLElement>('.text')];
    expect(shown).to.have.length(4);
    for (const { innerText } of shown) {
      for (const [, left] of HOSTILE_MARKDOWN) if (left !== undefined) expect(innerText).to.contain(left);
    }

    const looks = active();
    expect(looks.map(({ localName }) => localName)).to.deep.equal(looks.map(() => 'a'));
    const links = looks.filter((look) => look.hasAttribute('href'));
    // The pictures, once as they are and once by their definition.
    expect(links).to.have.length(4 * 2);
    for (const link of links) {
      expect(link.textContent).to.equal('look');
      expect(link).to.have.property('href', `${location.origin}/stand-in/beacon`);
      expect(link.getAttribute('rel')).to.equal('noopener noreferrer nofollow ugc');
    }
    expect(window).not.to.have.property('bitten');
    expect(await fetchedAddresses()).to.satisfy(
      (fetched: string[]) => !fetched.some((name) => name.includes('beacon')),
    );
  });

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
    expect(await fetchedAddresses()).to.satisfy(
      (fetched: string[]) => !fetched.some((name) => name.includes('beacon')),
    );
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
