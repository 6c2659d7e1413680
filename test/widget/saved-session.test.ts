import { expect } from '@open-wc/testing/pure';

import { SavedSession, type Stores } from '../../widget/controllers/saved-session.ts';
import { emptyStores, otherTab } from './harness/scripted-stores.ts';

const TURN = {
  key: 'k',
  question: 'Why?',
  clientMessageId: 'id-1',
  replaces: 'id-0',
  askedAt: 1_795_000_000_000,
  sessionId: 's',
  place: undefined,
} as const;

function open(stores: Stores, chatbotId = 'demo'): SavedSession {
  return new SavedSession('https://example.org', chatbotId, stores);
}

/** Has the browser have other locks, or none. */
function hideLocks(locks: unknown): () => void {
  const [browser, own] = [Navigator.prototype, Object.getOwnPropertyDescriptor(Navigator.prototype, 'locks')];
  if (!own) throw new Error('this browser has no locks');
  if (locks === undefined) Reflect.deleteProperty(browser, 'locks');
  else Object.defineProperty(browser, 'locks', { configurable: true, value: locks });
  return () => void Object.defineProperty(browser, 'locks', own);
}

function refuse(): never {
  throw new DOMException('no storage here', 'SecurityError');
}

describe('a saved session', () => {
  it('is found again by every tab, and by no other chatbot', () => {
    const stores = emptyStores();
    open(stores).sessionId = 'session-1';
    expect(open(stores).sessionId).to.equal('session-1');
    expect(open(otherTab(stores)).sessionId).to.equal('session-1');
    expect(open(stores, 'other').sessionId).to.equal(undefined);
    open(stores).sessionId = undefined;
    expect(open(stores).sessionId).to.equal(undefined);
  });

  it('is not, once another tab has begun the next, the one before', () => {
    const stores = emptyStores();
    const [saved, other] = [open(stores), open(otherTab(stores))];
    saved.sessionId = 'session-1';
    other.sessionId = 'session-2';
    expect(saved.sessionId).to.equal('session-2');
    other.sessionId = undefined;
    expect(saved.sessionId).not.to.equal('session-1');
  });

  it('knows in its own tab what was going on there', () => {
    const stores = emptyStores();
    open(stores).keep({ open: true });
    open(stores).keep({ turn: TURN });
    expect(open(stores).tab).to.deep.equal({ open: true, whole: false, turn: TURN, draft: '' });
    expect(open(otherTab(stores)).tab).to.deep.equal({ open: false, whole: false, turn: undefined, draft: '' });
  });

  it('finds an answer from its beginning', () => {
    const stores = emptyStores();
    const place = { streamId: 's', messageId: 'm', lastId: 9 };
    open(stores).keep({ turn: { ...TURN, clientMessageId: undefined, place } });
    expect(open(stores).tab.turn?.place).to.deep.equal({ ...place, lastId: 0 });
  });

  it('is entered by one tab at a time, so that all have the same', async () => {
    const stores = emptyStores();
    const { signal } = new AbortController();
    const { promise, resolve } = Promise.withResolvers<string>();
    const first = open(stores).enter(() => promise, signal);
    const second = open(otherTab(stores)).enter(async () => 'session-2', signal);
    resolve('session-1');
    expect(await Promise.all([first, second])).to.deep.equal(['session-1', 'session-1']);
  });

  it('is entered by the next tab where the first could open none', async () => {
    const stores = emptyStores();
    const { signal } = new AbortController();
    const first = open(stores).enter(() => Promise.reject(new Error('no')), signal);
    const second = open(otherTab(stores)).enter(async () => 'session-2', signal);
    expect(await first.catch((error: unknown) => error)).to.include({ message: 'no' });
    expect(await second).to.equal('session-2');
  });

  it('is waited for no longer than anybody wants to', async () => {
    const stores = emptyStores();
    const { promise, resolve } = Promise.withResolvers<string>();
    const first = open(stores).enter(() => promise, new AbortController().signal);
    const abort = new AbortController();
    const second = open(otherTab(stores)).enter(async () => 'session-2', abort.signal);
    const reason = new Error('left');
    abort.abort(reason);
    expect(await second.catch((error: unknown) => error)).to.equal(reason);
    resolve('session-1');
    expect(await first).to.equal('session-1');
  });

  it('is the one that was stored first where a browser has no locks, or gives none', async () => {
    const refusing = { request: () => Promise.reject(new DOMException('no', 'SecurityError')) };
    for (const locks of [undefined, refusing]) {
      const putBack = hideLocks(locks);
      try {
        const stores = emptyStores();
        const { signal } = new AbortController();
        const { promise, resolve } = Promise.withResolvers<string>();
        const first = open(stores).enter(() => promise, signal);
        const second = open(otherTab(stores)).enter(async () => 'session-2', signal);
        await second;
        resolve('session-1');
        expect(await first).to.equal('session-2');
      } finally {
        putBack();
      }
    }
  });

  it('leaves nothing behind that says nothing', () => {
    const stores = emptyStores();
    const saved = open(stores);
    expect(stores.tab().length).to.equal(0);
    saved.keep({ turn: TURN });
    saved.keep({ turn: undefined });
    expect(stores.tab().length).to.equal(0);
  });

  it('is forgotten with the page where storing throws, and throws nothing itself', () => {
    const full = { getItem: () => null, setItem: refuse, removeItem: refuse };
    for (const stores of [
      { local: refuse, tab: refuse },
      { local: () => full, tab: () => full },
    ] as unknown as Stores[]) {
      const saved = open(stores);
      saved.sessionId = 'session-1';
      saved.keep({ open: true, turn: TURN });
      expect(saved.sessionId).to.equal('session-1');
      expect(saved.tab).to.deep.equal({ open: true, whole: false, turn: TURN, draft: '' });
      expect(open(stores).sessionId).to.equal(undefined);
    }
  });

  it('is not made of junk', () => {
    for (const junk of [
      '',
      '{',
      'null',
      '7',
      '[]',
      '"a\\nb"',
      '""',
      `"${'x'.repeat(600)}"`,
      '{"turn":{}}',
      '{"turn":7}',
      JSON.stringify({ turn: { ...TURN, question: 'x'.repeat(4_001) } }),
      JSON.stringify({ turn: { ...TURN, key: 'x'.repeat(65) } }),
      JSON.stringify({ turn: { ...TURN, clientMessageId: 'a b' } }),
      JSON.stringify({ turn: { ...TURN, clientMessageId: undefined, place: { streamId: '../..', messageId: 'm' } } }),
    ]) {
      const stores = emptyStores();
      for (const store of [stores.local(), stores.tab()]) store.setItem('smail-chat https://example.org demo', junk);
      expect(open(stores).sessionId, junk).to.equal(undefined);
      expect(open(stores).tab, junk).to.deep.equal({ open: false, whole: false, turn: undefined, draft: '' });
    }
  });
});
