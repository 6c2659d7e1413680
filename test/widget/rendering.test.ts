import { expect } from '@open-wc/testing/pure';

import type { StoredMessage } from '../../protocol/requests.ts';
import type { SmailChatElement } from '../../widget/smail-chat-element.ts';
import { ask, mount, unmount } from './harness/chat.ts';
import { complete, failed, start, token } from './harness/events.ts';
import { RICH_ANSWER } from './harness/rich-answer.ts';
import { eventually, find, get } from './harness/roles.ts';
import { servePage, StandIn } from './harness/stand-in.ts';

function said(id: string, role: StoredMessage['role'], content: string): StoredMessage {
  return { id, role, content, created_at: '2026-11-20T12:00:00.000Z' };
}

/** The texts of all messages, oldest first. */
function texts({ shadowRoot }: SmailChatElement): readonly HTMLElement[] {
  return [...(shadowRoot?.querySelectorAll<HTMLElement>('.message .text') ?? [])];
}

/** The last message's. */
function text(chat: SmailChatElement): HTMLElement {
  const last = texts(chat).at(-1);
  if (!last) throw new Error('there is no message');
  return last;
}

/** Asks, and has the answer be this, in pieces of so many characters. */
async function answered(standIn: StandIn, answer: string, length = answer.length): Promise<void> {
  await ask('Why?');
  const question = await standIn.question();
  const pieces = Array.from({ length: Math.ceil(answer.length / length) }, (_, index) =>
    answer.slice(index * length, (index + 1) * length),
  );
  await question.sends(standIn.start());
  for (const piece of pieces) await question.sends(token(piece));
  await question.ends(complete(answer));
  await find('button', 'Send message');
}

describe('an answer in Markdown', () => {
  let standIn: StandIn;
  let chat: SmailChatElement;

  beforeEach(async () => {
    standIn = await StandIn.create({ greeting: 'Ask **me**.' });
    chat = await mount(standIn);
  });
  afterEach(unmount);

  it('is the same when it has been streamed as when it is restored', async () => {
    await answered(standIn, RICH_ANSWER, 7);
    const streamed = text(chat);
    expect(streamed.querySelector('table, pre, ol li ul, blockquote, hr, strong')).not.to.equal(null);
    await standIn.holds({ messages: [said('q1', 'user', 'Why?'), said('a1', 'assistant', RICH_ANSWER)] });

    chat = await mount(standIn);
    await eventually(() => expect(texts(chat)).to.have.length(3));
    expect(text(chat)).not.to.equal(streamed);
    expect(text(chat).isEqualNode(streamed)).to.equal(true);
  });

  it('says what Markdown means, in the question and the greeting, too', async () => {
    await eventually(() => expect(texts(chat)).to.have.length(1));
    await ask('Why *so*?');
    const question = await standIn.question();
    await question.ends(start(), complete('**Because.**'));
    await eventually(() => expect(texts(chat)).to.have.length(3));
    const marked = texts(chat).map((message) => message.querySelector('strong, em')?.textContent);
    expect(marked).to.deep.equal(['me', 'so', 'Because.']);
    expect(question.body.message).to.equal('Why *so*?');
  });

  it('says so where it failed, too', async () => {
    await ask('Why?');
    await (await standIn.question()).ends(start(), failed({ error: 'See [the status](https://status.example/).' }));
    const link = await find('link', 'the status');
    expect(link.closest('[part=failure]')).not.to.equal(null);
    expect(link.getAttribute('rel')).to.equal('noopener noreferrer nofollow ugc');
    const notice = link.closest('[part=failure] > div');
    expect(notice?.textContent).to.equal('See the status.');
  });

  it('leads to addresses that are relative to the server', async () => {
    chat.server = location.origin.replace('localhost', '127.0.0.1');
    await answered(standIn, 'See [this](/handbook#3).');
    expect(get('link', 'this')).to.have.property('href', `${chat.server}/handbook#3`);
  });
});

