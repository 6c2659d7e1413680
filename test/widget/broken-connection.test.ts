import { expect } from '@open-wc/testing/pure';

import type { DiagnosticsDetail } from '../../widget/smail-chat-events.ts';
import { ask, mount, unmount } from './harness/chat.ts';
import { complete, failed, token } from './harness/events.ts';
import { eventually, find, get, gone, queryAll } from './harness/roles.ts';
import { StandIn, type Exchange } from './harness/stand-in.ts';

/** What a visitor reads of the answer, or hears of it: its own words, once. */
function answers(): readonly string[] {
  return [...(get('log').querySelectorAll('.assistant .text') ?? [])].map(({ textContent }) => textContent);
}

async function shows(...texts: readonly string[]): Promise<void> {
  await eventually(() => expect(answers()).to.deep.equal(texts));
}

async function says(text: string): Promise<void> {
  await eventually(() => expect(get('status').textContent).to.equal(text));
}

/** Whether the browser says that it has a network. */
function setOnline(online: boolean): void {
  Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => online });
  dispatchEvent(new Event(online ? 'online' : 'offline'));
}

describe('a chat whose connection breaks', () => {
  let standIn: StandIn;
  let told: DiagnosticsDetail[];

  beforeEach(async () => {
    standIn = await StandIn.create();
    told = [];
    (await mount(standIn)).addEventListener('smail-chat-diagnostics', ({ detail }) => told.push(detail));
  });
  afterEach(() => {
    unmount();
    Reflect.deleteProperty(navigator, 'onLine');
  });

  async function writing(): Promise<Exchange<unknown>> {
    await ask('Why?');
    const question = await standIn.question();
    await question.sends(standIn.start(), token('Be'));
    await shows('Be');
    return question;
  }

  it('goes on with the answer by itself, and shows nothing twice', async () => {
    const question = await writing();
    await question.breaks();
    const rest = await standIn.resumption();
    await shows('Be');
    await rest.ends(token('cause'), complete('Because'));
    await shows('Because');
    await find('button', 'Send message');
    expect(told.map(({ kind }) => kind)).to.deep.equal(['reconnecting', 'resumed']);
    expect(JSON.stringify(told)).not.to.contain('Be');
  });

  it('says that it tries, and how often', async () => {
    const question = await writing();
    await question.breaks();
    const rest = await standIn.resumption();
    await says('Reconnecting, attempt 1 of 5…');
    await rest.fails();
    await standIn.resumption();
    await says('Reconnecting, attempt 2 of 5…');
    expect(answers()).to.deep.equal(['Be']);
  });

  it('says that it is connected again before anything has come in', async () => {
    const question = await writing();
    await question.breaks();
    const rest = await standIn.resumption();
    await rest.writes(': ping\n\n');
    await says('Writing…');
  });

  it('offers to try again in the end, and then goes on where it was', async () => {
    const question = await writing();
    await question.breaks();
    for (let attempt = 0; attempt < 5; attempt += 1) await (await standIn.resumption()).fails();
    (await find('button', 'Try again')).click();
    expect(answers()).to.deep.equal(['Be']);
    const rest = await standIn.resumption();
    expect(rest.headers['last-event-id']).to.equal('2');
    await rest.ends(token('cause'), complete('Because'));
    await shows('Because');
    await gone('button', 'Try again');
  });

  it('waits for the network, and says so', async () => {
    const question = await writing();
    setOnline(false);
    await question.breaks();
    await says('You are offline. The answer goes on when you are back.');
    setOnline(true);
    await (await standIn.resumption()).ends(token('cause'), complete('Because'));
    await shows('Because');
    expect(told.map(({ kind }) => kind)).to.deep.equal(['offline', 'resumed']);
  });

  it('can be stopped while it waits', async () => {
    const question = await writing();
    setOnline(false);
    await question.breaks();
    await says('You are offline. The answer goes on when you are back.');
    get('button', 'Stop').click();
    await says('You are offline.');
    setOnline(true);
    await says('Stopped');
    expect((await standIn.cancelling()).body.session_id).to.equal(standIn.session);
  });

  it('does not try again what the server has refused', async () => {
    await ask('Why?');
    const problem = { status: 429, code: 'rate_limited', detail: 'That was a lot.' } as const;
    await (await standIn.question()).refuses(problem, { 'retry-after': '31' });
    await find('button', 'Try again');
    expect(told).to.deep.equal([]);
  });

  it('asks anew, in the same turn, where the rest of an answer is lost', async () => {
    const question = await writing();
    const partial = { id: 'message-1', role: 'assistant', content: 'Beca', created_at: '', partial: true } as const;
    await standIn.holds({ messages: [{ id: 'q', role: 'user', content: 'Why?', created_at: '' }, partial] });
    await question.breaks();
    const lost = { status: 404, code: 'stream_lost', detail: 'This answer can not be read any more.' } as const;
    await (await standIn.resumption()).refuses(lost);
    await shows('Beca');
    (await find('button', 'Try again')).click();
    const again = await standIn.question();
    expect(again.body.message).to.equal('Why?');
    await again.ends(standIn.start(), token('Because.'), complete('Because.'));
    await shows('Because.');
    expect(get('log').innerText.match(/Why\?/g)).to.have.length(1);
  });

  it('finds the answer that was finished while nobody could read it', async () => {
    const question = await writing();
    const whole = { id: 'message-1', role: 'assistant', content: 'Because.', created_at: '' } as const;
    await standIn.holds({ messages: [{ id: 'q', role: 'user', content: 'Why?', created_at: '' }, whole] });
    await question.breaks();
    await (await standIn.resumption()).refuses({ status: 404, code: 'stream_lost', detail: 'Gone.' });
    await shows('Because.');
    expect(queryAll('button', 'Try again')).to.have.length(0);
  });

  it('has answers in one piece for the rest of the visit, where no streams come through', async () => {
    await ask('Why?');
    await (await standIn.question()).answers('<h1>Not today</h1>', 200, { 'content-type': 'text/html' });
    const { type: _type, done: _done, ...whole } = complete('Because.');
    await (await standIn.wholeQuestion()).answers({ ...whole, session_id: standIn.session });
    await shows('Because.');
    expect(told).to.deep.equal([{ kind: 'fallback', reason: 'refused' }]);
    await find('button', 'Send message');
    await ask('And then?');
    await (await standIn.wholeQuestion()).answers({ ...whole, content: 'Then this.', session_id: standIn.session });
    await shows('Because.', 'Then this.');
  });

  it('leaves alone an answer that the server has ended', async () => {
    const question = await writing();
    await question.ends(failed({ code: 'interrupted', error: 'The server is restarting.' }));
    await find('button', 'Try again');
    expect(told).to.deep.equal([]);
  });

  it('takes junk for no time to wait', async () => {
    const chat = document.querySelector('smail-chat');
    for (const junk of ['', 'soon', '-1', '0', 'Infinity']) {
      chat?.setAttribute('retry-base', junk);
      expect(chat?.retryBase, junk).to.equal(500);
    }
    chat?.setAttribute('retry-base', '5000');
    expect(chat?.retryBase).to.equal(5_000);
  });
});
