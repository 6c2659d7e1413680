import { expect } from '@open-wc/testing/pure';

import type { SmailChatElement } from '../../widget/smail-chat-element.ts';
import { ask, mount, textbox, unmount } from './harness/chat.ts';
import { FakeClock } from './harness/fake-clock.ts';
import { cancelled, complete, failed, restart, SESSION, source, start, status, token } from './harness/events.ts';
import { eventually, find, focused, get, gone, nextFrame, queryAll } from './harness/roles.ts';
import { StandIn, type Exchange } from './harness/stand-in.ts';

/** What the log shows, without the texts that are only heard. */
function shown(): string {
  return get('log').innerText;
}

async function shows(text: string): Promise<void> {
  await eventually(() => expect(shown()).to.contain(text));
}

function statusLine(): string | null {
  return get('status').textContent;
}

async function says(text: string): Promise<void> {
  await eventually(() => expect(statusLine()).to.equal(text));
}

/** Mounts a chat whose answer has begun to come in. */
async function writing(standIn: StandIn): Promise<Exchange<unknown>> {
  await mount(standIn);
  await ask('Why?');
  const question = await standIn.question();
  await question.sends(start(), token('Because'));
  await shows('Because');
  return question;
}

/** The element that shows the answer. */
function shownText(chat: SmailChatElement): Element {
  const text = chat.shadowRoot?.querySelector('[aria-busy] .text');
  if (!text) throw new Error('there is no answer');
  return text;
}

/** @returns whether this is a change of an answer's text. */
function inText({ target }: MutationRecord): boolean {
  const element = target instanceof Element ? target : target.parentElement;
  return Boolean(element?.closest('[aria-busy] .text'));
}

