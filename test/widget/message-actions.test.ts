import { expect } from '@open-wc/testing/pure';
import { sendKeys } from '@web/test-runner-commands';

import type { PublicChatbot } from '../../protocol/requests.ts';
import type { SmailChatElement } from '../../widget/smail-chat-element.ts';
import { ask, mount, unmount } from './harness/chat.ts';
import { cancelled, complete, source, token } from './harness/events.ts';
import { eventually, find, focused, get, gone, queryAll } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

let standIn: StandIn;
let chat: SmailChatElement;

async function begin(chatbot: Partial<PublicChatbot> = {}): Promise<void> {
  standIn = await StandIn.create(chatbot);
  chat = await mount(standIn);
}

/** Has a question answered; the visitor sees the whole of it afterwards. */
async function answered(question: string, answer: string, more: Parameters<typeof complete>[1] = {}): Promise<void> {
  await ask(question);
  await (await standIn.question()).ends(standIn.start(), token(answer), complete(answer, more));
  await find('button', 'Send message');
}

function log(): string {
  return get('log').innerText;
}

/** What is said to those who can't see it. */
function announced(): string {
  return chat.shadowRoot?.querySelector('.heard[aria-live=polite]')?.textContent ?? '';
}

function pressed(name: string): string | null {
  return get('button', name).ariaPressed;
}

describe('the last answer', () => {
  beforeEach(() => begin());
  afterEach(unmount);

  it('is asked for again in its place', async () => {
    await answered('Why?', 'Because.');
    const messages: string[] = [];
    chat.addEventListener('smail-chat-message', ({ detail }) => messages.push(detail.message));
    get('button', 'Answer again').click();
    const again = await standIn.question();
    const first = (await standIn.requests()).find(({ path }) => path.endsWith('/chat/stream'));
    expect(again.body.message).to.equal('Why?');
    expect(again.body.replaces).to.equal(Object(first?.body).client_message_id);
    await eventually(() => expect(log()).not.to.contain('Because.'));
    expect(focused(), 'the button is gone').to.equal(get('log'));
    await again.ends(standIn.start(), complete('Be that as it may.'));
    await eventually(() => expect(log()).to.contain('Be that as it may.'));
    expect(log().match(/Why\?/g)).to.have.length(1);
    expect(messages).to.deep.equal(['Why?']);
  });

  it('is the only one that can be', async () => {
    await answered('Why?', 'Because.');
    await answered('Really?', 'Yes.');
    expect(queryAll('button', 'Answer again')).to.have.length(1);
    expect(queryAll('button', 'Edit')).to.have.length(1);
    expect(queryAll('button', 'Good answer')).to.have.length(2);
    await ask('And then?');
    const open = await standIn.question();
    await open.sends(standIn.start(), token('Then'));
    await gone('button', 'Answer again');
    expect(queryAll('button', 'Edit')).to.have.length(0);
    await open.ends(cancelled('Then'));
  });

  it('offers what may be asked next, until something is asked', async () => {
    await answered('Why?', 'Because.', { follow_ups: ['Which colours?', 'What size?'] });
    const list = await find('list', 'You could also ask');
    get('button', 'What size?', list).click();
    const question = await standIn.question();
    expect(question.body.message).to.equal('What size?');
    expect(question.body).not.to.have.property('replaces');
    await gone('list', 'You could also ask');
    await question.ends(standIn.start(), complete('42.'));
  });

  it('shows its sources with what they say', async () => {
    const sources = [{ ...source('Returns', '/returns'), snippet: 'Within 30 days.' }, source('Shoes', '')];
    await answered('Why?', 'Because. [1]', { sources });
    const list = await find('list', 'Sources');
    expect(list.innerText).to.contain('Within 30 days.');
    expect(queryAll('listitem', undefined, list)).to.have.length(2);
    expect(get('link', undefined, list).innerText).to.match(/^1\s/);
  });

  it('tells when it was given, and the question when it was asked', async () => {
    await answered('Why?', 'Because.');
    const times = [...(chat.shadowRoot?.querySelectorAll('time') ?? [])];
    expect(times).to.have.length(2);
    for (const time of times) {
      expect(Date.now() - Date.parse(time.dateTime)).to.be.within(0, 60_000);
      expect(time.textContent).to.match(/^Sent \d/);
    }
  });
});

describe('the last question', () => {
  beforeEach(() => begin());
  afterEach(unmount);

  it('is worded anew in its place', async () => {
    await answered('Wy?', 'What?');
    get('button', 'Edit').click();
    const field = (await find('textbox', 'Edit')) as HTMLTextAreaElement;
    await eventually(() => expect(focused()).to.equal(field));
    expect(field.value).to.equal('Wy?');
    field.value = 'Why?';
    await sendKeys({ press: 'Enter' });
    const again = await standIn.question();
    expect(again.body.message).to.equal('Why?');
    expect(again.body.replaces).to.be.a('string');
    await gone('textbox', 'Edit');
    await again.ends(standIn.start(), complete('Because.'));
    await eventually(() => expect(log()).to.contain('Because.'));
    expect(log()).not.to.contain('Wy?');
    expect(log()).not.to.contain('What?');
  });

  it('stays as it was where that is broken off, and the focus goes back', async () => {
    await answered('Why?', 'Because.');
    for (const leave of [() => sendKeys({ press: 'Escape' }), async () => get('button', 'Cancel').click()]) {
      get('button', 'Edit').click();
      const field = await find('textbox', 'Edit');
      await eventually(() => expect(focused()).to.equal(field));
      await leave();
      const button = await find('button', 'Edit');
      await eventually(() => expect(focused()).to.equal(button));
    }
    expect(log()).to.contain('Because.');
    expect((await standIn.requests()).filter(({ path }) => path.endsWith('/chat/stream'))).to.have.length(1);
  });
});

