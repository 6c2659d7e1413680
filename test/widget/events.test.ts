import { expect } from '@open-wc/testing/pure';

import type { SmailChatEventMap } from '../../widget/smail-chat-events.ts';
import { ask, mount, unmount } from './harness/chat.ts';
import { complete, failed, restart, source, start, token } from './harness/events.ts';
import { eventually, find, get } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

const TYPES: readonly (keyof SmailChatEventMap)[] = [
  'smail-chat-token',
  'smail-chat-open',
  'smail-chat-close',
  'smail-chat-message',
  'smail-chat-complete',
  'smail-chat-error',
];

describe('the events of a chat', () => {
  let told: { readonly type: string; readonly detail: unknown }[];
  const note = (event: CustomEvent): void => void told.push({ type: event.type, detail: event.detail });

  beforeEach(() => {
    told = [];
    for (const type of TYPES) document.addEventListener(type, note);
  });
  afterEach(() => {
    for (const type of TYPES) document.removeEventListener(type, note);
    unmount();
  });

  it('tell the page that it is opened and closed, by whomever', async () => {
    const chat = await mount(await StandIn.create(), { mode: 'floating' });
    expect(told).to.deep.equal([]);
    get('button', 'Open chat').click();
    (await find('button', 'Close chat')).click();
    await find('button', 'Open chat');
    chat.open = true;
    await find('dialog');
    expect(told).to.deep.equal([
      { type: 'smail-chat-open', detail: null },
      { type: 'smail-chat-close', detail: null },
      { type: 'smail-chat-open', detail: null },
    ]);
  });

  it('tell the page what is asked and answered', async () => {
    const standIn = await StandIn.create();
    await mount(standIn);
    await ask(' Why? ');
    const sources = [source('Handbook', '/handbook')];
    await (await standIn.question()).ends(start(), complete('So.', { message_id: 'm-7', sources }));
    await eventually(() => expect(told).to.have.length(3));
    expect(told).to.deep.equal([
      { type: 'smail-chat-message', detail: { message: 'Why?' } },
      { type: 'smail-chat-token', detail: { content: 'So.', text: 'So.' } },
      { type: 'smail-chat-complete', detail: { messageId: 'm-7', content: 'So.', sources } },
    ]);
  });

  it('tell the page once that the chatbot is known, and again of another one', async () => {
    const ready: unknown[] = [];
    const note = ({ detail }: CustomEvent): void => void ready.push(detail);
    document.addEventListener('smail-chat-ready', note);
    const [standIn, other] = [await StandIn.create(), await StandIn.create({ name: 'Otto' })];
    const chat = await mount(standIn, { mode: 'floating' });
    await eventually(() => expect(ready).to.have.length(1));
    get('button', 'Open chat').click();
    await find('dialog', 'Tilly');
    chat.chatbotId = other.chatbotId;
    await find('dialog', 'Otto');
    expect(ready).to.deep.equal([
      { chatbotId: standIn.chatbotId, name: 'Tilly' },
      { chatbotId: other.chatbotId, name: 'Otto' },
    ]);
    document.removeEventListener('smail-chat-ready', note);
  });

  it('tell the page what comes in, all of it before the end, and anew where the model begins anew', async () => {
    const standIn = await StandIn.create();
    await mount(standIn);
    await ask('Why?');
    const question = await standIn.question();
    await question.sends(start(), token('Because '), token('of '));
    const tokens = (): unknown[] => told.filter(({ type }) => type === 'smail-chat-token').map(({ detail }) => detail);
    const text = (): string =>
      tokens()
        .map((detail) => (detail as { content: string }).content)
        .join('');
    await eventually(() => expect(text()).to.equal('Because of '));
    expect(tokens().length).to.be.at.most(2);
    expect(tokens().at(-1)).to.include({ text: 'Because of ' });
    await question.sends(restart(), token('It '));
    await eventually(() => expect(tokens().at(-1)).to.deep.equal({ content: 'It ', text: 'It ' }));
    await question.ends(token('is.'), complete('It is.'));
    await eventually(() => expect(told.at(-1)?.type).to.equal('smail-chat-complete'));
    expect(told.at(-2)).to.deep.equal({ type: 'smail-chat-token', detail: { content: 'is.', text: 'It is.' } });
  });

  it('leave shadow roots, and come from the chat that they are about', async () => {
    const chat = await mount(await StandIn.create());
    const root = document.createElement('div').attachShadow({ mode: 'open' });
    const targets: (EventTarget | null)[] = [];
    document.body.append(root.host);
    root.append(chat);
    document.addEventListener('smail-chat-message', ({ target }) => targets.push(target), { once: true });
    chat.on('message', ({ target }) => targets.push(target));
    chat.send('Why?');
    await chat.updateComplete;
    expect(targets).to.deep.equal([chat, root.host]);
    root.host.remove();
  });

  it('tell the page what fails', async () => {
    const standIn = await StandIn.create();
    await mount(standIn);
    await ask('Why?');
    await (await standIn.question()).ends(start(), failed({ code: 'overloaded', retry_after: 5 }));
    await eventually(() => expect(told).to.have.length(2));
    expect(told[1]).to.deep.equal({
      type: 'smail-chat-error',
      detail: { code: 'overloaded', retryable: true, retryAfter: 5 },
    });
  });
});