describe('an answer', () => {
  let clock: FakeClock | undefined;

  afterEach(() => {
    unmount();
    clock?.putBack();
    clock = undefined;
  });

  it('comes in as the server writes it', async () => {
    const standIn = await StandIn.create();
    await mount(standIn);
    await ask('Why?');
    await says('Waiting…');
    const question = await standIn.question();
    for (const [state, line] of [
      ['searching', 'Searching…'],
      ['thinking', 'Thinking…'],
      ['writing', 'Writing…'],
    ] as const) {
      await question.sends(...(state === 'searching' ? [start()] : []), status(state));
      await says(line);
    }
    await question.sends(token('Be'));
    await shows('Be');
    await question.sends(token('cause'));
    await shows('Because');
    await question.ends(token(' so.'), complete('Because so.'));
    await shows('Because so.');
    await says('');
    await find('button', 'Send message');
  });

  it('is whole however the network cuts it', async () => {
    const standIn = await StandIn.create();
    await mount(standIn);
    await ask('Why?');
    const question = await standIn.question();
    const wire = `id: 1\ndata: ${JSON.stringify(start())}\n\nid: 2\ndata: ${JSON.stringify(token('Grüß dich 🫖'))}\n\n`;
    for (let at = 0; at < wire.length; at += 17) await question.writes(wire.slice(at, at + 17));
    await shows('Grüß dich 🫖');
  });

  it('begins anew where the server says so', async () => {
    const standIn = await StandIn.create();
    await mount(standIn);
    await ask('Why?');
    const question = await standIn.question();
    await question.sends(start(), token('Wrong'));
    await shows('Wrong');
    await question.ends(restart(), token('Right.'), complete('Right.'));
    await shows('Right.');
    expect(shown()).not.to.contain('Wrong');
  });

  it('tells that it was cut short', async () => {
    const standIn = await StandIn.create();
    await mount(standIn);
    await ask('Why?');
    await (await standIn.question()).ends(start(), complete('Because', { finish_reason: 'length' }));
    await shows('cut short');
  });

  it('names its sources, and links those that have an address', async () => {
    const standIn = await StandIn.create();
    await mount(standIn);
    await ask('Why?');
    const sources = [source('Handbook', 'https://example.org/handbook'), source('Notes', '')];
    await (await standIn.question()).ends(start(), complete('So.', { sources }));
    const list = await find('list', 'Sources');
    expect(queryAll('listitem', undefined, list)).to.have.length(2);
    const link = get('link', 'Handbook (opens in a new tab)', list);
    expect(link).to.include({ href: 'https://example.org/handbook', target: '_blank' });
    expect(link.getAttribute('rel')).to.equal('noopener noreferrer nofollow ugc');
    expect(link.getAttribute('referrerpolicy')).to.equal('no-referrer');
    expect(list.textContent).to.contain('Notes');
  });

  for (const [about, before] of [
    ['the block that grows', ''],
    ['a block that is finished', 'Before.\n\n'],
  ] as const) {
    it(`leaves alone what the reader has selected in ${about}, to its end`, async () => {
      const standIn = await StandIn.create();
      const chat = await mount(standIn);
      await ask('Why?');
      const question = await standIn.question();
      const begun = before === '' ? 'Because so.' : `Because so.\n\n${before}`;
      await question.sends(start(), token(begun));
      await shows(begun.trimEnd());
      const selection = getSelection();
      const text = shownText(chat).querySelector('p')?.firstChild;
      if (!selection || !text) throw new Error('there is no text');
      selection.setBaseAndExtent(text, 0, text, 7);

      const more = ' And **more** of [it](https://example.org/).\n\n- One\n- Two';
      await question.sends(token(more));
      await shows('Two');
      expect(selection.toString()).to.equal('Because');
      await question.ends(token('\n\nSo.'), complete(`${begun}${more}\n\nSo.`));
      await find('button', 'Send message');
      await shows('So.');
      await nextFrame();
      expect(selection.toString()).to.equal('Because');
    });
  }

  it('is drawn at most once a frame, however fast it comes', async () => {
    const standIn = await StandIn.create();
    const chat = await mount(standIn);
    await ask('Why?');
    const question = await standIn.question();
    await question.sends(start());
    await nextFrame();
    // A machine that is too busy to draw frames is another matter.
    clock = new FakeClock();
    // Not the timeline's time: two frames of a busy machine can have the same.
    let frame = 0;
    const count = (): void => {
      frame += 1;
      counting = requestAnimationFrame(count);
    };
    let counting = requestAnimationFrame(count);
    const frames: number[] = [];
    chat.addController({ hostUpdated: () => frames.push(frame) });
    const changes: number[] = [];
    const observer = new MutationObserver((records) => {
      if (records.some(inText)) changes.push(frame);
    });
    if (!chat.shadowRoot) throw new Error('the chat is not rendered');
    observer.observe(chat.shadowRoot, { subtree: true, childList: true, characterData: true });
    const words = Array.from({ length: 2_000 }, (_, index) => `${index} `);
    await question.sends(...words.map(token));
    await shows('1999');
    const streamed = [...changes];
    await question.ends(complete(words.join('')));
    await find('button', 'Send message');
    observer.disconnect();
    cancelAnimationFrame(counting);
    expect(streamed).to.have.length.above(1);
    expect(streamed).to.deep.equal([...new Set(streamed)]);
    expect(frames).to.have.length.above(0);
    expect(new Set(frames).size).to.equal(frames.length);
  });

  it('belongs to the conversation that the server has begun', async () => {
    const standIn = await StandIn.create();
    await mount(standIn);
    await ask('Why?');
    await (await standIn.question()).ends(start(), complete('So.'));
    await find('button', 'Send message');
    await ask('And then?');
    expect((await standIn.question()).body.session_id).to.equal(SESSION);
  });

  it('goes when the chat leaves the page', async () => {
    const standIn = await StandIn.create();
    await mount(standIn);
    await ask('Why?');
    const question = await standIn.question();
    await question.sends(start());
    unmount();
    await question.closed();
  });

  it('goes when another chatbot is chosen', async () => {
    const [standIn, other] = [await StandIn.create(), await StandIn.create({ name: 'Otto' })];
    const chat = await mount(standIn);
    await ask('Why?');
    const question = await standIn.question();
    await question.sends(start(), token('Because'));
    await shows('Because');
    chat.chatbotId = other.chatbotId;
    await question.closed();
    await find('region', 'Otto');
    expect(shown()).not.to.contain('Because');
  });
});

describe('a suggestion', () => {
  afterEach(unmount);

  it('is asked when it is picked, and then they are gone', async () => {
    const standIn = await StandIn.create({ suggestions: ['How long?', 'How much?'] });
    await mount(standIn);
    await find('list', 'Suggested questions');
    get('button', 'How much?').click();
    expect((await standIn.question()).body.message).to.equal('How much?');
    await gone('list', 'Suggested questions');
    expect(focused()).to.equal(get('log'));
  });
});

