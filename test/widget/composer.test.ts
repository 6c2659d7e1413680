import { expect } from '@open-wc/testing/pure';
import { sendKeys } from '@web/test-runner-commands';

import { MESSAGE_MAX_LENGTH } from '../../protocol/limits.ts';
import { ask, mount, textbox, unmount } from './harness/chat.ts';
import { complete, start } from './harness/events.ts';
import { find, focused } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

/** @returns whether anybody has made use of the key. */
function press(field: HTMLElement, key: KeyboardEventInit): boolean {
  return !field.dispatchEvent(
    new KeyboardEvent('keydown', { ...key, bubbles: true, composed: true, cancelable: true }),
  );
}

describe('the composer', () => {
  let standIn: StandIn;

  beforeEach(async () => {
    standIn = await StandIn.create();
    await mount(standIn);
  });
  afterEach(unmount);

  it('sends with Enter, empties itself and keeps the focus', async () => {
    const field = await textbox();
    field.focus();
    await sendKeys({ type: 'Why?' });
    await sendKeys({ press: 'Enter' });
    expect((await standIn.question()).body.message).to.equal('Why?');
    expect(field.value).to.equal('');
    expect(focused()).to.equal(field);
  });

  it('sends with the button, and puts the focus back into the text', async () => {
    await ask('Why?');
    expect((await standIn.question()).body.message).to.equal('Why?');
    expect(focused()).to.equal(await textbox());
  });

  it('breaks the line with Shift and Enter', async () => {
    const field = await textbox();
    field.focus();
    await sendKeys({ type: 'Why' });
    await sendKeys({ down: 'Shift' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ up: 'Shift' });
    await sendKeys({ type: 'not?' });
    expect(field.value).to.equal('Why\nnot?');
    await sendKeys({ press: 'Enter' });
    expect((await standIn.question()).body.message).to.equal('Why\nnot?');
  });

  it('leaves Enter to an input method that is composing', async () => {
    const field = await textbox();
    field.value = 'なぜ';
    expect(press(field, { key: 'Enter', isComposing: true })).to.equal(false);
    expect(press(field, { key: 'Enter', keyCode: 229 }), 'as Safari tells it').to.equal(false);
    expect(field.value).to.equal('なぜ');
    expect(press(field, { key: 'Enter' })).to.equal(true);
    expect((await standIn.question()).body.message).to.equal('なぜ');
  });

  it('sends nothing blank', async () => {
    await ask(' \n ');
    await ask('Why?');
    expect((await standIn.question()).body.message).to.equal('Why?');
  });

  it('keeps what is written while an answer is open, and sends it afterwards', async () => {
    await ask('Why?');
    const question = await standIn.question();
    const field = await textbox();
    await find('button', 'Stop');
    field.value = 'And then?';
    press(field, { key: 'Enter' });
    expect(field.value).to.equal('And then?');
    await question.ends(start(), complete('So.'));
    await find('button', 'Send message');
    press(field, { key: 'Enter' });
    expect((await standIn.question()).body.message).to.equal('And then?');
  });

  it('takes no more than the server does', async () => {
    expect(await textbox()).to.have.property('maxLength', MESSAGE_MAX_LENGTH);
  });

  it('does not make a phone zoom in', async () => {
    expect(Number.parseFloat(getComputedStyle(await textbox()).fontSize)).to.be.at.least(16);
  });

  it('has targets that a finger can hit', async () => {
    const { width, height } = (await find('button', 'Send message')).getBoundingClientRect();
    expect(Math.min(width, height)).to.be.at.least(24);
  });
});
