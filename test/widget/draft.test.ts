import { expect } from '@open-wc/testing/pure';
import { sendKeys } from '@web/test-runner-commands';

import { MESSAGE_MAX_LENGTH } from '../../protocol/limits.ts';
import type { SmailChatElement } from '../../widget/smail-chat-element.ts';
import { ask, mount, textbox, unmount } from './harness/chat.ts';
import { complete } from './harness/events.ts';
import { replace } from './harness/replace.ts';
import { eventually, find, get, gone } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

let standIn: StandIn;
let chat: SmailChatElement;

/** As typing or pasting does. */
async function write(text: string): Promise<HTMLTextAreaElement> {
  const field = await textbox();
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await chat.updateComplete;
  return field;
}

function stored(): string {
  return Object.values(sessionStorage).join('\n');
}

/** What is said to those who can't see it, oldest first. */
function said(): readonly string[] {
  const all = chat.shadowRoot?.querySelectorAll('.heard[aria-live=polite] p') ?? [];
  return [...all].flatMap(({ textContent }) => textContent.split('\n'));
}

describe('a draft', () => {
  beforeEach(async () => {
    sessionStorage.clear();
    standIn = await StandIn.create();
    chat = await mount(standIn);
  });
  afterEach(() => {
    unmount();
    sessionStorage.clear();
  });

  it('is found again after a reload, with its conversation only', async () => {
    await write('Half a ques');
    unmount();
    chat = await mount(standIn);
    await eventually(async () => expect((await textbox()).value).to.equal('Half a ques'));
    unmount();
    await mount(await StandIn.create());
    expect((await textbox()).value).to.equal('');
  });

  it('is stored while there is one, and no longer', async () => {
    await textbox();
    expect(stored(), 'before anything is typed').to.equal('');
    await write('Why?');
    expect(stored()).to.contain('Why?');
    await ask('Why?');
    await standIn.question();
    await eventually(() => expect(JSON.parse(stored())).to.have.property('draft', ''));
  });

  it('takes back the last question with the arrow up, where it is empty', async () => {
    await ask('Why\nnot?');
    await (await standIn.question()).ends(standIn.start(), complete('So.'));
    await find('button', 'Send message');
    const field = await textbox();
    field.focus();
    await sendKeys({ press: 'ArrowUp' });
    expect(field.value).to.equal('Why\nnot?');
    await write('Else');
    await sendKeys({ press: 'ArrowUp' });
    expect(field.value).to.equal('Else');
  });

  it('leaves the arrow up to an input method', async () => {
    await ask('Why?');
    await (await standIn.question()).ends(standIn.start(), complete('So.'));
    const field = await textbox();
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', isComposing: true, bubbles: true }));
    expect(field.value).to.equal('');
  });

  it('tells how much may still be typed, near the end only', async () => {
    await write('x'.repeat(0.9 * MESSAGE_MAX_LENGTH - 1));
    expect(chat.shadowRoot?.querySelector('.counter')).to.equal(null);
    await write('x'.repeat(MESSAGE_MAX_LENGTH - 400));
    expect(chat.shadowRoot?.querySelector<HTMLElement>('.counter')?.innerText).to.equal('400 characters left');
    await write('x'.repeat(MESSAGE_MAX_LENGTH - 1));
    expect(chat.shadowRoot?.querySelector<HTMLElement>('.counter')?.innerText).to.equal('1 character left');
    await write('x');
    expect(chat.shadowRoot?.querySelector('.counter')).to.equal(null);
  });

  it('is said to be long at four points, not at each key', async () => {
    for (const left of [401, 399, 398, 397, 99, 98, 19, 18, 0]) await write('x'.repeat(MESSAGE_MAX_LENGTH - left));
    await eventually(() => expect(said()).to.have.length(4));
    expect(said()).to.deep.equal([
      '399 characters left',
      '99 characters left',
      '19 characters left',
      '0 characters left',
    ]);
  });

  it('makes its field grow, also in a browser without the style for it', async () => {
    const field = await textbox();
    const putBack = replace(CSS, 'supports', () => false);
    field.style.setProperty('field-sizing', 'fixed');
    try {
      const before = field.offsetHeight;
      await write('One\nTwo\nThree');
      expect(field.offsetHeight).to.be.greaterThan(before + 20);
      await write('');
      expect(field.offsetHeight).to.be.closeTo(before, 2);
    } finally {
      putBack();
    }
  });
});

describe('a limit', () => {
  let putBack: () => void;
  let ahead: number;

  beforeEach(async () => {
    standIn = await StandIn.create();
    chat = await mount(standIn);
    const { now } = Date;
    ahead = 0;
    putBack = replace(Date, 'now', () => now() + ahead);
  });
  afterEach(() => {
    putBack();
    unmount();
  });

  it('that is no date any more is told as a day', async () => {
    await ask('Why?');
    const refusal = { status: 429, code: 'rate_limited', detail: 'Too many messages.' } as const;
    await (await standIn.question()).refuses(refusal, { 'retry-after': '99999999999999' });
    expect((await find('timer')).innerText).to.match(/24 hours|1,440 minutes|1 day/);
  });

  it('is told with its end, counted down, and holds Try again back until then', async () => {
    await ask('Why?');
    const refusal = { status: 429, code: 'rate_limited', detail: 'Too many messages.' } as const;
    await (await standIn.question()).refuses(refusal, { 'retry-after': '40' });
    const timer = await find('timer');
    expect(timer.innerText).to.match(/in (?:40|39) seconds/);
    expect(get('log').innerText).to.match(/You can ask again at \d/);
    const button = get('button', 'Try again');
    expect(button.ariaDisabled).to.equal('true');
    button.click();
    ahead = 10_000;
    await eventually(() => expect(timer.innerText).to.match(/in (?:30|29|28) seconds/));
    ahead = 40_000;
    await gone('timer');
    expect(button.ariaDisabled).to.equal(null);
    expect((await standIn.requests()).filter(({ path }) => path.endsWith('/chat/stream'))).to.have.length(1);
    button.click();
    expect((await standIn.question()).body.message).to.equal('Why?');
  });
});
