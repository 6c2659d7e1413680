import { expect } from '@open-wc/testing/pure';

import { PATHS, type StoredMessage } from '../../protocol/requests.ts';
import { ask, mount, textbox, unmount } from './harness/chat.ts';
import { complete, token } from './harness/events.ts';
import { closePages, HostPage } from './harness/host-page.ts';
import { eventually, find, get, queryAll } from './harness/roles.ts';
import { StandIn, type Exchange } from './harness/stand-in.ts';

function said(id: string, role: StoredMessage['role'], content: string): StoredMessage {
  return { id, role, content, created_at: '2026-11-20T12:00:00.000Z' };
}

function body(standIn: StandIn): string {
  return `<smail-chat chatbot-id="${standIn.chatbotId}" mode="floating" retry-base="1"></smail-chat>
    <script src="/smail-chat.js" async></script>`;
}

async function shows(page: HostPage, text: string): Promise<void> {
  await eventually(() => expect(get('log', undefined, page.document).innerText).to.contain(text));
}

/** A page in which an answer has begun to come in. */
async function writing(standIn: StandIn): Promise<{ page: HostPage; question: Exchange<unknown> }> {
  const page = await HostPage.open({ body: body(standIn) });
  (await find('button', 'Open chat', page.document)).click();
  await ask('Why?', page.document);
  const question = await standIn.question();
  await question.sends(standIn.start(), token('Be'));
  await shows(page, 'Be');
  return { page, question };
}

const RUNNING = {
  messages: [said('q1', 'user', 'Why?')],
  running: { stream_id: 'stream-1', message_id: 'message-1' },
};

describe('a page that is loaded again', () => {
  afterEach(closePages);

  it('goes on at once with the answer that had begun, in the chat that was open', async () => {
    const standIn = await StandIn.create();
    const { page } = await writing(standIn);
    await standIn.holds(RUNNING);
    await page.reload();
    const rest = await standIn.resumption();
    await find('dialog', 'Tilly', page.document);
    expect(rest.headers['last-event-id']).to.equal(undefined);
    await rest.sends(standIn.start(), token('Be'));
    await shows(page, 'Be');
    await rest.ends(token('cause.'), complete('Because.'));
    await shows(page, 'Because.');
    expect(get('log', undefined, page.document).innerText.match(/Why\?/g)).to.have.length(1);
    expect(page.faults).to.deep.equal([]);
  });

  it('goes on with the answer in a chat that stays closed', async () => {
    const standIn = await StandIn.create();
    const { page } = await writing(standIn);
    get('button', 'Close chat', page.document).click();
    await find('button', 'Open chat', page.document);
    await standIn.holds(RUNNING);
    await page.reload();
    await (await standIn.resumption()).ends(standIn.start(), complete('Because.'));
    expect(queryAll('dialog', undefined, page.document)).to.have.length(0);
    (await find('button', 'Open chat, 1 new message', page.document)).click();
    await shows(page, 'Because.');
  });

  it('asks again, under the same id, what the server may not have heard', async () => {
    const standIn = await StandIn.create();
    const page = await HostPage.open({ body: body(standIn) });
    (await find('button', 'Open chat', page.document)).click();
    await ask('Why?', page.document);
    const first = await standIn.question();
    await page.reload();
    const second = await standIn.question();
    expect(second.body).to.deep.equal(first.body);
    await second.ends(standIn.start(), complete('Because.'));
    await shows(page, 'Because.');
  });

  it('asks for nothing before the chat is opened where no answer is open, and then knows what was said', async () => {
    const standIn = await StandIn.create();
    const { page, question } = await writing(standIn);
    await question.ends(complete('Because.'));
    await find('button', 'Send message', page.document);
    await standIn.holds({ messages: [said('q1', 'user', 'Why?'), said('message-1', 'assistant', 'Because.')] });
    const before = (await standIn.requests()).length;
    await page.reload();
    (await find('button', 'Open chat', page.document)).focus();
    expect(await standIn.requests()).to.have.length(before);
    get('button', 'Open chat', page.document).click();
    await shows(page, 'Because.');
    const since = (await standIn.requests()).slice(before);
    expect(since.map(({ path }) => path)).to.have.members([PATHS.chatbot(standIn.chatbotId), PATHS.messages]);
  });

  it('asks at once, and has what was said above it when that comes', async () => {
    const standIn = await StandIn.create({}, [PATHS.messages]);
    const { page, question } = await writing(standIn);
    await question.ends(complete('Because.'));
    await find('button', 'Send message', page.document);
    await page.reload();
    (await find('button', 'Open chat', page.document)).click();
    const recalling = await standIn.recalling();
    await ask('Why?', page.document);
    const again = await standIn.question();
    await again.sends({ ...standIn.start(), message_id: 'message-2' }, token('As I said: '));
    await shows(page, 'As I said:');
    await recalling.answers({
      messages: [
        { ...said('q1', 'user', 'Why?'), client_message_id: 'other' },
        said('message-1', 'assistant', 'Because.'),
        { ...said('q2', 'user', 'Why?'), client_message_id: again.body.client_message_id },
      ],
      running: { stream_id: 'stream-1', message_id: 'message-2' },
    });
    await shows(page, 'Because.');
    await again.ends(token('it is so.'), complete('As I said: it is so.', { message_id: 'message-2' }));
    await shows(page, 'As I said: it is so.');
    expect(get('log', undefined, page.document).innerText.match(/Why\?|Because\.|As I/g)).to.deep.equal([
      'Why?',
      'Because.',
      'Why?',
      'As I',
    ]);
  });

  it('begins anew where the server does not know the session any more', async () => {
    const standIn = await StandIn.create({}, [PATHS.messages]);
    const { page, question } = await writing(standIn);
    await question.ends(complete('Because.'));
    await find('button', 'Send message', page.document);
    await page.reload();
    (await find('button', 'Open chat', page.document)).click();
    await (await standIn.recalling()).refuses({ status: 404, code: 'not_found', detail: 'No such conversation.' });
    await textbox(page.document);
    await eventually(() => expect(page.window.localStorage.getItem(key(standIn))).to.equal(null));
    expect(queryAll('button', 'Try again', page.document)).to.have.length(0);
  });

  it('stores nothing before there is anything to store', async () => {
    const standIn = await StandIn.create();
    const page = await HostPage.open({ body: body(standIn) });
    await find('button', 'Open chat', page.document);
    const { localStorage, sessionStorage } = page.window;
    expect([localStorage.getItem(key(standIn)), sessionStorage.getItem(key(standIn))]).to.deep.equal([null, null]);
  });
});

