import { expect } from '@open-wc/testing/pure';

import type { SmailChatEventMap } from '../../widget/smail-chat-events.ts';
import { ask, mount, unmount } from './harness/chat.ts';
import { complete, failed, source, start } from './harness/events.ts';
import { eventually, find, get } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

const TYPES: readonly (keyof SmailChatEventMap)[] = [
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
    await eventually(() => expect(told).to.have.length(2));
    expect(told).to.deep.equal([
      { type: 'smail-chat-message', detail: { message: 'Why?' } },
      { type: 'smail-chat-complete', detail: { messageId: 'm-7', content: 'So.', sources } },
    ]);
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