describe('the Stop button', () => {
  afterEach(unmount);

  it('has the server stop, and keeps what was written', async () => {
    const standIn = await StandIn.create();
    const question = await writing(standIn);
    get('button', 'Stop').click();
    await says('Stopping…');
    const cancelling = await standIn.cancelling();
    expect(cancelling.body).to.have.keys('client_message_id', 'session_id');
    expect(cancelling.body.session_id).to.equal(SESSION);
    await cancelling.answers({ status: 'cancelled' });
    await question.ends(cancelled('Because'));
    await says('Stopped');
    expect(shown()).to.contain('Because');
    await find('button', 'Send message');
  });

  it('is told again where the server has not heard it', async () => {
    const standIn = await StandIn.create();
    const question = await writing(standIn);
    get('button', 'Stop').click();
    await (await standIn.cancelling()).fails();
    const again = await standIn.cancelling();
    await again.answers({ status: 'cancelled' });
    await question.ends(cancelled('Because'));
    await says('Stopped');
  });

  it('stops without the server where the server never hears it', async () => {
    const standIn = await StandIn.create();
    const question = await writing(standIn);
    get('button', 'Stop').click();
    for (let attempt = 0; attempt <= 5; attempt += 1) {
      await (await standIn.cancelling()).fails();
    }
    await says('Stopped');
    expect(shown()).to.contain('Because');
    await question.closed();
  });

  it('stops an answer that has not begun', async () => {
    const standIn = await StandIn.create();
    await mount(standIn);
    await ask('Why?');
    const question = await standIn.question();
    (await find('button', 'Stop')).click();
    const cancelling = await standIn.cancelling();
    expect(cancelling.body).to.deep.equal({
      client_message_id: question.body.client_message_id,
      session_id: standIn.session,
    });
    await cancelling.answers({ status: 'not_found' });
    await question.ends(standIn.start(), cancelled(''));
    await says('Stopped');
  });

  it('is heard in whichever session the answer begins', async () => {
    const standIn = await StandIn.create();
    await mount(standIn);
    await ask('Why?');
    const question = await standIn.question();
    (await find('button', 'Stop')).click();
    await (await standIn.cancelling()).answers({ status: 'not_found' });
    await question.sends(start('session-9'));
    expect((await standIn.cancelling()).body.session_id).to.equal('session-9');
    await question.ends(cancelled(''));
    await says('Stopped');
  });

  it('is not pressed by the second click of a double click on Send', async () => {
    const standIn = await StandIn.create();
    await mount(standIn);
    await ask('Why?');
    await standIn.question();
    const stop = await find('button', 'Stop');
    stop.dispatchEvent(new MouseEvent('click', { detail: 2, bubbles: true, composed: true }));
    await nextFrame();
    expect(statusLine()).to.equal('Waiting…');
  });

  it('keeps the focus of whoever pressed Send', async () => {
    const standIn = await StandIn.create();
    const question = await writing(standIn);
    const stop = get('button', 'Stop');
    stop.focus();
    await question.ends(complete('Because.'));
    expect(await find('button', 'Send message')).to.equal(stop);
    expect(focused()).to.equal(stop);
  });
});

describe('an answer that fails', () => {
  afterEach(unmount);

  it('keeps what had arrived, says why, and is asked again as another attempt', async () => {
    const standIn = await StandIn.create();
    await mount(standIn);
    await ask('Why?');
    const first = await standIn.question();
    await first.ends(start(), token('Beca'), failed({ error: 'The model is resting.' }));
    await shows('The model is resting.');
    expect(shown()).to.contain('Beca');

    get('button', 'Try again').click();
    const second = await standIn.question();
    expect(second.body).to.include({ message: 'Why?', session_id: SESSION });
    expect(second.body.client_message_id).not.to.equal(first.body.client_message_id);
    await gone('button', 'Try again');
    await second.ends(start(), token('Because.'), complete('Because.'));
    await shows('Because.');
    expect(shown().match(/Why\?/g)).to.have.length(1);
    expect(shown()).not.to.contain('resting');
  });

  it('says when one may go on, where the server says so', async () => {
    const standIn = await StandIn.create();
    await mount(standIn);
    await ask('Why?');
    const problem = { status: 429, code: 'rate_limited', detail: 'That was a lot.' } as const;
    await (await standIn.question()).refuses(problem, { 'retry-after': '31' });
    await shows('That was a lot.');
    await shows('You can try again in 31 seconds.');
    get('button', 'Try again');
  });

  it('offers no second attempt where that is no use', async () => {
    const standIn = await StandIn.create();
    await mount(standIn);
    await ask('Why?');
    const problem = { status: 422, code: 'blocked', detail: 'Not this one.' } as const;
    await (await standIn.question()).refuses(problem);
    await shows('Not this one.');
    expect(queryAll('button', 'Try again')).to.have.length(0);
  });

  it('lets another question be asked, and only the last one be tried again', async () => {
    const standIn = await StandIn.create();
    await mount(standIn);
    await ask('Why?');
    await (await standIn.question()).ends(start(), failed());
    await find('button', 'Try again');
    await ask('Who?');
    await gone('button', 'Try again');
    await (await standIn.question()).ends(start(), failed());
    await find('button', 'Try again');
    expect(shown().match(/resting/g)).to.have.length(2);
  });
});

describe('a chatbot that cannot be described', () => {
  afterEach(unmount);

  it('is asked again when the visitor wants it, and answers meanwhile', async () => {
    const standIn = await StandIn.create({ name: '' });
    await mount(standIn);
    const page = { 'content-type': 'text/html' };
    await (await standIn.asksForDescription()).answers('<h1>Bad Gateway</h1>', 502, page);
    await shows('The chat could not be reached.');
    await ask('Why?');
    await (await standIn.question()).ends(start(), complete('So.'));
    await shows('So.');
    await textbox();

    get('button', 'Try again').click();
    const again = await standIn.asksForDescription();
    await again.answers({ id: standIn.chatbotId, name: 'Tilly', greeting: 'Hello!', suggestions: [] });
    await shows('Hello!');
    expect(shown()).not.to.contain('could not be reached');
  });
});
