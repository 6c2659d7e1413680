import { expect } from '@open-wc/testing/pure';
import { sendKeys } from '@web/test-runner-commands';

import { SmailChatElement } from '../../widget/smail-chat-element.ts';
import { ChatError } from '../../widget/transport/chat-error.ts';
import { importScript } from '../../widget/transport/import-script.ts';
import { mount, textbox, unmount } from './harness/chat.ts';
import { closePages, HostPage } from './harness/host-page.ts';
import { eventually, find, focused, get, gone, painted, queryAll } from './harness/roles.ts';
import { replace } from './harness/replace.ts';
import { StandIn } from './harness/stand-in.ts';

/** What is in an open chat, on its way as long as the test wishes. */
class Delivery {
  count = 0;
  readonly #resolvers: PromiseWithResolvers<void>[] = [];
  readonly putBack: () => void;

  constructor() {
    const { load } = SmailChatElement;
    this.putBack = replace(SmailChatElement, 'load', async (server) => {
      this.count += 1;
      const arrival = Promise.withResolvers<void>();
      this.#resolvers.push(arrival);
      await arrival.promise;
      return load(server);
    });
  }

  arrives(): void {
    this.#resolvers.shift()?.resolve();
  }

  fails(final = false): void {
    this.#resolvers.shift()?.reject(new ChatError('connection', 'it is not to be had', { final }));
  }
}

async function pressClose(): Promise<void> {
  (await find('button', 'Close chat')).click();
}

describe('what is in an open chat', () => {
  let standIn: StandIn;
  let delivery: Delivery;
  let chat: SmailChatElement;
  let floating: () => Promise<void>;

  beforeEach(async () => {
    standIn = await StandIn.create({ greeting: 'Hello!' });
    delivery = new Delivery();
    floating = async () => {
      chat = await mount(standIn, { mode: 'floating' });
      await find('button', 'Open chat');
    };
  });
  afterEach(() => {
    delivery.putBack();
    unmount();
  });

  it('is not loaded before anybody comes near it', async () => {
    await floating();
    await eventually(async () => expect(await standIn.requests()).to.have.length(1));
    await painted();
    expect(delivery.count).to.equal(0);
    get('button', 'Open chat').dispatchEvent(new PointerEvent('pointerenter'));
    expect(delivery.count).to.equal(1);
    get('button', 'Open chat').click();
    await find('dialog');
    expect(delivery.count).to.equal(1);
  });

  for (const type of ['focus', 'touchstart']) {
    it(`is loaded ahead of time on ${type} of the launcher`, async () => {
      await floating();
      get('button', 'Open chat').dispatchEvent(new Event(type));
      expect(delivery.count).to.equal(1);
    });
  }

  it('is loaded when a chat in the page comes into sight, and not further down', async () => {
    const spacer = document.createElement('div');
    spacer.style.height = '5000px';
    document.body.prepend(spacer);
    chat = await mount(standIn);
    await painted();
    expect(delivery.count).to.equal(0);
    chat.scrollIntoView();
    await eventually(() => expect(delivery.count).to.equal(1));
    spacer.remove();
  });

  it('takes the focus from the panel to the text field when it is there', async () => {
    await floating();
    get('button', 'Open chat').click();
    const dialog = await find('dialog');
    await eventually(() => expect(focused()).to.equal(dialog));
    expect(get('progressbar', 'Waiting…')).to.not.equal(null);
    expect(queryAll('textbox')).to.have.length(0);
    delivery.arrives();
    const field = await textbox();
    await eventually(() => expect(focused()).to.equal(field));
    expect(dialog.hasAttribute('tabindex')).to.equal(false);
  });

  it('leaves the focus where the visitor has moved it meanwhile', async () => {
    await floating();
    get('button', 'Open chat').click();
    const close = await find('button', 'Close chat');
    close.focus();
    delivery.arrives();
    await textbox();
    await painted();
    expect(focused()).to.equal(close);
  });

  it('can be closed while it is on its way, by key and by button, with the focus back on the launcher', async () => {
    await floating();
    for (const close of [() => sendKeys({ press: 'Escape' }), pressClose]) {
      get('button', 'Open chat').click();
      const dialog = await find('dialog');
      await eventually(() => expect(focused()).to.equal(dialog));
      await close();
      await gone('dialog');
      const launcher = await find('button', 'Open chat');
      await eventually(() => expect(focused()).to.equal(launcher));
    }
    delivery.arrives();
    await chat.updateComplete;
    expect(focused()).to.equal(get('button', 'Open chat'));
  });

  it('can be tried again where it could not be had, by button and by opening the chat anew', async () => {
    await floating();
    get('button', 'Open chat').click();
    await find('dialog');
    delivery.fails();
    expect((await find('alert')).innerText).to.contain('The chat could not be reached.');
    get('button', 'Try again').click();
    await find('progressbar', 'Waiting…');
    const dialog = get('dialog');
    await eventually(() => expect(focused()).to.equal(dialog));
    delivery.fails();
    await find('alert');
    get('button', 'Close chat').click();
    (await find('button', 'Open chat')).click();
    await eventually(() => expect(delivery.count).to.equal(3));
    delivery.arrives();
    await textbox();
    expect(queryAll('alert')).to.have.length(0);
  });

  it('says that the page is to be reloaded where the server has another version', async () => {
    await floating();
    get('button', 'Open chat').click();
    await find('dialog');
    delivery.fails(true);
    expect((await find('alert')).innerText).to.contain('Reload the page');
    expect(queryAll('button', 'Try again')).to.have.length(0);
  });

  it('is asked one question before it is there, and no other', async () => {
    await floating();
    const heard: string[] = [];
    chat.on('message', ({ detail }) => heard.push(detail.message));
    expect([chat.send(' '), chat.send('Why?'), chat.send('And now?')]).to.deep.equal([false, true, false]);
    expect(heard).to.deep.equal([]);
    delivery.arrives();
    expect((await standIn.question()).body.message).to.equal('Why?');
    expect(heard).to.deep.equal(['Why?']);
    expect(queryAll('dialog')).to.have.length(0);
  });

  it('is not asked what was stopped before it is there', async () => {
    await floating();
    expect(chat.send('Why?')).to.equal(true);
    chat.stop();
    expect(chat.send('And now?')).to.equal(true);
    delivery.arrives();
    expect((await standIn.question()).body.message).to.equal('And now?');
  });

  it('tells the page where it could not be had, and a question waits for it', async () => {
    await floating();
    const errors: unknown[] = [];
    chat.on('error', ({ detail }) => errors.push(detail));
    chat.send('Why?');
    await eventually(() => expect(delivery.count).to.equal(1));
    delivery.fails();
    await chat.updateComplete;
    expect(errors).to.deep.equal([{ code: 'connection', retryable: true, retryAfter: undefined }]);
    chat.show(false);
    await eventually(() => expect(delivery.count).to.equal(2));
    delivery.arrives();
    expect((await standIn.question()).body.message).to.equal('Why?');
  });
});