describe('the pace', () => {
  let standIn: StandIn;

  beforeEach(async () => {
    standIn = await StandIn.create();
  });
  afterEach(unmount);

  /** How much was shown at first of an answer that came at once. */
  async function firstShown(chat: SmailChatElement, answer: string): Promise<number> {
    const lengths: number[] = [];
    const observer = new MutationObserver(() => lengths.push(text(chat).textContent.length));
    await ask('Why?');
    const question = await standIn.question();
    await question.sends(start(), token('So. '));
    await eventually(() => expect(text(chat).textContent).to.equal('So.'));
    observer.observe(text(chat), { childList: true, characterData: true, subtree: true });
    await question.sends(token(answer));
    await eventually(() => expect(text(chat).textContent).to.contain(answer));
    observer.disconnect();
    return lengths[0] ?? 0;
  }

  it('spreads over several frames what comes at once', async () => {
    const chat = await mount(standIn);
    expect(chat.pace).to.equal(60);
    const answer = `${'words '.repeat(200)}.`;
    expect(await firstShown(chat, answer)).to.be.within(1, answer.length / 2);
  });

  it('is the owner’s to choose', async () => {
    const chat = await mount(standIn);
    chat.setAttribute('pace', 'Infinity');
    const answer = `${'words '.repeat(200)}.`;
    expect(await firstShown(chat, answer)).to.equal(answer.length + 4);
  });

  it('is a number above 0, or the usual one', async () => {
    const chat = await mount(standIn);
    for (const [value, pace] of [
      ['300', 300],
      ['0.5', 0.5],
      ['Infinity', Infinity],
      ['0', 60],
      ['-3', 60],
      ['fast', 60],
      ['', 60],
    ] as const) {
      chat.setAttribute('pace', value);
      expect(chat.pace, value).to.equal(pace);
    }
    chat.removeAttribute('pace');
    expect(chat.pace).to.equal(60);
  });
});

function fetched(address: string): boolean {
  const { href } = new URL(address, location.href);
  return performance.getEntriesByType('resource').some(({ name }) => name === href);
}

/** @returns the address of a picture on the test's own origin. */
async function picture(): Promise<string> {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"></svg>';
  return servePage(svg, { 'content-type': 'image/svg+xml' });
}

describe('an image in an answer', () => {
  let standIn: StandIn;

  beforeEach(async () => {
    // The browser keeps 250 of them, and then forgets the new ones.
    performance.clearResourceTimings();
    standIn = await StandIn.create();
  });
  afterEach(unmount);

  it('is a link with its text, and not fetched', async () => {
    const address = await picture();
    const chat = await mount(standIn);
    await answered(standIn, `![A shoe](${address})`, 3);
    expect(get('link', 'A shoe')).to.have.property('href', new URL(address, location.href).href);
    expect(text(chat).querySelector('img')).to.equal(null);
    expect(fetched(address)).to.equal(false);
  });

  it('is shown where the owner lists its origin and path, and none beside', async () => {
    const [listed, other] = [await picture(), await picture()];
    const chat = await mount(standIn);
    chat.setAttribute('images', `https://cdn.example/img\n ${location.origin}${listed}`);
    await answered(standIn, `![A shoe](${listed}) ![A hat](${other})`, 3);
    const image = get('image', 'A shoe') as HTMLImageElement;
    expect(image).to.include({ referrerPolicy: 'no-referrer', src: new URL(listed, location.href).href });
    await eventually(() => expect(image.naturalWidth).to.equal(8));
    expect(fetched(listed)).to.equal(true);
    get('link', 'A hat');
    expect(fetched(other)).to.equal(false);
  });
});

describe('mathematics in an answer', () => {
  let standIn: StandIn;

  beforeEach(async () => {
    standIn = await StandIn.create();
  });
  afterEach(unmount);

  it('stands there as its source', async () => {
    const chat = await mount(standIn);
    await answered(standIn, 'It is $x^2$:\n\n$$\n\\frac{1}{2}\n$$', 2);
    const shown = [...text(chat).querySelectorAll('code')].map(({ textContent }) => textContent.trim());
    expect(shown).to.deep.equal(['x^2', '\\frac{1}{2}']);
  });

  it('stays its source where the owner’s renderer fails, and the answer is shown to its end', async () => {
    const chat = await mount(standIn);
    chat.renderMath = () => {
      throw new Error('no TeX');
    };
    await answered(standIn, 'So $x^2$ is it:\n\n$$\nx\n$$\n\nand more follows.', 2);
    const shown = [...text(chat).querySelectorAll('code')].map(({ textContent }) => textContent.trim());
    expect(shown).to.deep.equal(['x^2', 'x']);
    expect(text(chat).textContent).to.match(/^So x\^2 is it:\s*x\s*and more follows\.$/);
  });

  it('is shown by the owner’s renderer, once it is complete', async () => {
    const chat = await mount(standIn);
    const asked: [source: string, display: boolean][] = [];
    chat.renderMath = (source, display) => {
      asked.push([source, display]);
      if (source === 'no') return undefined;
      const node = document.createElement('output');
      node.append(source);
      return node;
    };
    await answered(standIn, 'It is $x^2$, $no$:\n\n$$\n\\frac{1}{2}\n$$\n\nSo.', 2);
    const shown = [...text(chat).querySelectorAll('output')].map(({ textContent }) => textContent);
    expect(shown).to.deep.equal(['x^2', '\\frac{1}{2}']);
    expect(text(chat).textContent).to.contain('no');
    expect(asked).to.deep.include(['x^2', false]).and.to.deep.include(['\\frac{1}{2}', true]);
    expect(asked.filter(([source]) => source === '\\frac{1}{2}')).to.have.length(1);
  });
});
