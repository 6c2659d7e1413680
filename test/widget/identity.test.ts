import { expect } from '@open-wc/testing/pure';

import { markOf } from '../../widget/controllers/identity.ts';
import type { SmailChatElement } from '../../widget/smail-chat-element.ts';
import type { DiagnosticsDetail } from '../../widget/smail-chat-events.ts';
import { ask, mount, unmount } from './harness/chat.ts';
import { complete } from './harness/events.ts';
import { eventually, find, get } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';
import { PATHS } from '../../protocol/requests.ts';

function encode(value: object): string {
  return btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** A token as an owner's server makes one; what is signed with is nobody's business here. */
function tokenOf(sub: string, expires = 1): string {
  return `${encode({ alg: 'HS256' })}.${encode({ sub, exp: expires })}.c2lnbmVk`;
}

describe('the mark of a visitor', () => {
  it('is the same for every token of the same one, and another for another', () => {
    expect(markOf(tokenOf('anna', 1))).to.equal(markOf(tokenOf('anna', 2)));
    expect(markOf(tokenOf('anna'))).to.not.equal(markOf(tokenOf('anne')));
    expect(markOf(tokenOf('anna'))).to.not.contain('anna');
  });

  it('is the whole text’s where that is no token', () => {
    for (const junk of ['junk', 'a.b.c', '..', `a.${btoa('null')}.c`, `a.${btoa('{"sub":7}')}.c`]) {
      expect(markOf(junk)).to.equal(markOf(junk));
      expect(markOf(junk)).to.not.equal(markOf(`${junk}!`));
    }
  });
});

describe('a visitor whom the page knows', () => {
  let standIn: StandIn;
  let chat: SmailChatElement;
  const key = (): string => `smail-chat ${location.origin} ${standIn.chatbotId}`;
  const stored = (): string | null => localStorage.getItem(key());
  const openings = async (): Promise<unknown[]> =>
    (await standIn.requests()).filter(({ path }) => path === PATHS.sessions).map(({ body }) => body);
  /** A page that has loaded anew. */
  const open = async (): Promise<void> => {
    chat = await mount(standIn, { mode: 'floating' });
  };
  const say = async (text: string): Promise<void> => {
    chat.show(false);
    await ask(text);
    await (await standIn.question()).ends(standIn.start(), complete('So.'));
    await find('button', 'Send message');
    await eventually(() => expect(get('log').innerText).to.contain(text));
  };

  beforeEach(async () => {
    standIn = await StandIn.create();
    await open();
  });
  afterEach(() => {
    unmount();
    localStorage.clear();
    sessionStorage.clear();
  });

  it('is told to the server with the first question, and not before', async () => {
    chat.identify(tokenOf('anna'));
    chat.show(false);
    await find('textbox');
    expect(await openings()).to.deep.equal([]);
    await say('Why?');
    expect(await openings()).to.deep.equal([{ chatbot_id: standIn.chatbotId, identity: tokenOf('anna') }]);
    expect(JSON.parse(stored() ?? '')).to.equal(standIn.session);
    const kept = [localStorage, sessionStorage].map((store) => JSON.stringify(Object.entries(store))).join('');
    expect(kept).to.contain(markOf(tokenOf('anna')));
    expect(kept).to.not.contain('anna');
    expect(kept).to.not.contain(tokenOf('anna'));
  });

  it('keeps the conversation on every page that says so again, with whichever token', async () => {
    chat.identify(tokenOf('anna', 1));
    await say('Why?');
    await standIn.holds({
      messages: [{ id: 'q', role: 'user', content: 'Why?', created_at: '2026-11-20T10:00:00Z' }],
    });
    await open();
    chat.identify(tokenOf('anna', 2));
    chat.show(false);
    await eventually(() => expect(get('log').innerText).to.contain('Why?'));
    await say('And now?');
    expect(await openings()).to.have.length(1);
  });

  it('keeps it also on a page that says nothing', async () => {
    chat.identify(tokenOf('anna'));
    await say('Why?');
    await open();
    await chat.updateComplete;
    expect(JSON.parse(stored() ?? '')).to.equal(standIn.session);
  });

  for (const [who, next] of [
    ['another visitor', tokenOf('bert')],
    ['nobody in particular', undefined],
  ] as const) {
    it(`leaves nothing to ${who}, whose chat is closed`, async () => {
      chat.identify(tokenOf('anna'));
      await say('Why?');
      await open();
      chat.identify(next);
      expect(stored()).to.equal(null);
      await say('And now?');
      expect((await openings()).at(-1)).to.deep.equal({
        chatbot_id: standIn.chatbotId,
        ...(next !== undefined && { identity: next }),
      });
    });

    it(`leaves nothing to ${who}, whose chat is open, not even what was typed`, async () => {
      chat.identify(tokenOf('anna'));
      await say('Why?');
      const field = (await find('textbox')) as HTMLTextAreaElement;
      field.value = 'My number is';
      field.dispatchEvent(new Event('input'));
      chat.identify(next);
      await eventually(() => expect(get('log').innerText).to.not.contain('Why?'));
      expect(field.value).to.equal('');
      expect(stored()).to.equal(null);
    });
  }

  it('has no part in what was said before by nobody in particular', async () => {
    await say('Why?');
    chat.identify(tokenOf('anna'));
    await eventually(() => expect(get('log').innerText).to.not.contain('Why?'));
    expect(stored()).to.equal(null);
  });

  it('is forgotten in the other tabs as well', async () => {
    chat.identify(tokenOf('anna'));
    await say('Why?');
    const session = JSON.parse(stored() ?? '') as string;
    const heard = new Promise((resolve) => {
      const tab = new BroadcastChannel(key());
      tab.addEventListener('message', ({ data }) => {
        tab.close();
        resolve(data);
      });
    });
    await open();
    chat.identify(undefined);
    expect(await heard).to.deep.equal({ type: 'ended', sessionId: session });
  });

  it('keeps an anonymous conversation where nobody was known and nobody is', async () => {
    await say('Why?');
    chat.identify(undefined);
    await chat.updateComplete;
    expect(get('log').innerText).to.contain('Why?');
  });

  it('is nobody in particular where the server refuses, which the page is told', async () => {
    standIn = await StandIn.create({}, [PATHS.sessions]);
    await open();
    const told: DiagnosticsDetail[] = [];
    chat.on('diagnostics', ({ detail }) => told.push(detail));
    chat.identify(tokenOf('anna'));
    chat.show(false);
    await ask('Why?');
    const first = await standIn.opening();
    expect(first.body).to.include({ identity: tokenOf('anna') });
    await first.refuses({ code: 'invalid_request', status: 400, detail: 'The identity is not good.' });
    const second = await standIn.opening();
    expect(second.body).to.deep.equal({ chatbot_id: standIn.chatbotId });
    await second.answers({ session_id: standIn.session }, 201);
    await (await standIn.question()).ends(standIn.start(), complete('So.'));
    await eventually(() => expect(get('log').innerText).to.contain('So.'));
    expect(told).to.deep.equal([{ kind: 'identity-refused' }]);
  });
});
