import { expect } from '@open-wc/testing/pure';
import { resetMouse, sendKeys, sendMouse, setViewport } from '@web/test-runner-commands';

import { mount, textbox, unmount } from './harness/chat.ts';
import { eventually, find, focused, get, nextFrame, queryAll } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

async function openChat(standIn: StandIn): Promise<HTMLElement> {
  await mount(standIn, { mode: 'floating' });
  get('button', 'Open chat').click();
  const dialog = await find('dialog', 'Tilly');
  await textbox();
  await Promise.all(dialog.getAnimations().map(({ finished }) => finished));
  return dialog;
}

function sizeOf(element: HTMLElement): Size {
  const { width, height } = element.getBoundingClientRect();
  return { width, height };
}

async function becomes(width: number, height: number): Promise<void> {
  await eventually(() => expect(sizeOf(get('dialog'))).to.deep.equal({ width, height }));
}

describe('the floating panel', () => {
  let standIn: StandIn;

  beforeEach(async () => {
    await setViewport({ width: 1000, height: 700 });
    standIn = await StandIn.create({ greeting: 'Hello!' });
  });
  afterEach(async () => {
    unmount();
    sessionStorage.clear();
    await setViewport({ width: 800, height: 600 });
  });

  it('is minimised to its header and comes back, with the focus where it was', async () => {
    const dialog = await openChat(standIn);
    const button = get('button', 'Minimise');
    expect(button.ariaPressed).to.equal('false');
    button.focus();
    button.click();
    await eventually(() => expect(queryAll('log')).to.deep.equal([]));
    expect(queryAll('textbox')).to.deep.equal([]);
    expect(button.ariaPressed).to.equal('true');
    expect(sizeOf(dialog).height).to.be.below(80);
    expect(focused()).to.equal(button);
    button.click();
    await find('log');
    await becomes(400, 640);
  });

  it('is whole when it is opened again', async () => {
    await openChat(standIn);
    get('button', 'Minimise').click();
    get('button', 'Close chat').click();
    (await find('button', 'Open chat')).click();
    await find('log');
    get('button', 'Minimise').click();
    const chat = document.querySelector('smail-chat');
    chat?.removeAttribute('open');
    await find('button', 'Open chat');
    chat?.setAttribute('open', '');
    await find('log');
  });

  it('is resized by its corner with the arrow keys', async () => {
    await openChat(standIn);
    get('button', 'Resize').focus();
    await sendKeys({ press: 'ArrowLeft' });
    await sendKeys({ press: 'ArrowDown' });
    await becomes(424, 616);
    await sendKeys({ press: 'ArrowRight' });
    await sendKeys({ press: 'ArrowUp' });
    await becomes(400, 640);
  });

  it('is resized by dragging its corner', async () => {
    const dialog = await openChat(standIn);
    const { left, top } = dialog.getBoundingClientRect();
    const [x, y] = [Math.round(left) + 10, Math.round(top) + 10];
    await sendMouse({ type: 'move', position: [x, y] });
    await sendMouse({ type: 'down' });
    await sendMouse({ type: 'move', position: [x - 60, y + 30] });
    await sendMouse({ type: 'move', position: [x - 100, y + 40] });
    await sendMouse({ type: 'up' });
    await becomes(500, 600);
    await resetMouse();
  });

  it('grows to the other side where it stands at the start', async () => {
    const chat = await openChat(standIn);
    (chat.getRootNode() as ShadowRoot).host.setAttribute('position', 'start');
    await eventually(() => expect(chat.getBoundingClientRect().left).to.equal(20));
    get('button', 'Resize').focus();
    await sendKeys({ press: 'ArrowRight' });
    await becomes(424, 640);
  });

  it('is made large and small again by a click on its corner, as far as the window goes', async () => {
    await openChat(standIn);
    get('button', 'Resize').click();
    await becomes(760, 660);
    get('button', 'Resize').click();
    await becomes(400, 640);
  });

  it('keeps the size that it was given, on the next page, too', async () => {
    await openChat(standIn);
    get('button', 'Resize').focus();
    await sendKeys({ press: 'ArrowLeft' });
    await becomes(424, 640);
    await openChat(standIn);
    await becomes(424, 640);
  });

  it('stays above a keyboard on the screen', async () => {
    const keyboard = Object.assign(new EventTarget(), { height: 300, offsetTop: 0, scale: 1 });
    const real = Object.getOwnPropertyDescriptor(window, 'visualViewport');
    Object.defineProperty(window, 'visualViewport', { configurable: true, value: keyboard });
    try {
      await setViewport({ width: 375, height: 667 });
      const dialog = await openChat(standIn);
      expect(dialog.getBoundingClientRect().toJSON()).to.include({ top: 0, height: 300, width: 375 });
      keyboard.offsetTop = 80;
      keyboard.height = 280;
      keyboard.dispatchEvent(new Event('scroll'));
      await eventually(() => expect(dialog.getBoundingClientRect().toJSON()).to.include({ top: 80, height: 280 }));
      // Who zooms in sees a part of the chat, larger, and not a chat that is laid out for that part.
      keyboard.scale = 2;
      keyboard.dispatchEvent(new Event('resize'));
      await eventually(() => expect(dialog.getBoundingClientRect().toJSON()).to.include({ top: 0, height: 667 }));
      await setViewport({ width: 900, height: 667 });
      Object.assign(keyboard, { scale: 1, height: 400, offsetTop: 0 });
      keyboard.dispatchEvent(new Event('resize'));
      await eventually(() => expect(dialog.getBoundingClientRect().toJSON()).to.include({ top: 20, bottom: 380 }));
    } finally {
      if (real) Object.defineProperty(window, 'visualViewport', real);
    }
    await nextFrame();
  });
});