describe('the second script', () => {
  let standIn: StandIn;

  beforeEach(async () => {
    standIn = await StandIn.create({ greeting: 'Hello!' });
  });
  afterEach(closePages);

  it('stands beside the first, and comes when the chat is opened', async () => {
    const page = await HostPage.open({
      body: `<script src="/smail-chat.js" data-chatbot-id="${standIn.chatbotId}" async></script>`,
    });
    const second = (): readonly string[] => page.requests.filter((address) => address.includes('smail-chat-panel'));
    await find('button', 'Open chat', page.document);
    expect(second()).to.deep.equal([]);
    get('button', 'Open chat', page.document).click();
    await textbox(page.document);
    expect(second()).to.have.length(1);
    expect(second()[0]).to.match(new RegExp(`^${location.origin}/smail-chat-panel\\.[\\da-f]{16}\\.js$`));
  });

  it('is asked for at another address after a failure, and is final where the server has another version', async () => {
    performance.clearResourceTimings();
    for (const _attempt of [1, 2]) {
      const failure = await importScript('smail-chat-panel.none.js', location.origin).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(ChatError);
      expect(failure).to.include({ code: 'connection', final: true });
    }
    const failure = await importScript('x.js', 'http://127.0.0.1:1/a.js').catch((error: unknown) => error);
    expect(failure).to.include({ code: 'connection', final: false });
    const asked = performance.getEntriesByType('resource').map(({ name }) => name);
    expect(asked.some((name) => name.endsWith('smail-chat-panel.none.js?1'))).to.equal(true);
  });
});
