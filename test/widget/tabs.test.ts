import { expect } from '@open-wc/testing/pure';

import { PATHS, type StoredMessage } from '../../protocol/requests.ts';
import { ask } from './harness/chat.ts';
import { cancelled, complete, token } from './harness/events.ts';
import { closePages, HostPage } from './harness/host-page.ts';
import { eventually, find, get } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

function said(id: string, role: StoredMessage['role'], content: string): StoredMessage {
  return { id, role, content, created_at: '2026-11-20T12:00:00.000Z' };
}

/** A page with an open chat, as in a tab of its own: only what all tabs share is shared. */
async function openTab(standIn: StandIn, head = ''): Promise<Document> {
  // The frames of one page share what tabs do not.
  sessionStorage.clear();
  const chat = `<smail-chat chatbot-id="${standIn.chatbotId}" retry-base="1" style="height: 400px"></smail-chat>`;
  const { document } = await HostPage.open({ head, body: `${chat}<script src="/smail-chat.js" async></script>` });
  document.querySelector('smail-chat')?.scrollIntoView();
  await find('region', 'Tilly', document);
  return document;
}

async function shows(page: Document, text: string): Promise<void> {
  await eventually(() => expect(get('log', undefined, page).innerText).to.contain(text));
}

async function says(page: Document, text: string): Promise<void> {
  await eventually(() => expect(get('status', undefined, page).textContent).to.equal(text));
}

describe('two tabs of one visitor', () => {
  let standIn: StandIn;

  beforeEach(async () => {
    standIn = await StandIn.create();
  });
  afterEach(() => {
    closePages();
    sessionStorage.clear();
  });

  it('show the same conversation, as it is written, and ask nothing twice', async () => {
    const [first, second] = [await openTab(standIn), await openTab(standIn)];
    await ask('Why?', first);
    const question = await standIn.question();
    await shows(second, 'Why?');
    await find('button', 'Stop', second);

    await question.sends(standIn.start(), token('Be'));
    const other = await standIn.resumption();
    await other.sends(standIn.start(), token('Be'));
    await shows(second, 'Be');
    await question.ends(token('cause.'), complete('Because.'));
    await other.ends(token('cause.'), complete('Because.'));
    for (const page of [first, second]) {
      await shows(page, 'Because.');
      await find('button', 'Send message', page);
    }
    await ask('And then?', second);
    expect((await standIn.question()).body.session_id).to.equal(standIn.session);
    await shows(first, 'And then?');
  });

  it('stop for each other', async () => {
    const [first, second] = [await openTab(standIn), await openTab(standIn)];
    await ask('Why?', first);
    const question = await standIn.question();
    await question.sends(standIn.start(), token('Be'));
    const other = await standIn.resumption();
    await other.sends(standIn.start(), token('Be'));
    await shows(second, 'Be');
    get('button', 'Stop', second).click();
    await (await standIn.cancelling()).answers({ status: 'cancelled' });
    await (await standIn.cancelling()).answers({ status: 'not_found' });
    await question.ends(cancelled('Be'));
    await other.ends(cancelled('Be'));
    await says(first, 'Stopped');
    await says(second, 'Stopped');
  });

  it('fail and try again for each other', async () => {
    const [first, second] = [await openTab(standIn), await openTab(standIn)];
    await ask('Why?', first);
    await (await standIn.question()).refuses({ status: 429, code: 'rate_limited', detail: 'That was a lot.' });
    await shows(second, 'That was a lot.');
    (await find('button', 'Try again', second)).click();
    await (await standIn.question()).sends(standIn.start(), token('Be'));
    await find('button', 'Stop', first);
    await (await standIn.resumption()).ends(standIn.start(), complete('Because.'));
    await shows(first, 'Because.');
    expect(get('log', undefined, first).innerText.match(/Why\?/g)).to.have.length(1);
  });

  it('have what was said before, and the answer that is being written, also in one that is opened later', async () => {
    const first = await openTab(standIn);
    await ask('Why?', first);
    const question = await standIn.question();
    await question.sends(standIn.start(), token('Be'));
    await shows(first, 'Be');
    await standIn.holds({
      messages: [said('q0', 'user', 'Who?'), said('m0', 'assistant', 'You.'), said('q1', 'user', 'Why?')],
      running: { stream_id: 'stream-1', message_id: 'message-1' },
    });
    const second = await openTab(standIn);
    await (await standIn.resumption()).sends(standIn.start(), token('Be'));
    await shows(second, 'You.');
    await shows(second, 'Be');
    await find('button', 'Stop', second);
  });

  it('ask their first questions in one session, also where they cannot hear each other', async () => {
    standIn = await StandIn.create({}, [PATHS.sessions]);
    const deaf = '<script>delete window.BroadcastChannel</script>';
    const [first, second] = [await openTab(standIn, deaf), await openTab(standIn, deaf)];
    await ask('Why?', first);
    const opening = await standIn.opening();
    await ask('Who?', second);
    await find('button', 'Stop', second);
    await opening.answers({ session_id: standIn.session }, 201);
    const bodies = [(await standIn.question()).body, (await standIn.question()).body];
    expect(bodies.map(({ message }) => message)).to.have.members(['Why?', 'Who?']);
    for (const { session_id } of bodies) expect(session_id).to.equal(standIn.session);
    expect((await standIn.requests()).filter(({ path }) => path === PATHS.sessions)).to.have.length(1);
  });

  it('stop what they have asked themselves, in the session in which they did', async () => {
    const first = await openTab(standIn);
    await ask('Why?', first);
    const question = await standIn.question();
    await question.sends(standIn.start(), token('Be'));
    await shows(first, 'Be');
    localStorage.setItem(`smail-chat ${location.origin} ${standIn.chatbotId}`, '"another-session"');
    get('button', 'Stop', first).click();
    expect((await standIn.cancelling()).body.session_id).to.equal(standIn.session);
  });

  it('take up what they have missed when they are looked at, where they cannot hear each other', async () => {
    const second = await openTab(standIn, '<script>delete window.BroadcastChannel</script>');
    const first = await openTab(standIn);
    await ask('Why?', first);
    await (await standIn.question()).ends(standIn.start(), complete('Because.'));
    await shows(first, 'Because.');
    await standIn.holds({ messages: [said('q1', 'user', 'Why?'), said('message-1', 'assistant', 'Because.')] });
    second.dispatchEvent(new Event('visibilitychange'));
    await shows(second, 'Because.');
  });
});
