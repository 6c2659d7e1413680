import { expect } from '@open-wc/testing/pure';

import { SavedSession, type Stores } from '../../widget/controllers/saved-session.ts';
import { emptyStores, otherTab } from './harness/scripted-stores.ts';

const TURN = { key: 'k', question: 'Why?', clientMessageId: 'id-1', place: undefined } as const;

function open(stores: Stores, chatbotId = 'demo'): SavedSession {
  return new SavedSession('https://example.org', chatbotId, stores);
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

  it('knows in its own tab what was going on there', () => {
    const stores = emptyStores();
    open(stores).keep({ open: true });
    open(stores).keep({ turn: TURN });
    expect(open(stores).tab).to.deep.equal({ open: true, whole: false, turn: TURN });
    expect(open(otherTab(stores)).tab).to.deep.equal({ open: false, whole: false, turn: undefined });
  });

  it('finds an answer from its beginning', () => {
    const stores = emptyStores();
    const place = { streamId: 's', messageId: 'm', lastId: 9 };
    open(stores).keep({ turn: { ...TURN, clientMessageId: undefined, place } });
    expect(open(stores).tab.turn?.place).to.deep.equal({ ...place, lastId: 0 });
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
      expect(saved.tab).to.deep.equal({ open: true, whole: false, turn: TURN });
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
    ]) {
      const stores = emptyStores();
      for (const store of [stores.local(), stores.tab()]) store.setItem('smail-chat https://example.org demo', junk);
      expect(open(stores).sessionId, junk).to.equal(undefined);
      expect(open(stores).tab, junk).to.deep.equal({ open: false, whole: false, turn: undefined });
    }
  });
});
