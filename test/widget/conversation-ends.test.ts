import { expect } from '@open-wc/testing/pure';
import type { ReactiveControllerHost } from 'lit';

import { ConversationController } from '../../widget/controllers/conversation-controller.ts';
import { SavedSession } from '../../widget/controllers/saved-session.ts';
import type { TabMessage } from '../../widget/controllers/tab-message.ts';
import { complete, failed, SESSION, start, token } from './harness/events.ts';
import { eventually } from './harness/roles.ts';
import { ScriptedMessenger } from './harness/scripted-messenger.ts';
import { emptyStores, otherTab } from './harness/scripted-stores.ts';

class Host implements ReactiveControllerHost {
  readonly isConnected = true;
  readonly updateComplete = Promise.resolve(true);
  addController(): void {}
  removeController(): void {}
  requestUpdate(): void {}
}

let messenger: ScriptedMessenger;
let saved: SavedSession;
let stores: ReturnType<typeof emptyStores>;
let conversation: ConversationController;
let told: TabMessage[];
let isVisible: boolean;

beforeEach(() => {
  messenger = new ScriptedMessenger();
  stores = emptyStores();
  saved = new SavedSession('https://example.org', 'demo', stores);
  told = [];
  isVisible = true;
  conversation = new ConversationController(new Host(), {
    messenger: () => messenger,
    chatbotId: () => 'demo',
    saved: () => saved,
    tell: (message) => told.push(message),
    onSettled: () => {},
    onDiagnostics: () => {},
    isVisible: () => isVisible,
  });
});

async function followed(times: number): Promise<void> {
  await eventually(() => expect(messenger.followings).to.have.length(times));
}

async function answered(question: string): Promise<void> {
  const times = messenger.followings.length + 1;
  conversation.send(question);
  await followed(times);
  messenger.last.gives(start(), complete('So.', { message_id: `m-${times}` }));
  await eventually(() => expect(conversation.turns.at(-1)?.phase).to.equal('complete'));
  await eventually(() => expect(conversation.send('')).to.equal(false));
}

function questions(): readonly string[] {
  return conversation.turns.map(({ question }) => question);
}

describe('a question in the place of the last one', () => {
  it('is asked once the last is settled, and names it', async () => {
    conversation.send('Wy?');
    await followed(1);
    messenger.last.gives(start(), token('Wh'));
    await eventually(() => expect(conversation.openTurn?.text).to.equal('Wh'));
    expect(conversation.sendAnew('Why?'), 'while it is open').to.equal(false);
    messenger.last.gives(complete('What?'));
    await eventually(() => expect(conversation.sendAnew('Why?')).to.equal(true));
    await followed(2);
    const [first, second] = messenger.followings;
    expect(second?.question).to.include({ message: 'Why?', replaces: first?.question.clientMessageId });
    expect(questions()).to.deep.equal(['Why?']);
    expect(told.at(-1)).to.deep.include({ type: 'asked', replaces: first?.question.clientMessageId });
  });

  it('still names it where the first attempt at that was refused', async () => {
    await answered('Why?');
    await eventually(() => expect(conversation.sendAnew()).to.equal(true));
    await followed(2);
    messenger.last.gives(failed({ code: 'rate_limited' }));
    await eventually(() => expect(conversation.retry()).to.equal(true));
    await followed(3);
    const [first, second, third] = messenger.followings.map(({ question }) => question);
    expect(third?.replaces).to.equal(first?.clientMessageId);
    expect(third?.clientMessageId).not.to.equal(second?.clientMessageId);
  });

  it('takes that one out of a tab that nobody looks at', async () => {
    await answered('Hello?');
    await answered('Why?');
    isVisible = false;
    const { clientMessageId } = messenger.last.question;
    const asked = { type: 'asked', clientMessageId: 'id-9', key: 'id-9', question: 'Why?' } as const;
    conversation.hear({ ...asked, ...(clientMessageId !== undefined && { replaces: clientMessageId }) });
    expect(questions()).to.deep.equal(['Hello?']);
  });
});

