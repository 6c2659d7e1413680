import { expect } from '@open-wc/testing/pure';

import type { SmailChatElement } from '../../widget/smail-chat-element.ts';
import { ask, mount, unmount } from './harness/chat.ts';
import { complete, failed, start, token } from './harness/events.ts';
import { FakeClock } from './harness/fake-clock.ts';
import { eventually, find, get, queryAll } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

const ANSWER = 'You may, **within** [30 days](/returns).\n\n- One\n- Two';

/** What was put on the clipboard, each as its types with their text. */
type Copies = Record<string, string>[];

/** Puts another clipboard in the place of the browser's; `undefined` as in a page without HTTPS. */
function replaceClipboard(clipboard: Partial<Clipboard> | undefined): void {
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard });
}

function keepingClipboard(copies: Copies): Partial<Clipboard> {
  return {
    async write(items) {
      for (const item of items) {
        const texts = item.types.map(async (type) => [type, await (await item.getType(type)).text()] as const);
        copies.push(Object.fromEntries(await Promise.all(texts)));
      }
    },
  };
}

describe('the button that copies an answer', () => {
  let standIn: StandIn;
  let chat: SmailChatElement;
  let clock: FakeClock;

  beforeEach(async () => {
    standIn = await StandIn.create({ greeting: 'Hello!' });
    chat = await mount(standIn);
    clock = new FakeClock();
  });
  afterEach(() => {
    unmount();
    clock.putBack();
    Reflect.deleteProperty(navigator, 'clipboard');
  });

  async function answered(question: string, answer: string): Promise<void> {
    await ask(question);
    await (await standIn.question()).ends(start(), token('You'), complete(answer));
    await find('button', 'Send message');
  }

  /** What is said to those who can't see it. */
  const announced = (): string | undefined =>
    chat.shadowRoot?.querySelector('.heard[aria-live=polite]')?.textContent.trim();
  const outcomes = (): readonly string[] =>
    [...(chat.shadowRoot?.querySelectorAll<HTMLElement>('.outcome') ?? [])].map(({ innerText }) => innerText);

  it('copies it as Markdown and as rich text, and says so for a while', async () => {
    const copies: Copies = [];
    replaceClipboard(keepingClipboard(copies));
    await answered('May I?', ANSWER);
    clock.pass(5_000);
    get('button', 'Copy').click();
    await eventually(() => expect(outcomes()).to.deep.equal(['Copied']));
    expect(copies).to.have.length(1);
    expect(copies[0]?.['text/plain']).to.equal(ANSWER);
    expect(copies[0]?.['text/html']).to.equal(
      `<p>You may, <strong>within</strong> <a href="${location.origin}/returns">30 days</a>.</p><ul><li><p>One</p></li><li><p>Two</p></li></ul>`,
    );
    clock.pass(2_000);
    await eventually(() => expect(announced()).to.match(/Copied$/));
    clock.pass(4_000);
    await eventually(() => expect(outcomes()).to.deep.equal(['']));
  });

  it('says it beside the answer that was copied', async () => {
    const copies: Copies = [];
    replaceClipboard(keepingClipboard(copies));
    await answered('May I?', 'Yes.');
    await answered('Really?', 'No.');
    const [first, second] = queryAll('button', 'Copy');
    second?.click();
    await eventually(() => expect(outcomes()).to.deep.equal(['', 'Copied']));
    first?.click();
    await eventually(() => expect(outcomes()).to.deep.equal(['Copied', '']));
    expect(copies.map((copy) => copy['text/plain'])).to.deep.equal(['No.', 'Yes.']);
  });

  it('selects the answer where the browser does not let it be copied, and says that', async () => {
    replaceClipboard(undefined);
    await answered('May I?', 'Yes, **you** may.');
    clock.pass(5_000);
    get('button', 'Copy').click();
    await eventually(() => expect(outcomes()).to.deep.equal(['Selected. Copy it with your keyboard or menu.']));
    expect(getSelection()?.toString().trim()).to.equal('Yes, you may.');
    clock.pass(2_000);
    await eventually(() => expect(announced()).to.contain('Copy it with your keyboard or menu.'));
  });

  it('is not there while the answer is still to come, and neither for a question or the greeting', async () => {
    await ask('May I?');
    const question = await standIn.question();
    await question.sends(start(), token('You'));
    await eventually(() => expect(chat.shadowRoot?.querySelector('[aria-busy] .text')?.textContent).to.equal('You'));
    expect(queryAll('button', 'Copy')).to.have.length(0);
    await question.ends(complete('You may.'));
    await find('button', 'Copy');
  });

  it('copies what there is of an answer that broke off', async () => {
    const copies: Copies = [];
    replaceClipboard(keepingClipboard(copies));
    await ask('May I?');
    await (await standIn.question()).ends(start(), token('You *m'), failed());
    (await find('button', 'Copy')).click();
    await eventually(() => expect(outcomes()).to.deep.equal(['Copied']));
    expect(copies[0]?.['text/plain']).to.equal('You *m');
  });
});