describe('what the visitor thinks of an answer', () => {
  beforeEach(() => begin());
  afterEach(unmount);

  it('is told the server and the page, and thanked for', async () => {
    await answered('Why?', 'Because.');
    const events: unknown[] = [];
    chat.addEventListener('smail-chat-feedback', ({ detail }) => events.push(detail));
    expect(pressed('Good answer')).to.equal('false');
    get('button', 'Good answer').click();
    const rating = await standIn.rating();
    expect(rating.body).to.deep.equal({ rating: 'up' });
    expect(rating.headers['authorization']).to.equal(`Bearer ${standIn.session}`);
    expect(pressed('Good answer')).to.equal('true');
    await rating.agrees();
    await eventually(() => expect(announced()).to.contain('Thank you for your feedback.'));
    expect(events).to.deep.equal([{ messageId: 'message-1', rating: 'up' }]);
  });

  it('is taken back with the same button', async () => {
    await answered('Why?', 'Because.');
    get('button', 'Good answer').click();
    await (await standIn.rating()).agrees();
    await eventually(() => expect(pressed('Good answer')).to.equal('true'));
    get('button', 'Good answer').click();
    const back = await standIn.rating();
    expect(back.body).to.deep.equal({ rating: null });
    await back.agrees();
    await eventually(() => expect(pressed('Good answer')).to.equal('false'));
  });

  it('may have a reason', async () => {
    await answered('Why?', 'Because.');
    get('button', 'Bad answer').click();
    await (await standIn.rating()).agrees();
    const field = (await find('textbox', 'What could be better? (optional)')) as HTMLTextAreaElement;
    field.value = ' Too short. ';
    get('button', 'Send feedback').click();
    const rating = await standIn.rating();
    expect(rating.body).to.deep.equal({ rating: 'down', comment: 'Too short.' });
    await rating.agrees();
    await gone('textbox', 'What could be better? (optional)');
    expect(pressed('Bad answer')).to.equal('true');
    expect(focused()).to.equal(get('button', 'Bad answer'));
  });

  it('keeps the reason in its field where the server does not get it', async () => {
    await answered('Why?', 'Because.');
    get('button', 'Bad answer').click();
    await (await standIn.rating()).agrees();
    const field = (await find('textbox', 'What could be better? (optional)')) as HTMLTextAreaElement;
    expect(field.value).to.equal('');
    field.value = 'Too short.';
    get('button', 'Send feedback').click();
    await (await standIn.rating()).refuses({ status: 500, code: 'internal', detail: 'Not now.' });
    const again = (await find('textbox', 'What could be better? (optional)')) as HTMLTextAreaElement;
    expect(again.value).to.equal('Too short.');
    expect(pressed('Bad answer')).to.equal('true');
    get('button', 'Send feedback').click();
    expect((await standIn.rating()).body).to.deep.equal({ rating: 'down', comment: 'Too short.' });
  });

  it('is taken back where the server does not have it, and why is said', async () => {
    await answered('Why?', 'Because.');
    get('button', 'Good answer').click();
    await (await standIn.rating()).refuses({ status: 404, code: 'not_found', detail: 'There is no such answer.' });
    await eventually(() => expect(pressed('Good answer')).to.equal('false'));
    await eventually(() => expect(announced()).to.contain('There is no such answer.'));
    expect(log()).to.contain('There is no such answer.');
  });
});

describe('what the owner has switched off', () => {
  afterEach(unmount);

  it('is not there', async () => {
    await begin({ features: { copy: false, feedback: false, regenerate: false, edit: false, sources: false } });
    await answered('Why?', 'Because.', { sources: [source('Returns', '/returns')] });
    for (const name of ['Copy', 'Good answer', 'Bad answer', 'Answer again', 'Edit']) {
      expect(queryAll('button', name), name).to.have.length(0);
    }
    expect(queryAll('list', 'Sources')).to.have.length(0);
  });
});

describe('an answer of another session', () => {
  afterEach(unmount);

  it('is found rated, with what may be asked next, after a reload', async () => {
    await begin();
    await answered('Hello?', 'Hello.');
    unmount();
    await standIn.holds({
      messages: [
        { id: 'q', role: 'user', content: 'Why?', created_at: '2026-11-20T12:00:00.000Z' },
        {
          id: 'm',
          role: 'assistant',
          content: 'Because.',
          created_at: '2026-11-20T12:00:01.000Z',
          feedback: { rating: 'up' },
          follow_ups: ['And then?'],
        },
      ],
    });
    chat = await mount(standIn);
    await find('button', 'And then?');
    expect(get('button', 'Good answer').ariaPressed).to.equal('true');
    get('button', 'Answer again').click();
    expect((await standIn.question()).body).to.deep.include({ message: 'Why?', replaces: 'q' });
  });
});