describe('a conversation that is over', () => {
  it('is forgotten with its session, and the other tabs hear of it', async () => {
    await answered('Why?');
    expect(saved.sessionId).to.equal(SESSION);
    conversation.startAnew();
    expect(questions()).to.deep.equal([]);
    expect(saved.sessionId).to.equal(undefined);
    expect(told.at(-1)).to.deep.equal({ type: 'ended', sessionId: SESSION });
    await answered('Hello?');
    expect(messenger.last.question.sessionId, 'it is not taken up again').to.equal(undefined);
  });

  it('has the answer stopped that was open', async () => {
    conversation.send('Why?');
    await followed(1);
    messenger.last.gives(start(), token('Be'));
    await eventually(() => expect(conversation.openTurn?.text).to.equal('Be'));
    const { clientMessageId } = messenger.last.question;
    conversation.startAnew();
    expect(messenger.cancellings).to.deep.equal([{ client_message_id: clientMessageId, session_id: SESSION }]);
    await eventually(() => expect(messenger.last.signal.aborted).to.equal(true));
    expect(saved.tab.turn).to.equal(undefined);
  });

  it('is over here, too, where another tab has ended it, and that is not told on', async () => {
    await answered('Why?');
    told.length = 0;
    conversation.hear({ type: 'ended', sessionId: SESSION });
    expect(questions()).to.deep.equal([]);
    expect(saved.sessionId).to.equal(undefined);
    expect(told).to.deep.equal([]);
  });

  it('is over here, too, where the other tab has emptied the store of both', async () => {
    await answered('Why?');
    new SavedSession('https://example.org', 'demo', otherTab(stores)).sessionId = undefined;
    saved = new SavedSession('https://example.org', 'demo', stores);
    expect(saved.sessionId).to.equal(undefined);
    conversation.hear({ type: 'ended', sessionId: SESSION });
    expect(questions()).to.deep.equal([]);
  });

  it('takes nothing from the one after it, where the word comes late', async () => {
    await answered('Why?');
    conversation.hear({ type: 'ended', sessionId: 'session-0' });
    expect(questions()).to.deep.equal(['Why?']);
    expect(saved.sessionId).to.equal(SESSION);
    conversation.startAnew();
    conversation.send('Hello?');
    await followed(2);
    conversation.hear({ type: 'ended', sessionId: SESSION });
    expect(conversation.openTurn?.phase).to.equal('sending');
    messenger.last.gives(start('session-2'), token('He'));
    await eventually(() => expect(conversation.openTurn?.text).to.equal('He'));
    conversation.hear({ type: 'ended', sessionId: SESSION });
    expect(conversation.openTurn?.text).to.equal('He');
    expect(saved.sessionId).to.equal('session-2');
    expect(messenger.cancellings).to.deep.equal([]);
  });

  it('goes where another tab has begun the next already, which is taken up', async () => {
    await answered('Why?');
    new SavedSession('https://example.org', 'demo', otherTab(stores)).sessionId = 'session-2';
    const [time, before] = ['2026-11-20T12:00:00.000Z', messenger.recallings];
    messenger.onTranscript = async (session) => ({
      messages: [{ id: session, role: 'user', content: 'Hello?', created_at: time }],
    });
    conversation.hear({ type: 'ended', sessionId: SESSION });
    await eventually(() => expect(questions()).to.deep.equal(['Hello?']));
    expect(messenger.recallings - before).to.equal(1);
    expect(saved.sessionId).to.equal('session-2');
  });

  it('is over in tabs that know of no session yet, with the question that is on its way', async () => {
    conversation.send('Why?');
    await followed(1);
    conversation.startAnew();
    expect(told.map(({ type }) => type)).to.deep.equal(['asked', 'stopped']);
  });

  it('takes no question while it is being deleted', async () => {
    await answered('Why?');
    const { promise, reject } = Promise.withResolvers<void>();
    messenger.onErase = () => promise;
    const erasing = conversation.erase(new AbortController().signal).catch(() => 'refused');
    expect(conversation.send('Really?')).to.equal(false);
    expect(conversation.sendAnew()).to.equal(false);
    reject(new Error('not now'));
    expect(await erasing).to.equal('refused');
    expect(conversation.send('Really?')).to.equal(true);
  });

  it('is deleted of the chatbot that it was with, though another is here by now', async () => {
    await answered('Why?');
    const { promise, resolve } = Promise.withResolvers<void>();
    messenger.onErase = () => promise;
    const erasing = conversation.erase(new AbortController().signal);
    const before = saved;
    conversation.clear();
    saved = new SavedSession('https://example.org', 'other', stores);
    await answered('Hello?');
    told.length = 0;
    resolve();
    expect(await erasing).to.equal(false);
    expect(before.sessionId).to.equal(undefined);
    expect(saved.sessionId).to.equal(SESSION);
    expect(questions()).to.deep.equal(['Hello?']);
    expect(told).to.deep.equal([]);
  });

  it('is deleted on the server first, and stays where that fails', async () => {
    await answered('Why?');
    const { signal } = new AbortController();
    messenger.onErase = async () => {
      throw new Error('not now');
    };
    const refusal = await conversation.erase(signal).catch((error: unknown) => error);
    expect(refusal).to.be.an('error');
    expect(questions()).to.deep.equal(['Why?']);
    messenger.onErase = async () => {};
    await conversation.erase(signal);
    expect(messenger.erasures).to.deep.equal([SESSION, SESSION]);
    expect(questions()).to.deep.equal([]);
  });
});
