import { expect } from '@open-wc/testing/pure';
import { sendKeys } from '@web/test-runner-commands';

import { ask, mount, textbox, unmount } from './harness/chat.ts';
import { complete, source, start } from './harness/events.ts';
import { closePages, HostPage } from './harness/host-page.ts';
import { find, get } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

/** What a page may do to everything in it, and to everything right below its body. */
const HOSTILE = `
  html { font-size: 40px; }
  * {
    font-family: fantasy !important; font-size: 50px !important; font-style: italic !important; line-height: 4 !important;
    color: red !important; letter-spacing: 9px !important; word-spacing: 9px !important; text-transform: uppercase !important;
    text-align: center !important; text-indent: 50px !important; text-shadow: 2px 2px lime !important; white-space: pre !important;
    visibility: hidden !important; cursor: none !important; pointer-events: none !important; list-style: square !important;
    box-sizing: content-box !important; margin: 13px !important; padding: 17px !important; border: 3px dashed red !important;
    background: yellow !important; display: block !important; position: static !important; float: left !important;
    width: 30px !important; height: 30px !important; max-width: 50px !important; overflow: hidden !important;
    opacity: 0.3 !important; outline: 5px solid lime !important; user-select: none !important; z-index: -1 !important;
  }
  button { appearance: auto !important; }
  div, section, p, ol, li, span, form, textarea, svg { display: inline !important; fill: red !important; }
  .panel, .log, .message, .root, .launcher { display: none !important; }
`;

/** @returns what has become of everything in the chat: every property of every element, and where it stands. */
function appearance({ document, window }: HostPage): string[] {
  const elements = document.querySelector('smail-chat')?.shadowRoot?.querySelectorAll('*') ?? [];
  return Array.from(elements, (element) => {
    const style = window.getComputedStyle(element);
    const values = Array.from(style, (property) => `${property}: ${style.getPropertyValue(property)}`);
    const place = JSON.stringify(element.getBoundingClientRect());
    return `${element.tagName}.${String(element.classList)} ${place}\n${values.join('\n')}`;
  });
}

async function openChat(page: HostPage, standIn: StandIn): Promise<void> {
  (await find('button', 'Open chat', page.document)).click();
  await ask('Why?', page.document);
  const sources = [source('Handbook', '/handbook')];
  await (await standIn.question()).ends(start(), complete('So.', { sources }));
  await find('link', undefined, page.document);
  await find('button', 'Send message', page.document);
  const panel = get('dialog', 'Tilly', page.document);
  await Promise.all(panel.getAnimations().map(({ finished }) => finished));
}

describe("a host page's styles", () => {
  afterEach(closePages);

  it('change nothing in a floating chat', async () => {
    const standIn = await StandIn.create({ greeting: 'Hello!' });
    const body = `<script src="/smail-chat.js" data-chatbot-id="${standIn.chatbotId}" async></script>`;
    const page = await HostPage.open({ body });
    await openChat(page, standIn);
    const before = appearance(page);
    expect(before.length).to.be.above(20);

    const sheet = page.document.createElement('style');
    sheet.textContent = `${HOSTILE} smail-chat { zoom: 2 !important; transform: rotate(9deg) !important; }`;
    page.document.head.append(sheet);
    expect(page.window.getComputedStyle(page.document.body).fontFamily, 'the page itself').to.equal('fantasy');
    expect(appearance(page)).to.deep.equal(before);
  });

  it('change nothing but the size and place of an inline chat', async () => {
    const standIn = await StandIn.create({ greeting: 'Hello!' });
    const chat = `<smail-chat chatbot-id="${standIn.chatbotId}" style="height: 400px"></smail-chat>`;
    const page = await HostPage.open({ body: `${chat}<script src="/smail-chat.js" async></script>` });
    const region = await find('region', 'Tilly', page.document);
    const sheet = page.document.createElement('style');
    sheet.textContent = HOSTILE.replaceAll(/(?:width|height): [^;]+;/g, '');
    page.document.head.append(sheet);
    const { fontFamily, color, visibility, textTransform } = page.window.getComputedStyle(region);
    expect(fontFamily).to.match(/^system-ui/);
    expect({ color, visibility, textTransform }).to.deep.equal({
      color: 'rgb(27, 30, 40)',
      visibility: 'visible',
      textTransform: 'none',
    });
    expect(region.getBoundingClientRect().height).to.equal(400);
  });

  it('choose its accent, font and corners', async () => {
    const standIn = await StandIn.create();
    const page = await HostPage.open({
      head: `<style>smail-chat { --smail-chat-accent: rgb(0, 80, 0); --smail-chat-font: serif; --smail-chat-radius: 4px; --smail-chat-z-index: 7 }</style>`,
      body: `<script src="/smail-chat.js" data-chatbot-id="${standIn.chatbotId}" async></script>`,
    });
    const launcher = await find('button', 'Open chat', page.document);
    expect(page.window.getComputedStyle(launcher).backgroundColor).to.equal('rgb(0, 80, 0)');
    launcher.click();
    const { fontFamily, borderRadius } = page.window.getComputedStyle(await find('dialog', undefined, page.document));
    expect({ fontFamily, borderRadius }).to.deep.equal({ fontFamily: 'serif', borderRadius: '4px' });
    expect(page.window.getComputedStyle(get('region', 'Chat', page.document)).zIndex).to.equal('7');
  });

  it('come in as a direction of writing', async () => {
    const standIn = await StandIn.create();
    const page = await HostPage.open({
      body: `<script>document.dir = 'rtl'</script>
        <script src="/smail-chat.js" data-chatbot-id="${standIn.chatbotId}" async></script>`,
    });
    const launcher = await find('button', 'Open chat', page.document);
    expect(launcher.getBoundingClientRect().left).to.equal(20);
  });
});

describe("a host page's shortcuts", () => {
  const heard: string[] = [];
  const hear = (event: Event): void => {
    heard.push(event.type);
  };
  const TYPES = ['keydown', 'keypress', 'keyup', 'beforeinput', 'input', 'paste'];

  beforeEach(() => {
    heard.length = 0;
    for (const type of TYPES) document.addEventListener(type, hear);
  });
  afterEach(() => {
    for (const type of TYPES) document.removeEventListener(type, hear);
    unmount();
  });

  it('hear keys that are pressed in the page', async () => {
    await sendKeys({ press: 'k' });
    expect(heard).to.include('keydown');
  });

  it('hear nothing of what is typed or pasted in the chat', async () => {
    const standIn = await StandIn.create();
    await mount(standIn);
    const field = await textbox();
    field.focus();
    await sendKeys({ type: 'jk?' });
    await sendKeys({ press: 'Enter' });
    expect((await standIn.question()).body.message).to.equal('jk?');
    field.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, composed: true }));
    (await find('button', 'Stop')).focus();
    await sendKeys({ press: 'k' });
    expect(heard).to.deep.equal([]);
  });

  it('hear Escape from an inline chat, for the dialog that it may stand in', async () => {
    const standIn = await StandIn.create();
    await mount(standIn);
    (await textbox()).focus();
    await sendKeys({ press: 'Escape' });
    expect(heard).to.include('keydown');
  });

  it('do not hear the Escape that closes a floating chat', async () => {
    const standIn = await StandIn.create();
    await mount(standIn, { mode: 'floating' });
    get('button', 'Open chat').click();
    await textbox();
    await sendKeys({ press: 'Escape' });
    await find('button', 'Open chat');
    expect(heard).not.to.include('keydown');
  });
});
