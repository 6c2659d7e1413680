import { expect } from '@open-wc/testing/pure';
import { render } from 'lit';

import { advance, ask as asked, type Turn } from '../../widget/conversation/turn.ts';
import { Waiting } from '../../widget/controllers/waiting.ts';
import { english } from '../../widget/texts.ts';
import { statusLine, type StatusView } from '../../widget/views/status-line.ts';
import { ask, mount, unmount } from './harness/chat.ts';
import { complete, start, status, token } from './harness/events.ts';
import { eventually, find, get, gone } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

const searching = advance(advance(asked('Why?', 'id-1'), { id: 1, event: start() }), {
  id: 2,
  event: status('searching'),
});

/** What is seen, and what is heard, of a view. */
function shown(view: Partial<StatusView>): { seen: string; heard: string } {
  const container = document.createElement('div');
  const whole = {
    t: english,
    language: 'en',
    turn: searching,
    stateMs: 0,
    answerMs: undefined,
    usage: undefined,
    isOnline: true,
  };
  render(statusLine({ ...whole, ...view }), container);
  const text = (selector: string): string =>
    container.querySelector(selector)?.textContent.replaceAll(/\s+/g, ' ').trim() ?? '';
  return { seen: text('[aria-hidden]'), heard: text('[role=status]') };
}

describe('the status line', () => {
  it('has two texts for a state that lasts, by turns; the second is heard once', () => {
    const texts = [0, 4_999, 5_000, 9_999, 10_000, 15_000].map((stateMs) => shown({ stateMs }));
    expect(texts.map(({ seen }) => seen)).to.deep.equal([
      'Searching…',
      'Searching…',
      'Still searching…',
      'Still searching…',
      'Searching…',
      'Still searching…',
    ]);
    const heard = texts.map((text) => text.heard);
    expect(heard.filter((text, index) => text !== heard[index - 1])).to.deep.equal(['Searching…', 'Still searching…']);
  });

  it('tells the time and the speed in the visitor’s language where that is wanted, for eyes only', () => {
    const turn = advance(searching, { id: 3, event: complete('So.') });
    const usage = { ...complete('').usage, tokens_per_second: 31.46 };
    expect(shown({ answerMs: 2_400 })).to.deep.equal({ seen: 'Searching… 2 sec', heard: 'Searching…' });
    expect(shown({ turn, usage, answerMs: 8_421 })).to.deep.equal({ seen: '8.4 sec 31.5 tokens a second', heard: '' });
    expect(shown({ turn, usage, answerMs: 8_421, language: 'de' }).seen).to.contain('8,4 Sek.');
    expect(shown({ turn, usage })).to.deep.equal({ seen: '', heard: '' });
  });

  it('tells that there is no network, when nothing else is going on', () => {
    expect(shown({ turn: undefined, isOnline: false }).heard).to.equal('You are offline.');
    expect(shown({ isOnline: false }).heard).to.equal('Searching…');
  });
});

describe('waiting', () => {
  it('is measured from the question on, and from each state on, and ends with the answer', () => {
    let now = 0;
    let turn: Turn | undefined;
    const waiting = new Waiting(
      {
        addController: () => undefined,
        isConnected: true,
        removeController: () => undefined,
        requestUpdate: () => undefined,
        updateComplete: Promise.resolve(true),
      },
      () => turn,
      () => now,
    );
    const at = (ms: number, next: Turn): unknown => {
      now = ms;
      turn = next;
      waiting.hostUpdate();
      return waiting.waited;
    };
    expect(at(1_000, searching)).to.deep.equal({ answer: 0, state: 0 });
    expect(at(4_000, searching)).to.deep.equal({ answer: 3_000, state: 3_000 });
    const writing = advance(searching, { id: 3, event: token('S') });
    expect(at(5_000, writing)).to.deep.equal({ answer: 4_000, state: 0 });
    expect(at(6_000, advance(writing, { id: 4, event: complete('So.') }))).to.include({ answer: 5_000 });
    expect(at(9_000, advance(writing, { id: 4, event: complete('So.') }))).to.include({ answer: 5_000 });
    expect(at(10_000, asked('And?', 'id-2'))).to.deep.equal({ answer: 0, state: 0 });
    waiting.hostDisconnected();
  });

  it('is not known of an answer that was there before', () => {
    const old = advance(searching, { id: 3, event: complete('So.') });
    const host = {
      addController: () => undefined,
      isConnected: true,
      removeController: () => undefined,
      requestUpdate: () => undefined,
      updateComplete: Promise.resolve(true),
    };
    const waiting = new Waiting(host, () => old);
    waiting.hostUpdate();
    expect(waiting.waited.answer).to.equal(undefined);
  });
});

describe('a chat that is waiting', () => {
  let standIn: StandIn;

  beforeEach(async () => {
    standIn = await StandIn.create({ features: { usage: true } });
    await mount(standIn);
    await find('region', 'Tilly');
  });
  afterEach(unmount);

  it('shows progress until text comes, then figures', async () => {
    await ask('Why?');
    await find('progressbar', 'Waiting…');
    const question = await standIn.question();
    await question.sends(start(), status('searching'));
    expect((await find('progressbar', 'Searching…')).hasAttribute('aria-valuenow')).to.equal(false);
    await question.sends(token('So'));
    await gone('progressbar');
    await question.ends(token('.'), complete('So.', { usage: { ...complete('').usage, tokens_per_second: 7 } }));
    await eventually(() => expect(get('region').innerText).to.match(/\d sec\s+7 tokens a second/));
  });

  it('tells that the network is gone, and that it is back', async () => {
    Object.defineProperty(navigator, 'onLine', { configurable: true, value: false });
    dispatchEvent(new Event('offline'));
    await eventually(() => expect(get('status').textContent).to.equal('You are offline.'));
    Reflect.deleteProperty(navigator, 'onLine');
    dispatchEvent(new Event('online'));
    await eventually(() => expect(get('status').textContent).to.equal(''));
  });
});
