import { expect } from '@open-wc/testing/pure';
import { sendKeys } from '@web/test-runner-commands';

import type { PublicChatbot } from '../../protocol/requests.ts';
import { printConversation } from '../../widget/print-conversation.ts';
import type { SmailChatElement } from '../../widget/smail-chat-element.ts';
import { ask, mount, textbox, unmount } from './harness/chat.ts';
import { complete, source, token } from './harness/events.ts';
import { closePages, HostPage } from './harness/host-page.ts';
import { replace } from './harness/replace.ts';
import { eventually, find, focused, get, gone, queryAll } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

let standIn: StandIn;
let chat: SmailChatElement;

async function begin(chatbot: Partial<PublicChatbot> = {}): Promise<void> {
  standIn = await StandIn.create({ suggestions: ['Who are you?'], ...chatbot });
  chat = await mount(standIn);
}

async function answered(question: string, answer: string, more: Parameters<typeof complete>[1] = {}): Promise<void> {
  await ask(question);
  await (await standIn.question()).ends(standIn.start(), token(answer), complete(answer, more));
  await find('button', 'Send message');
}

function menuButton(): HTMLElement {
  const summary = chat.shadowRoot?.querySelector('summary');
  if (!summary) throw new Error('there is no menu');
  return summary;
}

/** What is said to those who can't see it. */
function announced(): string {
  return chat.shadowRoot?.querySelector('.heard[aria-live=polite]')?.textContent ?? '';
}

async function choose(name: string): Promise<void> {
  menuButton().click();
  (await find('button', name)).click();
}

describe('the menu', () => {
  afterEach(unmount);

  it('is there as soon as something was said', async () => {
    await begin();
    await find('button', 'Who are you?');
    expect(chat.shadowRoot?.querySelector('summary')).to.equal(null);
    await answered('Why?', 'Because.');
    expect(menuButton().computedName).to.equal('Menu');
  });

  it('is opened and closed with the keyboard', async () => {
    await begin();
    await answered('Why?', 'Because.');
    menuButton().focus();
    await sendKeys({ press: 'Enter' });
    await find('button', 'New conversation');
    await sendKeys({ press: 'Tab' });
    expect(focused()).to.equal(get('button', 'New conversation'));
    await sendKeys({ press: 'Escape' });
    await gone('button', 'New conversation');
    expect(focused()).to.equal(menuButton());
    await sendKeys({ press: 'Enter' });
    await find('button', 'New conversation');
    (await textbox()).focus();
    await gone('button', 'New conversation');
  });

  it('closes without the panel around it', async () => {
    standIn = await StandIn.create();
    chat = await mount(standIn, { mode: 'floating' });
    get('button', 'Open chat').click();
    await textbox();
    await answered('Why?', 'Because.');
    menuButton().focus();
    await sendKeys({ press: 'Enter' });
    await find('button', 'Print');
    await sendKeys({ press: 'Escape' });
    await gone('button', 'Print');
    expect(chat.open).to.equal(true);
  });

  it('begins a new conversation, in another session', async () => {
    await begin();
    await answered('Why?', 'Because.');
    await choose('New conversation');
    await find('button', 'Who are you?');
    expect(get('log').innerText).not.to.contain('Because.');
    expect(focused()).to.equal(get('log'));
    await ask('Hello?');
    await (await standIn.question()).ends(standIn.start(), complete('Hello.'));
    const opened = (await standIn.requests()).filter(
      ({ method, path }) => method === 'POST' && path.endsWith('sessions'),
    );
    expect(opened).to.have.length(2);
  });

  it('stops the answer that is open before it begins another conversation', async () => {
    await begin();
    await ask('Why?');
    const question = await standIn.question();
    await question.sends(standIn.start(), token('Be'));
    await choose('New conversation');
    expect((await standIn.cancelling()).body.session_id).to.equal(standIn.session);
    await question.closed();
    await find('button', 'Who are you?');
  });

  it('lacks what the owner has switched off', async () => {
    await begin({ features: { download: false, print: false } });
    await answered('Why?', 'Because.');
    menuButton().click();
    await find('button', 'New conversation');
    for (const name of ['Download as Markdown', 'Download as JSON', 'Print']) {
      expect(queryAll('button', name), name).to.have.length(0);
    }
  });
});

