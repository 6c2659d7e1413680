import { expect } from '@open-wc/testing/pure';
import { sendKeys } from '@web/test-runner-commands';

import { ask, textbox } from './harness/chat.ts';
import { complete, start } from './harness/events.ts';
import { closePages, HostPage } from './harness/host-page.ts';
import { eventually, find, focused, get, gone, painted, queryAll } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

function tag(standIn: StandIn, more = ''): string {
  return `<script src="/smail-chat.js" data-chatbot-id="${standIn.chatbotId}" ${more} async></script>`;
}

/** Notes every listener, timer, observer and store of the page, from its first line on; what is put back is taken off again. */
const LEDGER = `<script>
  ledger = { listeners: new Map(), timers: new Set(), observers: 0, channels: 0, writes: [] };
  for (const target of [EventTarget.prototype]) {
    const { addEventListener, removeEventListener } = target;
    const keyOf = (target, type, listener, options) =>
      [target === window ? 'window' : target === document ? 'document' : undefined, type, Boolean(options?.capture ?? options)];
    target.addEventListener = function (type, listener, options) {
      const [name, ...rest] = keyOf(this ?? window, type, listener, options);
      if (name && !options?.once) {
        const key = JSON.stringify([name, ...rest]);
        const known = ledger.listeners.get(key) ?? new Set();
        ledger.listeners.set(key, known.add(listener));
        options?.signal?.addEventListener('abort', () => known.delete(listener));
      }
      return addEventListener.call(this ?? window, type, listener, options);
    };
    target.removeEventListener = function (type, listener, options) {
      const [name, ...rest] = keyOf(this ?? window, type, listener, options);
      if (name) ledger.listeners.get(JSON.stringify([name, ...rest]))?.delete(listener);
      return removeEventListener.call(this ?? window, type, listener, options);
    };
  }
  for (const [set, clear] of [['setTimeout', 'clearTimeout'], ['setInterval', 'clearInterval']]) {
    const [begin, end] = [window[set], window[clear]];
    window[set] = (callback, ...more) => {
      const id = begin(() => { if (set === 'setTimeout') ledger.timers.delete(id); callback(); }, ...more);
      ledger.timers.add(id);
      return id;
    };
    window[clear] = (id) => { ledger.timers.delete(id); end(id); };
  }
  for (const name of ['MutationObserver', 'IntersectionObserver', 'ResizeObserver']) {
    const { observe, disconnect } = window[name].prototype;
    const watching = new Set();
    window[name].prototype.observe = function (...args) { watching.add(this); ledger['of' + name] = watching; return observe.apply(this, args); };
    window[name].prototype.disconnect = function () { watching.delete(this); return disconnect.call(this); };
  }
  BroadcastChannel = class extends BroadcastChannel {
    constructor(name) { super(name); ledger.channels++; }
    close() { ledger.channels--; super.close(); }
  };
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (key, value) { ledger.writes.push(key); setItem.call(this, key, value); };
</script>`;

interface Ledger {
  readonly listeners: ReadonlyMap<string, ReadonlySet<unknown>>;
  readonly timers: ReadonlySet<unknown>;
  readonly channels: number;
  readonly writes: readonly string[];
}

function ledgerOf({ window }: HostPage): Ledger {
  return Reflect.get(window, 'ledger') as Ledger;
}

/** What is still there of listeners on window and document, timers, observers and channels. */
function left(page: HostPage): Readonly<Record<string, unknown>> {
  const { listeners, timers, channels } = ledgerOf(page);
  const observers = ['MutationObserver', 'IntersectionObserver', 'ResizeObserver'].map(
    (name) => (Reflect.get(ledgerOf(page), `of${name}`) as ReadonlySet<unknown> | undefined)?.size ?? 0,
  );
  return {
    listeners: [...listeners].filter(([, known]) => known.size > 0).map(([key, known]) => `${known.size} ${key}`),
    timers: timers.size,
    channels,
    observers,
    nodes: page.document.querySelectorAll('*').length,
  };
}

/** Every built-in prototype of a page, with its own members as they are. */
function builtIns({ window }: HostPage): ReadonlyMap<string, PropertyDescriptor> {
  const members = new Map<string, PropertyDescriptor>();
  for (const name of Object.getOwnPropertyNames(window)) {
    const value: unknown = /^[A-Z]/.test(name) ? Reflect.get(window, name) : undefined;
    if (typeof value !== 'function') continue;
    for (const [on, object] of [
      ['', value],
      ['.prototype', value.prototype],
    ] as const) {
      if (typeof object !== 'object' && typeof object !== 'function') continue;
      for (const key of Reflect.ownKeys(object ?? {})) {
        const own = Object.getOwnPropertyDescriptor(object, key);
        if (own) members.set(`${name}${on}.${String(key)}`, own);
      }
    }
  }
  return members;
}

