import { expect } from '@open-wc/testing/pure';
import { emulateMedia } from '@web/test-runner-commands';

import type { PublicChatbot } from '../../protocol/requests.ts';
import type { SmailChatElement } from '../../widget/smail-chat-element.ts';
import { ask, mount, unmount } from './harness/chat.ts';
import { channels, contrast, luminance } from './harness/contrast.ts';
import { complete, start } from './harness/events.ts';
import { eventually, find, get } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

/** A floating chat that is open, and whose chatbot is known. */
async function openChat(chatbot: Partial<PublicChatbot> = {}): Promise<SmailChatElement> {
  const standIn = await StandIn.create(chatbot);
  const chat = await mount(standIn, { mode: 'floating' });
  get('button', 'Open chat').click();
  await find('dialog', 'Tilly');
  return chat;
}

function surface(): string {
  return getComputedStyle(get('dialog')).backgroundColor;
}

async function becomes(brightness: 'light' | 'dark'): Promise<void> {
  await eventually(() => expect(luminance(surface()) > 0.5 ? 'light' : 'dark').to.equal(brightness));
}

describe('the theme', () => {
  afterEach(async () => {
    unmount();
    document.documentElement.style.colorScheme = '';
    await emulateMedia({ colorScheme: 'light' });
  });

  it('is that of the visitor’s system, whatever the page has', async () => {
    document.documentElement.style.colorScheme = 'dark';
    await openChat();
    await becomes('light');
    await emulateMedia({ colorScheme: 'dark' });
    await becomes('dark');
  });

  it('is the one that the owner has settled', async () => {
    const chat = await openChat({ theme: 'dark' });
    await becomes('dark');
    chat.setAttribute('theme', 'light');
    await becomes('light');
  });

  it('follows the page where the owner wants it', async () => {
    await openChat({ theme: 'page' });
    await becomes('light');
    document.documentElement.style.colorScheme = 'dark';
    await becomes('dark');
  });
});

describe('the accent', () => {
  afterEach(async () => {
    unmount();
    await emulateMedia({ colorScheme: 'light' });
  });

  const ACCENTS = ['#000', '#fff', '#ffd43b', '#e03131', '#00f', '#0f0', '#767676', '#777777', '#c2255c', '#0ca678'];

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`can be read, and what stands on it, whichever it is, in ${colorScheme} colours`, async () => {
      await emulateMedia({ colorScheme });
      const chat = await openChat();
      const button = await find('button', 'Send message');
      const line = document.createElement('span');
      line.style.color = 'var(--_accent-line)';
      get('dialog').append(line);
      for (const accent of ACCENTS) {
        chat.setAttribute('accent', accent);
        await chat.updateComplete;
        const { backgroundColor, color } = getComputedStyle(button);
        expect(channels(backgroundColor), accent).to.deep.equal(channels(accent));
        expect(contrast(color, backgroundColor), `text on ${accent}`).to.be.at.least(4.5);
        expect(contrast(getComputedStyle(line).color, surface()), `${accent} as text`).to.be.at.least(4.5);
      }
    });
  }

  it('is left as it is where it is no colour', async () => {
    const chat = await openChat();
    chat.setAttribute('accent', 'red; background: url(https://evil.example/)');
    await chat.updateComplete;
    expect(channels(getComputedStyle(await find('button', 'Send message')).backgroundColor)).to.deep.equal([
      59, 91, 219,
    ]);
  });

  it('gives way to the page’s style sheet', async () => {
    const chat = await openChat({ accent: '#e03131' });
    chat.style.setProperty('--smail-chat-accent', '#2b8a3e');
    expect(channels(getComputedStyle(await find('button', 'Send message')).backgroundColor)).to.deep.equal([
      43, 138, 62,
    ]);
  });
});

describe('what the page’s style sheet may settle', () => {
  afterEach(unmount);

  it('is colours, sizes, the font and the place', async () => {
    const chat = await openChat();
    const dialog = get('dialog');
    await Promise.all(dialog.getAnimations().map(({ finished }) => finished));
    const settled = {
      surface: 'rgb(250, 240, 230)',
      text: 'rgb(10, 20, 30)',
      radius: '3px',
      font: 'monospace',
      'font-size': '20px',
      width: '350px',
      height: '400px',
      'offset-inline': '50px',
      'offset-block': '60px',
      'z-index': '7',
    };
    for (const [name, value] of Object.entries(settled)) chat.style.setProperty(`--smail-chat-${name}`, value);
    const style = getComputedStyle(dialog);
    expect(style.backgroundColor).to.equal(settled.surface);
    expect(style.color).to.equal(settled.text);
    expect(style.borderRadius).to.equal('3px');
    expect([style.fontFamily, style.fontSize]).to.deep.equal(['monospace', '20px']);
    const { right, bottom, width, height } = dialog.getBoundingClientRect();
    expect([width, height]).to.deep.equal([350, 400]);
    expect([innerWidth - right, innerHeight - bottom]).to.deep.equal([50, 60]);
    expect(getComputedStyle(get('region')).zIndex).to.equal('7');
  });

  it('is not what is inside', async () => {
    const sheet = document.createElement('style');
    sheet.textContent = '* { color: red !important; padding: 33px !important; } .panel { display: none !important; }';
    document.head.append(sheet);
    await openChat();
    expect(getComputedStyle(get('dialog')).color).to.equal('rgb(27, 30, 40)');
    sheet.remove();
  });
});

describe('slots', () => {
  afterEach(unmount);

  it('take the owner’s launcher icon, header and empty state', async () => {
    const standIn = await StandIn.create();
    const chat = await mount(standIn, { mode: 'floating' });
    for (const [slot, text] of [
      ['launcher-icon', '💬'],
      ['header', 'Ask the desk'],
      ['empty', 'Nothing was said yet.'],
    ] as const) {
      const element = document.createElement('span');
      element.slot = slot;
      element.textContent = text;
      chat.append(element);
    }
    const [icon, header, empty] = chat.children;
    expect(icon?.checkVisibility()).to.equal(true);
    get('button', 'Open chat').click();
    await find('dialog', 'Tilly');
    expect(header?.checkVisibility()).to.equal(true);
    expect(get('dialog').innerText).to.contain('You are chatting with an AI.');
    await eventually(() => expect(empty?.checkVisibility()).to.equal(true));
    await ask('Why?');
    await (await standIn.question()).ends(start(), complete('So.'));
    await eventually(() => expect(empty?.checkVisibility()).to.equal(false));
  });
});

/** Where the launcher stands. */
function side(): string {
  const { left, right } = get('button').getBoundingClientRect();
  return left < innerWidth - right ? 'left' : 'right';
}

describe('the place of the launcher', () => {
  afterEach(unmount);

  it('is the end of a line, or its start where the owner wants it', async () => {
    const chat = await openChat();
    chat.open = false;
    await eventually(() => expect(side()).to.equal('right'));
    chat.setAttribute('position', 'start');
    await eventually(() => expect(side()).to.equal('left'));
    chat.open = true;
    await eventually(() => expect(get('dialog').getBoundingClientRect().left).to.equal(20));
  });
});