describe('the visitor’s conversation', () => {
  beforeEach(() => begin());
  afterEach(unmount);

  it('is deleted once that is confirmed', async () => {
    await answered('Why?', 'Because.');
    await choose('Delete my conversation');
    const question = await find('alertdialog', 'Delete my conversation');
    expect(question.innerText).to.contain('This cannot be undone.');
    await eventually(() => expect(focused()).to.equal(get('button', 'Cancel')));
    get('button', 'Delete my conversation').click();
    const erasing = await standIn.erasing();
    expect(erasing.headers['authorization']).to.equal(`Bearer ${standIn.session}`);
    expect(get('log').innerText, 'before the server has').to.contain('Because.');
    await erasing.agrees();
    await find('button', 'Who are you?');
    expect(get('log').innerText).not.to.contain('Because.');
    expect(focused()).to.equal(get('log'));
    unmount();
    chat = await mount(standIn);
    await find('button', 'Who are you?');
    const recalled = (await standIn.requests()).filter(({ path }) => path.endsWith('/messages'));
    expect(recalled, 'nothing is known of it any more').to.have.length(0);
  });

  it('stays where that is not confirmed, and the focus goes back', async () => {
    await answered('Why?', 'Because.');
    await choose('Delete my conversation');
    (await find('button', 'Cancel')).click();
    await gone('alertdialog');
    const item = await find('button', 'Delete my conversation');
    await eventually(() => expect(focused()).to.equal(item));
    expect((await standIn.requests()).map(({ method }) => method)).not.to.include('DELETE');
  });

  it('counts as deleted where the server has forgotten it', async () => {
    await answered('Why?', 'Because.');
    await choose('Delete my conversation');
    (await find('button', 'Delete my conversation')).click();
    await (
      await standIn.erasing()
    ).refuses({ status: 404, code: 'not_found', detail: 'There is no such conversation.' });
    await find('button', 'Who are you?');
  });

  it('stays where the server cannot delete it, and says why', async () => {
    await answered('Why?', 'Because.');
    await choose('Delete my conversation');
    (await find('button', 'Delete my conversation')).click();
    await (await standIn.erasing()).refuses({ status: 500, code: 'internal', detail: 'Not now.' });
    await eventually(() => expect(get('alertdialog').innerText).to.contain('Not now.'));
    await eventually(() => expect(announced()).to.contain('Not now.'));
    expect(get('log').innerText).to.contain('Because.');
  });

  it('shows that it is being deleted, and why it could not be, whatever the visitor does meanwhile', async () => {
    await answered('Why?', 'Because.');
    await choose('Delete my conversation');
    (await find('button', 'Delete my conversation')).click();
    const erasing = await standIn.erasing();
    await eventually(() => expect(get('alertdialog').innerText).to.contain('Waiting…'));
    expect(get('button', 'Delete my conversation')).to.have.property('disabled', true);
    expect(focused()).to.equal(get('button', 'Cancel'));
    const field = await textbox();
    field.focus();
    expect(get('alertdialog').innerText, 'the focus is elsewhere').to.contain('Waiting…');
    menuButton().click();
    await gone('alertdialog');
    await erasing.refuses({ status: 500, code: 'internal', detail: 'Not now.' });
    expect((await find('alertdialog')).innerText).to.contain('Not now.');
    expect(get('button', 'Delete my conversation')).to.have.property('disabled', false);
  });

  it('stays where the visitor cancels while it is being deleted', async () => {
    await answered('Why?', 'Because.');
    await choose('Delete my conversation');
    (await find('button', 'Delete my conversation')).click();
    const erasing = await standIn.erasing();
    get('button', 'Cancel').click();
    await erasing.closed();
    await gone('alertdialog');
    expect(get('log').innerText).to.contain('Because.');
  });

  it('leaves what is asked while it is being deleted in the text field, for the next one', async () => {
    await answered('Why?', 'Because.');
    await choose('Delete my conversation');
    (await find('button', 'Delete my conversation')).click();
    const erasing = await standIn.erasing();
    const field = await textbox();
    field.focus();
    await sendKeys({ type: 'Really?' });
    await sendKeys({ press: 'Enter' });
    expect(field.value).to.equal('Really?');
    await erasing.agrees();
    await eventually(() => expect(get('log').innerText).not.to.contain('Because.'));
    expect(field.value).to.equal('Really?');
    expect(focused()).to.equal(field);
    await sendKeys({ press: 'Enter' });
    expect((await standIn.question()).body.message).to.equal('Really?');
  });
});