describe('a good guest', () => {
  let standIn: StandIn;

  beforeEach(async () => {
    standIn = await StandIn.create({ greeting: 'Hello!' });
  });
  afterEach(closePages);

  it('adds one name to the page and touches no prototype', async () => {
    const page = await HostPage.open({ body: '' });
    const [names, before] = [new Set(Object.getOwnPropertyNames(page.window)), builtIns(page)];
    expect(before.size).to.be.above(5_000);
    const script = page.document.createElement('script');
    script.src = '/smail-chat.js';
    script.dataset['chatbotId'] = standIn.chatbotId;
    page.document.body.append(script);
    (await find('button', 'Open chat', page.document)).click();
    await ask('Why?', page.document);
    await (await standIn.question()).ends(start(), complete('**So.**'));
    await eventually(() => expect(get('log', undefined, page.document).innerText).to.contain('So.'));
    const added = Object.getOwnPropertyNames(page.window).filter((name) => !names.has(name));
    // Lit's own notes: its versions, so that it can warn of two copies in one page.
    expect(added.filter((name) => !/^(?:lit|reactiveElement)/.test(name))).to.deep.equal(['SmailChat']);
    const after = builtIns(page);
    // Lit's as well, where the browser does not have it yet.
    expect([...after.keys()].filter((key) => !before.has(key) && key !== 'Symbol.metadata')).to.deep.equal([]);
    for (const [key, member] of before) {
      const now = Object.values(after.get(key) ?? {});
      expect(
        Object.values(member).every((part, index) => Object.is(part, now[index])),
        key,
      ).to.equal(true);
    }
  });

  it('stores nothing, sets no cookie and asks nobody else before it is opened; two requests at most', async () => {
    const page = await HostPage.open({ head: LEDGER, body: tag(standIn) });
    await eventually(async () => expect(await standIn.requests()).to.have.length(1));
    await find('button', 'Open chat', page.document);
    expect(ledgerOf(page).writes).to.deep.equal([]);
    expect(page.document.cookie).to.equal('');
    expect(page.requests.length).to.be.at.most(2);
    expect(page.requests.every((address) => new URL(address).origin === location.origin)).to.equal(true);
    expect((await standIn.requests()).map(({ method }) => method)).to.deep.equal(['GET']);
    get('button', 'Open chat', page.document).click();
    await find('dialog', 'Tilly', page.document);
    expect(await standIn.requests()).to.have.length(1);
  });

  it('shifts nothing', async () => {
    const observe = `<script>
      shifts = [];
      new PerformanceObserver((list) => shifts.push(...list.getEntries())).observe({ type: 'layout-shift', buffered: true });
    </script>`;
    const page = await HostPage.open({ head: observe, body: `<p>Before</p>${tag(standIn)}<p>After</p>` });
    const places = (): unknown =>
      Array.from(page.document.querySelectorAll('p'), (p) => p.getBoundingClientRect().toJSON());
    const before = places();
    await find('button', 'Open chat', page.document);
    page.window.SmailChat?.show();
    await find('dialog', 'Tilly', page.document);
    page.window.SmailChat?.hide();
    await gone('dialog', undefined, page.document);
    await painted();
    expect(Reflect.get(page.window, 'shifts')).to.deep.equal([]);
    expect(places()).to.deep.equal(before);
    // That such a page could tell.
    page.document.querySelector('main')?.style.setProperty('padding-top', '300px');
    await eventually(() => expect(Reflect.get(page.window, 'shifts')).to.not.deep.equal([]));
  });

  it('leaves nothing behind, after a hundred times', async () => {
    const page = await HostPage.open({ head: LEDGER, body: '<script src="/smail-chat.js"></script>' });
    const round = async (): Promise<void> => {
      const chat = page.document.createElement('smail-chat');
      for (const [name, value] of [
        ['chatbot-id', standIn.chatbotId],
        ['mode', 'floating'],
        ['open-after', '600'],
        ['open-on-selector', 'h1.none'],
      ] as const) {
        chat.setAttribute(name, value);
      }
      page.document.body.append(chat);
      await chat.updateComplete;
      chat.show(false);
      await chat.updateComplete;
      chat.destroy();
      await chat.updateComplete;
    };
    await round();
    await painted();
    const before = left(page);
    for (let count = 0; count < 100; count++) await round();
    await eventually(() => expect(left(page)).to.deep.equal(before));
    expect(before, 'what the script itself keeps').to.deep.include({
      listeners: ['1 ["document","click",true]'],
      timers: 0,
      channels: 0,
      observers: [1, 0, 0],
    });
    page.window.SmailChat?.destroy();
    expect(left(page)).to.deep.include({ listeners: [], observers: [0, 0, 0] });
  });

  it('lets two chats stand in one page', async () => {
    const other = await StandIn.create({ name: 'Otto' });
    const chats = [standIn, other].map(
      ({ chatbotId }) => `<smail-chat chatbot-id="${chatbotId}" style="height: 350px"></smail-chat>`,
    );
    const page = await HostPage.open({ body: `${chats.join('')}<script src="/smail-chat.js" async></script>` });
    const tilly = await find('region', 'Tilly', page.document);
    page.document.querySelectorAll('smail-chat')[1]?.scrollIntoView();
    const otto = await find('region', 'Otto', page.document);
    await ask('Why?', otto);
    await (await other.question()).ends(start(), complete('So.'));
    await eventually(() => expect(otto.innerText).to.contain('So.'));
    expect(tilly.innerText).to.not.contain('Why?');
    expect(page.faults).to.deep.equal([]);
  });

  it('takes no focus and scrolls nothing when it stands in a page, from its coming in to its answer', async () => {
    const chat = `<div style="height: 1500px"></div><smail-chat chatbot-id="${standIn.chatbotId}"></smail-chat>`;
    const page = await HostPage.open({
      body: `<button>Here</button>${chat}<script src="/smail-chat.js" async></script>`,
    });
    get('button', 'Here', page.document).focus();
    page.document.querySelector('smail-chat')?.show();
    await find('region', 'Tilly', page.document);
    page.document.querySelector('smail-chat')?.send('Why?');
    await (await standIn.question()).ends(start(), complete('So.\n\n'.repeat(60)));
    await eventually(() => expect(get('log', undefined, page.document).innerText).to.contain('So.'));
    await painted();
    expect(page.window.scrollY).to.equal(0);
    expect(focused(page.document)).to.equal(get('button', 'Here', page.document));
  });

  it('works where nothing can be stored', async () => {
    const forbid = `<script>
      for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
        Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError') } });
    </script>`;
    const page = await HostPage.open({ head: forbid, body: tag(standIn, 'data-open-after="0"') });
    await find('dialog', 'Tilly', page.document);
    await ask('Why?', page.document);
    await (await standIn.question()).ends(start(), complete('So.'));
    await eventually(() => expect(get('log', undefined, page.document).innerText).to.contain('So.'));
    page.window.SmailChat?.reset();
    await eventually(() => expect(get('log', undefined, page.document).innerText).to.not.contain('So.'));
    expect(page.faults).to.deep.equal([]);
  });

  it('finds its server in a page with another base', async () => {
    const page = await HostPage.open({
      head: '<base href="https://elsewhere.example/deep/">',
      body: tag(standIn).replace('src="', `src="${location.origin}`),
    });
    (await find('button', 'Open chat', page.document)).click();
    await find('dialog', 'Tilly', page.document);
    expect(page.requests.every((address) => address.startsWith(location.origin))).to.equal(true);
  });

  it('stays with the visitor when an application changes the page', async () => {
    const page = await HostPage.open({ head: tag(standIn), body: '<div id="app"></div>' });
    (await find('button', 'Open chat', page.document)).click();
    await ask('Why?', page.document);
    const question = await standIn.question();
    await question.sends(start());
    page.window.history.pushState({}, '', '/another');
    const body = page.document.createElement('body');
    body.innerHTML = '<main><h1>Another page</h1></main>';
    page.document.body = body;
    await question.ends(complete('So.'));
    await eventually(() => expect(get('log', undefined, page.document).innerText).to.contain('So.'));
    expect(page.document.querySelectorAll('smail-chat')).to.have.length(1);
    expect(page.faults).to.deep.equal([]);
  });

  it('stays away when its page has taken it away', async () => {
    const page = await HostPage.open({ head: tag(standIn) });
    await find('button', 'Open chat', page.document);
    page.document.querySelector('smail-chat')?.destroy();
    page.document.body = page.document.createElement('body');
    await painted();
    expect(queryAll('button', undefined, page.document)).to.have.length(0);
  });

  it('lets no key reach the shortcuts of the page while it is floating', async () => {
    const listen = `<script>
      keys = [];
      for (const type of ['keydown', 'keypress', 'keyup']) addEventListener(type, ({ key }) => keys.push(key));
    </script>`;
    const page = await HostPage.open({ head: listen, body: tag(standIn) });
    (await find('button', 'Open chat', page.document)).click();
    const field = await textbox(page.document);
    page.frame.focus();
    field.focus();
    await sendKeys({ type: 'k/' });
    await eventually(() => expect(field.value).to.equal('k/'));
    expect(Reflect.get(page.window, 'keys')).to.deep.equal([]);
  });
});