function key({ chatbotId }: StandIn): string {
  return `smail-chat ${location.origin} ${chatbotId}`;
}

describe('a page that may store nothing', () => {
  afterEach(closePages);

  it('has a chat all the same', async () => {
    const standIn = await StandIn.create();
    const head = `<script>
      for (const name of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError'); } });
      }
      delete window.BroadcastChannel;
    </script>`;
    const page = await HostPage.open({ head, body: body(standIn) });
    (await find('button', 'Open chat', page.document)).click();
    await ask('Why?', page.document);
    await (await standIn.question()).ends(standIn.start(), complete('Because.'));
    await shows(page, 'Because.');
    await find('button', 'Send message', page.document);
    await ask('And then?', page.document);
    expect((await standIn.question()).body.session_id).to.equal(standIn.session);
    expect(page.faults).to.deep.equal([]);
  });
});

describe('a page that goes into the back/forward cache', () => {
  afterEach(unmount);

  it('lets go of its connection, and goes on when it is back', async () => {
    const standIn = await StandIn.create();
    await mount(standIn);
    await ask('Why?');
    const question = await standIn.question();
    await question.sends(standIn.start(), token('Be'));
    await eventually(() => expect(get('log').innerText).to.contain('Be'));
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    await question.closed();
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    const rest = await standIn.resumption();
    expect(rest.headers['last-event-id']).to.equal('2');
    await rest.ends(token('cause.'), complete('Because.'));
    await eventually(() => expect(get('log').innerText).to.contain('Because.'));
  });

  it('takes up what other tabs have said meanwhile', async () => {
    const standIn = await StandIn.create();
    await mount(standIn);
    await ask('Why?');
    await (await standIn.question()).ends(standIn.start(), complete('Because.'));
    await find('button', 'Send message');
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    await standIn.holds({
      messages: [
        said('q1', 'user', 'Why?'),
        said('message-1', 'assistant', 'Because.'),
        said('q2', 'user', 'Who?'),
        said('message-2', 'assistant', 'You.'),
      ],
    });
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    await eventually(() => expect(get('log').innerText).to.contain('You.'));
    expect(get('log').innerText.match(/Because\./g)).to.have.length(1);
  });
});

describe('a chat that leaves the page', () => {
  afterEach(unmount);

  it('goes on with its answer where it is put again, also as another element', async () => {
    const standIn = await StandIn.create();
    await mount(standIn);
    await ask('Why?');
    const question = await standIn.question();
    await question.sends(standIn.start(), token('Be'));
    await eventually(() => expect(get('log').innerText).to.contain('Be'));
    await standIn.holds(RUNNING);
    unmount();
    await question.closed();
    await mount(standIn);
    await (await standIn.resumption()).ends(standIn.start(), complete('Because.'));
    await eventually(() => expect(get('log').innerText).to.contain('Because.'));
  });
});