describe('the conversation for later', () => {
  let saved: { readonly name: string; readonly text: string }[];
  let putBack: (() => void)[];

  beforeEach(async () => {
    await begin();
    saved = [];
    let blob: Blob | undefined;
    const create = URL.createObjectURL.bind(URL);
    putBack = [
      replace(URL, 'createObjectURL', (object) => {
        blob = object as Blob;
        return create(object);
      }),
      replace(HTMLAnchorElement.prototype, 'click', function (this: HTMLAnchorElement) {
        const { download: name } = this;
        void blob?.text().then((text) => saved.push({ name, text }));
      }),
    ];
  });
  afterEach(() => {
    for (const put of putBack) put();
    unmount();
  });

  it('is downloaded as Markdown', async () => {
    await answered('Why?', 'Because **so**.', {
      sources: [
        source('The [book]', 'https://example.org/a'),
        source('The shop', '/shop'),
        source('The trap', 'javascript:alert(1)'),
        source('The gap', 'https://example.org/a b'),
      ],
    });
    await choose('Download as Markdown');
    await eventually(() => expect(saved).to.have.length(1));
    expect(saved[0]?.name).to.match(/\.md$/);
    const text = saved[0]?.text.replaceAll(/ \(\d{4}-[^)]+Z\)/g, ' (time)');
    expect(text).to.equal(
      '# Tilly\n\n**You** (time)\n\nWhy?\n\n**Assistant** (time)\n\nBecause **so**.\n\n' +
        'Sources\n\n1. [The \\[book\\]](<https://example.org/a>)\n' +
        `2. [The shop](<${location.origin}/shop>)\n3. The trap\n4. The gap\n\n`,
    );
    expect(focused()).to.equal(menuButton());
  });

  it('is downloaded as JSON', async () => {
    await answered('Why?', 'Because.');
    await choose('Download as JSON');
    await eventually(() => expect(saved).to.have.length(1));
    const { messages } = JSON.parse(saved[0]?.text ?? '') as { messages: readonly Record<string, unknown>[] };
    expect(messages.map(({ role, content }) => [role, content])).to.deep.equal([
      ['user', 'Why?'],
      ['assistant', 'Because.'],
    ]);
    for (const { created_at: time } of messages) expect(Date.parse(String(time))).to.be.greaterThan(0);
  });

  it('is printed alone, from a frame that is gone afterwards', async () => {
    await answered('Why?', 'Because **so**.');
    const messages = chat.shadowRoot?.querySelector('.messages');
    const place = chat.shadowRoot?.querySelector('.panel');
    if (!messages || !place) throw new Error('nothing was said');
    let printed: Document | undefined;
    printConversation('Tilly', messages, place, (page) => {
      printed = page.document;
      expect(printed.body.innerText).to.contain('Why?').and.to.contain('Because so.');
      expect(printed.querySelectorAll('button, form')).to.have.length(0);
      expect(printed.querySelector('strong')?.textContent).to.equal('so');
      expect(place.querySelectorAll('iframe')).to.have.length(1);
      page.dispatchEvent(new Event('afterprint'));
    });
    expect(printed?.title).to.equal('Tilly');
    expect(place.querySelectorAll('iframe')).to.have.length(0);
  });
});

describe('a page whose policy allows nothing but the chat', () => {
  afterEach(closePages);

  it('has it printed all the same', async () => {
    standIn = await StandIn.create();
    const policy = "default-src 'none'; script-src 'self' 'unsafe-inline'; connect-src 'self'";
    const element = `<smail-chat chatbot-id="${standIn.chatbotId}"></smail-chat>`;
    const page = await HostPage.open({
      body: `${element}<script src="/smail-chat.js" async></script>`,
      headers: { 'content-security-policy': policy },
    });
    page.document.querySelector('smail-chat')?.scrollIntoView();
    await find('region', 'Tilly', page.document);
    await ask('Why?', page.document);
    await (await standIn.question()).ends(standIn.start(), complete('Because **so**.'));
    await find('button', 'Answer again', page.document);

    const { prototype } = page.window.HTMLIFrameElement;
    const own = Object.getOwnPropertyDescriptor(prototype, 'contentWindow');
    const printed: { readonly text: string; readonly margin: string }[] = [];
    Object.defineProperty(prototype, 'contentWindow', {
      get(this: HTMLIFrameElement) {
        const window = own?.get?.call(this) as Window;
        window.print = () => {
          const message = window.document.querySelector('.message');
          const margin = message ? window.getComputedStyle(message).marginBlockStart : '';
          printed.push({ text: window.document.body.innerText, margin });
        };
        return window;
      },
    });
    page.document.querySelector('smail-chat')?.shadowRoot?.querySelector('summary')?.click();
    (await find('button', 'Print', page.document)).click();
    expect(printed).to.have.length(1);
    expect(printed[0]?.text).to.contain('Because so.');
    expect(printed[0]?.margin, 'it has its own style').not.to.equal('0px');
  });
});
