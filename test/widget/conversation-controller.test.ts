import { expect } from '@open-wc/testing/pure';
import type { ReactiveControllerHost } from 'lit';

import { ConversationController, type ConversationOptions } from '../../widget/controllers/conversation-controller.ts';
import type { StoredMessage } from '../../protocol/requests.ts';
import type { SettledTurn, Turn } from '../../widget/conversation/turn.ts';
import { SavedSession, type Stores } from '../../widget/controllers/saved-session.ts';
import type { TabMessage } from '../../widget/controllers/tab-message.ts';
import type { DiagnosticsDetail } from '../../widget/smail-chat-events.ts';
import { ChatError } from '../../widget/transport/chat-error.ts';
import { cancelled, complete, failed, SESSION, start, status, token } from './harness/events.ts';
import { replace } from './harness/replace.ts';
import { eventually, nextFrame } from './harness/roles.ts';
import { ScriptedMessenger } from './harness/scripted-messenger.ts';
import { emptyStores, otherTab } from './harness/scripted-stores.ts';

const LOST = new ChatError('interrupted', 'the connection broke');

class Host implements ReactiveControllerHost {
  isConnected = true;
  /** How often it was asked to update. */
  updates = 0;
  readonly updateComplete = Promise.resolve(true);
  addController(): void {}
  removeController(): void {}
  requestUpdate(): void {
    this.updates += 1;
  }
}

let host: Host;
let messenger: ScriptedMessenger;
let settled: SettledTurn[];
let conversation: ConversationController;
let stores: Stores;
let told: TabMessage[];
let diagnostics: DiagnosticsDetail[];
let isVisible: boolean;

/** Begins a page of a browser with these stores. */
function load(options: Partial<ConversationOptions> = {}): void {
  const page = {
    messenger: new ScriptedMessenger(),
    settled: [] as SettledTurn[],
    told: [] as TabMessage[],
    diagnostics: [] as DiagnosticsDetail[],
  };
  host = new Host();
  ({ messenger, settled, told, diagnostics } = page);
  isVisible = true;
  const saved = new SavedSession('https://example.org', 'demo', stores);
  conversation = new ConversationController(host, {
    messenger: () => page.messenger,
    chatbotId: () => 'demo',
    saved: () => saved,
    tell: (message) => page.told.push(message),
    onSettled: (turn) => page.settled.push(turn),
    onDiagnostics: (detail) => page.diagnostics.push(detail),
    isVisible: () => isVisible,
    stopGraceMs: 60_000,
    tabPatienceMs: 60_000,
    ...options,
  });
}

function begin(stopGraceMs = 60_000): void {
  stores = emptyStores();
  load({ stopGraceMs });
}

/** Asks, and waits until the messenger has the question. */
async function send(text: string): Promise<void> {
  const before = messenger.followings.length;
  expect(conversation.send(text)).to.equal(true);
  await asked(before + 1);
}

async function asked(times: number): Promise<void> {
  await eventually(() => expect(messenger.followings).to.have.length(times));
}

function last(): Turn {
  const turn = conversation.turns.at(-1);
  if (!turn) throw new Error('there is no turn');
  return turn;
}

async function until(phase: Turn['phase']): Promise<void> {
  await eventually(() => expect(last().phase).to.equal(phase));
}

async function untilText(text: string): Promise<void> {
  await eventually(() => expect(last().text).to.equal(text));
}

/** One question with its whole answer. */
async function converse(): Promise<void> {
  await send('Hello?');
  messenger.last.gives(start(), complete('Hello.'));
  await until('complete');
}

describe('the conversation', () => {
  beforeEach(() => begin());

  it('asks without a session first, and then in the one that it was given', async () => {
    await send('Why?');
    expect(messenger.last.question).to.deep.include({ message: 'Why?', chatbotId: 'demo', sessionId: undefined });
    messenger.last.gives(start(), complete('So.'));
    await until('complete');

    await send('And then?');
    expect(messenger.last.question.sessionId).to.equal(SESSION);
    messenger.last.gives(start('session-2'), complete('Then this.'));
    await until('complete');

    await send('And now?');
    expect(messenger.last.question.sessionId).to.equal('session-2');
  });

  it('gives every question an id that no one else has', async () => {
    await converse();
    await converse();
    const [first, second] = messenger.followings.map(({ question }) => question.clientMessageId);
    expect(first).to.match(/^[0-9a-f]{32}$/);
    expect(second)
      .to.match(/^[0-9a-f]{32}$/)
      .and.not.to.equal(first);
  });

  it('asks nothing blank, and asks without the blanks around it', async () => {
    expect(conversation.send(' \n ')).to.equal(false);
    await send('  Why?\n');
    expect(messenger.last.question.message).to.equal('Why?');
  });

  it('never has two answers at once', async () => {
    await send('Why?');
    expect(conversation.send('Why not?')).to.equal(false);
    expect(conversation.retry()).to.equal(false);
    messenger.last.gives(start(), token('Be'));
    await untilText('Be');
    expect(conversation.send('Why not?')).to.equal(false);
    expect(messenger.followings).to.have.length(1);
    expect(conversation.turns).to.have.length(1);
  });

  it('tells of every end once', async () => {
    await converse();
    await send('Why?');
    messenger.last.gives(start(), failed());
    await until('failed');
    expect(settled.map(({ phase }) => phase)).to.deep.equal(['complete', 'failed']);
  });

  it('takes a fault of its own for an internal failure, and reports it', async () => {
    const reported: unknown[] = [];
    const putBack = replace(window, 'reportError', (error) => void reported.push(error));
    try {
      const fault = new TypeError('a fault');
      await send('Why?');
      messenger.last.breaks(fault);
      await until('failed');
      expect(last()).to.have.nested.property('failure.code', 'internal');
      expect(reported).to.deep.equal([fault]);
    } finally {
      putBack();
    }
  });

  it('begins anew when it is cleared, and the answer that was open goes', async () => {
    await send('Why?');
    messenger.last.gives(start(), token('Be'));
    await untilText('Be');
    conversation.clear();
    expect(messenger.last.signal.aborted).to.equal(true);
    expect(conversation.turns).to.have.length(0);
    expect(settled).to.have.length(0);
  });
});

describe('the host of a conversation', () => {
  beforeEach(() => begin());

  it('is updated once a frame, however many events come in', async () => {
    await send('Why?');
    const before = host.updates;
    await nextFrame();
    messenger.last.gives(start(), status('writing'), ...Array.from({ length: 500 }, () => token('x')));
    // The events are taken in before the next frame, in microtasks.
    await new Promise((resolve) => setTimeout(resolve));
    expect(host.updates - before).to.be.at.most(1);
    await untilText('x'.repeat(500));
    await nextFrame();
    expect(host.updates - before).to.be.at.most(2);
  });

  it('is updated where there are no frames, as in a hidden tab', async () => {
    const putBack = replace(window, 'requestAnimationFrame', () => 0);
    const before = host.updates;
    try {
      conversation.send('Why?');
      await settledQueue();
      messenger.last.gives(start(), complete('So.'));
      await new Promise<void>((resolve) => {
        host.requestUpdate = () => {
          host.updates += 1;
          if (last().phase === 'complete') resolve();
        };
      });
    } finally {
      putBack();
    }
    expect(host.updates).to.be.above(before);
  });

  it('lets go of its answer when it leaves the page, and goes on with it when it is back', async () => {
    await send('Why?');
    messenger.last.gives(start(), token('Be'));
    await untilText('Be');
    host.isConnected = false;
    conversation.hostDisconnected();
    await eventually(() => expect(messenger.last.signal.aborted).to.equal(true));
    expect(last()).to.include({ phase: 'streaming', text: 'Be' });

    host.isConnected = true;
    conversation.hostConnected();
    await asked(2);
    expect(messenger.last.question.place).to.deep.equal({ streamId: 'stream-1', messageId: 'message-1', lastId: 2 });
    messenger.last.gives(token('cause'), complete('Because'));
    await until('complete');
    expect(settled).to.have.length(1);
  });

  it('keeps its answer when it is only moved', async () => {
    await send('Why?');
    host.isConnected = false;
    conversation.hostDisconnected();
    host.isConnected = true;
    conversation.hostConnected();
    messenger.last.gives(start(), complete('So.'));
    await until('complete');
    expect(messenger.followings).to.have.length(1);
  });
});

describe('trying again', () => {
  beforeEach(() => begin());

  it('asks the same words in the same turn', async () => {
    await send('Why?');
    messenger.last.gives(start(), token('Be'), failed());
    await until('failed');
    expect(conversation.retry()).to.equal(true);
    await asked(2);
    expect(messenger.last.question).to.deep.include({ message: 'Why?', place: undefined });
    messenger.last.gives(start(), complete('Because.'));
    await until('complete');
    expect(conversation.turns).to.have.length(1);
    expect(last().text).to.equal('Because.');
  });

  it('takes a new id where the server has ended the first attempt', async () => {
    for (const end of [
      () => messenger.last.gives(start(), failed()),
      () => messenger.last.breaks(new ChatError('rate_limited', 'refused', { final: true })),
    ]) {
      begin();
      await send('Why?');
      end();
      await until('failed');
      conversation.retry();
      await asked(2);
      const [first, second] = messenger.followings.map(({ question }) => question.clientMessageId);
      expect(second).not.to.equal(first);
    }
  });

  it('goes on where the answer may still be had, without asking anew', async () => {
    await send('Why?');
    messenger.last.gives(start(), token('Be'));
    await untilText('Be');
    messenger.last.breaks(LOST);
    await until('failed');
    expect(last().text).to.equal('Be');
    conversation.retry();
    await asked(2);
    const [first, second] = messenger.followings.map(({ question }) => question);
    expect(second?.clientMessageId).to.equal(first?.clientMessageId);
    expect(second?.place).to.deep.equal({ streamId: 'stream-1', messageId: 'message-1', lastId: 2 });
    messenger.last.gives(token('cause'), complete('Because'));
    await until('complete');
    expect(last().text).to.equal('Because');
  });
});

describe('a connection that breaks', () => {
  beforeEach(() => begin());

  it('is told of, and then the answer goes on', async () => {
    await send('Why?');
    messenger.last.gives(start(), token('Be'));
    await untilText('Be');
    messenger.last.tells({ type: 'stalled' });
    messenger.last.tells({ type: 'reconnecting', attempt: 1, of: 5, code: 'interrupted' });
    await until('reconnecting');
    expect(last()).to.include({ attempt: 1, of: 5, text: 'Be' });
    messenger.last.tells({ type: 'offline' });
    await until('offline');
    messenger.last.tells({ type: 'resumed' });
    await until('streaming');
    messenger.last.gives(token('cause'), complete('Because'));
    await until('complete');
    expect(diagnostics).to.deep.equal([
      { kind: 'stalled' },
      { kind: 'reconnecting', attempt: 1, of: 5, code: 'interrupted' },
      { kind: 'offline' },
      { kind: 'resumed' },
    ]);
  });

  it('can be one through which no streams come, which is kept in mind', async () => {
    await send('Why?');
    expect(messenger.last.question.whole).to.equal(false);
    messenger.last.tells({ type: 'fallback', reason: 'refused' });
    messenger.last.tells({ type: 'whole', answer: complete('Because.') });
    await until('complete');
    expect(diagnostics).to.deep.equal([{ kind: 'fallback', reason: 'refused' }]);
    load();
    await send('And then?');
    expect(messenger.last.question.whole).to.equal(true);
  });

  it('can leave less of an answer than is shown, or more', async () => {
    for (const [stored, shown] of [
      ['B', 'Be'],
      ['Because', 'Because'],
    ] as const) {
      begin();
      await send('Why?');
      messenger.last.gives(start(), token('Be'));
      await untilText('Be');
      messenger.last.tells({ type: 'remnant', text: stored });
      await untilText(shown);
      messenger.last.breaks(new ChatError('stream_lost', 'gone', { final: true }));
      await until('failed');
      expect(last().text).to.equal(shown);
    }
  });
});

describe('stopping', () => {
  it('asks the server to stop, and ends with what the server says', async () => {
    begin();
    await send('Why?');
    messenger.last.gives(start(), token('Be'));
    await untilText('Be');
    conversation.stop();
    expect(last().phase).to.equal('stopping');
    const { clientMessageId: id } = messenger.last.question;
    expect(messenger.cancellings).to.deep.equal([{ client_message_id: id, session_id: SESSION }]);
    messenger.last.gives(token('cause'), cancelled('Because'));
    await until('cancelled');
    expect(last().text).to.equal('Because');
    expect(settled.map(({ phase }) => phase)).to.deep.equal(['cancelled']);
  });

  it('is done at once where there is no session yet, in which anything could have been asked', async () => {
    begin();
    await send('Why?');
    conversation.stop();
    await until('cancelled');
    expect(messenger.last.signal.aborted).to.equal(true);
    expect(messenger.cancellings).to.have.length(0);
  });

  it('is told to the server before the answer has begun', async () => {
    begin();
    await send('Why?');
    messenger.last.tells({ type: 'session', sessionId: SESSION });
    await eventually(() => expect(stores.local().length).to.equal(1));
    conversation.stop();
    const { clientMessageId: id } = messenger.last.question;
    expect(messenger.cancellings).to.deep.equal([{ client_message_id: id, session_id: SESSION }]);
    messenger.last.gives(start(), cancelled(''));
    await until('cancelled');
  });

  it('is told again where the server has put the conversation into another session', async () => {
    begin();
    await converse();
    await send('Why?');
    conversation.stop();
    messenger.last.gives(start('session-2'));
    await eventually(() => expect(messenger.cancellings).to.have.length(2));
    expect(messenger.cancellings.map(({ session_id }) => session_id)).to.deep.equal([SESSION, 'session-2']);
  });

  it('is told in the session in which it was asked, whatever another tab has stored since', async () => {
    begin();
    await send('Why?');
    messenger.last.gives(start(), token('Be'));
    await untilText('Be');
    new SavedSession('https://example.org', 'demo', stores).sessionId = 'session-2';
    conversation.stop();
    expect(messenger.cancellings.map(({ session_id }) => session_id)).to.deep.equal([SESSION]);
  });

  it('is done without the server where the server cannot be told', async () => {
    begin();
    messenger.onCancel = () => Promise.reject(new ChatError('connection', 'gone'));
    await send('Why?');
    messenger.last.gives(start(), token('Be'));
    await untilText('Be');
    conversation.stop();
    await until('cancelled');
    expect(messenger.last.signal.aborted).to.equal(true);
    expect(last().text).to.equal('Be');
  });

  it('is done without the server where the server stays silent, and the server hears of it all the same', async () => {
    begin(1);
    let cancelling: AbortSignal | undefined;
    messenger.onCancel = (_, signal) => {
      cancelling = signal;
      return new Promise(() => {});
    };
    await send('Why?');
    messenger.last.gives(start());
    await until('streaming');
    conversation.stop();
    await until('cancelled');
    expect(messenger.last.signal.aborted).to.equal(true);
    expect(cancelling?.aborted).to.equal(false);
  });

  for (const [title, leave] of [
    ['is not told of any more after half a minute', () => {}],
    ['is not told of any more where the conversation is cleared', () => conversation.clear()],
    [
      'is not told of any more where the host is gone',
      () => {
        host.isConnected = false;
        conversation.hostDisconnected();
      },
    ],
  ] as const) {
    it(title, async () => {
      stores = emptyStores();
      load({ stopGraceMs: 1, cancelPatienceMs: title.includes('half a minute') ? 50 : 60_000 });
      let cancelling: AbortSignal | undefined;
      messenger.onCancel = (_, signal) => {
        cancelling = signal;
        return new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
        );
      };
      await send('Why?');
      messenger.last.gives(start());
      await until('streaming');
      conversation.stop();
      await until('cancelled');
      leave();
      await eventually(() => expect(cancelling?.aborted).to.equal(true));
    });
  }

  it('needs no more telling once the server has ended the answer', async () => {
    begin();
    let cancelling: AbortSignal | undefined;
    messenger.onCancel = (_, signal) => {
      cancelling = signal;
      return new Promise(() => {});
    };
    await send('Why?');
    messenger.last.gives(start());
    await until('streaming');
    conversation.stop();
    messenger.last.gives(cancelled(''));
    await until('cancelled');
    expect(cancelling?.aborted).to.equal(true);
  });

  it('is done at once when it is asked for twice', async () => {
    begin();
    await send('Why?');
    messenger.last.gives(start());
    await until('streaming');
    conversation.stop();
    conversation.stop();
    await until('cancelled');
  });

  it('is done at once while the connection is gone', async () => {
    begin();
    await send('Why?');
    messenger.last.gives(start(), token('Be'));
    messenger.last.tells({ type: 'reconnecting', attempt: 1, of: 5, code: 'interrupted' });
    await until('reconnecting');
    conversation.stop();
    await until('cancelled');
    expect(messenger.cancellings).to.have.length(1);
    expect(last().text).to.equal('Be');
  });

  it('is done when the connection is lost meanwhile', async () => {
    begin();
    await send('Why?');
    messenger.last.gives(start(), token('Be'));
    await untilText('Be');
    conversation.stop();
    messenger.last.tells({ type: 'reconnecting', attempt: 1, of: 5, code: 'interrupted' });
    await until('cancelled');
  });

  it('is no failure where the connection breaks meanwhile', async () => {
    begin();
    await send('Why?');
    messenger.last.gives(start(), token('Be'));
    await untilText('Be');
    conversation.stop();
    messenger.last.breaks(LOST);
    await until('cancelled');
    expect(last().text).to.equal('Be');
  });

  it('does nothing where nothing is open', async () => {
    begin();
    await converse();
    conversation.stop();
    expect(last().phase).to.equal('complete');
    expect(messenger.cancellings).to.have.length(0);
  });
});

describe('a page that is loaded again', () => {
  beforeEach(() => begin());

  it('knows what was said', async () => {
    await converse();
    load();
    messenger.onTranscript = async (sessionId) => {
      expect(sessionId).to.equal(SESSION);
      return { messages: [said('q1', 'user', 'Hello?'), said('message-1', 'assistant', 'Hello.')] };
    };
    expect(conversation.turns).to.have.length(0);
    conversation.load();
    conversation.load();
    await eventually(() => expect(conversation.turns).to.have.length(1));
    expect(last()).to.include({ phase: 'complete', question: 'Hello?', text: 'Hello.', messageId: 'message-1' });
    expect(messenger.followings).to.have.length(0);
    expect(settled).to.have.length(0);
  });

  it('goes on with the answer that had begun, from its beginning', async () => {
    await converse();
    await send('Why?');
    messenger.last.gives(start(), token('Be'));
    await untilText('Be');
    const { clientMessageId } = messenger.last.question;
    load();
    messenger.onTranscript = async () => ({
      messages: [said('q0', 'user', 'Hello?'), said('m0', 'assistant', 'Hello.'), said('q1', 'user', 'Why?')],
      running: { stream_id: 'stream-1', message_id: 'message-1' },
    });
    conversation.load();
    await asked(1);
    expect(messenger.last.question).to.deep.include({
      message: 'Why?',
      sessionId: SESSION,
      clientMessageId,
      place: { streamId: 'stream-1', messageId: 'message-1', lastId: 0 },
    });
    await eventually(() =>
      expect(conversation.turns.map(({ question }) => question)).to.deep.equal(['Hello?', 'Why?']),
    );
    messenger.last.gives(start(), token('Because.'), complete('Because.'));
    await until('complete');
    expect(settled).to.have.length(1);
    load();
    conversation.load();
    expect(conversation.openTurn).to.equal(undefined);
  });

  it('asks again, under the same id, what was not known to have been heard', async () => {
    await converse();
    await send('Why?');
    const { clientMessageId } = messenger.last.question;
    load();
    conversation.load();
    await asked(1);
    expect(messenger.last.question).to.deep.include({ message: 'Why?', clientMessageId, place: undefined });
  });

  it('goes on in the session in which it was asked, whatever another tab has stored since', async () => {
    await send('Why?');
    messenger.last.gives(start(), token('Be'));
    await untilText('Be');
    new SavedSession('https://example.org', 'demo', stores).sessionId = 'session-2';
    load();
    conversation.load();
    await asked(1);
    expect(messenger.last.question.sessionId).to.equal(SESSION);
  });

  it('finds the answer that was finished meanwhile', async () => {
    await send('Why?');
    messenger.last.gives(start(), token('Be'));
    await untilText('Be');
    load();
    const { promise, resolve } = Promise.withResolvers<void>();
    messenger.onTranscript = async () => {
      await promise;
      return { messages: [said('q1', 'user', 'Why?'), said('message-1', 'assistant', 'Because.')] };
    };
    conversation.load();
    await asked(1);
    resolve();
    await until('complete');
    expect(last().text).to.equal('Because.');
    expect(conversation.turns).to.have.length(1);
    await eventually(() => expect(settled).to.have.length(1));
    expect(messenger.last.signal.aborted).to.equal(true);
  });

  it('forgets a session that the server does not know any more', async () => {
    await converse();
    load();
    messenger.onTranscript = async () => undefined;
    conversation.load();
    await eventually(() => expect(stores.local().length).to.equal(0));
    await send('Why?');
    expect(messenger.last.question.sessionId).to.equal(undefined);
  });

  it('answers without what was said where that cannot be had, and asks for it again afterwards', async () => {
    await converse();
    load();
    messenger.onTranscript = () => Promise.reject(new ChatError('connection', 'gone'));
    conversation.load();
    await settledQueue();
    expect(messenger.recallings).to.equal(1);
    await send('Why?');
    messenger.onTranscript = async () => ({
      messages: [said('q1', 'user', 'Hello?'), said('m1', 'assistant', 'Hello.')],
    });
    messenger.last.gives({ ...start(), message_id: 'm2' }, complete('So.', { message_id: 'm2' }));
    await until('complete');
    await eventually(() => expect(conversation.turns.map(({ text }) => text)).to.deep.equal(['Hello.', 'So.']));
  });

  it('asks at once, also while what was said is still to come', async () => {
    await converse();
    load();
    messenger.onTranscript = () => new Promise(() => {});
    await send('Why?');
    messenger.last.gives(start(), complete('So.'));
    await until('complete');
  });

  it('goes on at once with an answer, also while what was said is still to come', async () => {
    await send('Why?');
    messenger.last.gives(start(), token('Be'));
    await untilText('Be');
    load();
    messenger.onTranscript = () => new Promise(() => {});
    conversation.load();
    await asked(1);
    messenger.last.gives(start(), complete('Because.'));
    await until('complete');
  });

  it('shows a question twice that was asked twice, once before it was loaded', async () => {
    await converse();
    load();
    const { promise, resolve } = Promise.withResolvers<void>();
    messenger.onTranscript = async () => {
      await promise;
      return { messages: [said('q1', 'user', 'Hello?'), said('m1', 'assistant', 'Hello.')] };
    };
    await send('Hello?');
    resolve();
    await eventually(() => expect(conversation.turns).to.have.length(2));
    expect(conversation.turns.map(({ phase }) => phase)).to.deep.equal(['complete', 'sending']);
  });

  it('puts what was said before what is asked meanwhile', async () => {
    await converse();
    load();
    const { promise, resolve } = Promise.withResolvers<void>();
    messenger.onTranscript = async () => {
      await promise;
      return { messages: [said('q1', 'user', 'Hello?'), said('message-1', 'assistant', 'Hello.')] };
    };
    conversation.load();
    expect(conversation.send('Why?')).to.equal(true);
    resolve();
    await eventually(() =>
      expect(conversation.turns.map(({ question }) => question)).to.deep.equal(['Hello?', 'Why?']),
    );
  });
});

describe('a page that the browser puts away', () => {
  beforeEach(() => begin());

  it('lets go of its answer, and goes on with it when it is back', async () => {
    await send('Why?');
    messenger.last.gives(start(), token('Be'));
    await untilText('Be');
    conversation.suspend();
    expect(messenger.last.signal.aborted).to.equal(true);
    expect(last().phase).to.equal('streaming');
    conversation.resume();
    await asked(2);
    expect(messenger.last.question.place).to.deep.include({ lastId: 2 });
    expect(settled).to.have.length(0);
  });

  it('does not go on with what was being stopped', async () => {
    await send('Why?');
    messenger.last.gives(start(), token('Be'));
    await untilText('Be');
    conversation.stop();
    conversation.suspend();
    conversation.resume();
    await until('cancelled');
    expect(messenger.followings).to.have.length(1);
    load();
    conversation.load();
    expect(conversation.turns).to.have.length(0);
  });

  it('lets go of what was said too where that is still to come, and asks for it when it is back', async () => {
    await converse();
    load();
    messenger.onTranscript = () => new Promise(() => {});
    conversation.load();
    conversation.suspend();
    expect(messenger.recalling?.aborted).to.equal(true);
    messenger.onTranscript = async () => ({
      messages: [said('q1', 'user', 'Hello?'), said('message-1', 'assistant', 'Hello.')],
    });
    conversation.resume();
    await eventually(() => expect(conversation.turns).to.have.length(1));
  });

  it('takes up what has happened meanwhile', async () => {
    await converse();
    conversation.suspend();
    messenger.onTranscript = async () => ({
      messages: [
        said('q1', 'user', 'Hello?'),
        said('message-1', 'assistant', 'Hello.'),
        said('q2', 'user', 'Why?'),
        said('m2', 'assistant', 'Because.'),
      ],
    });
    conversation.resume();
    await eventually(() => expect(conversation.turns).to.have.length(2));
    expect(last().text).to.equal('Because.');
  });
});

/** Two tabs of one visitor, of which the second is the one that the test looks at. */
describe('another tab', () => {
  let first: { conversation: ConversationController; messenger: ScriptedMessenger; told: TabMessage[] };

  beforeEach(() => {
    begin();
    first = { conversation, messenger, told };
    stores = otherTab(stores);
    load();
    conversation.load();
  });

  /** Has the second tab hear what the first has told since. */
  function deliver(): void {
    for (const message of first.told.splice(0)) conversation.hear(message);
  }

  async function firstAsks(): Promise<void> {
    await settledQueue();
    first.conversation.send('Why?');
    await eventually(() => expect(first.messenger.followings).to.have.length.above(0));
    deliver();
  }

  it('shows the question at once, takes no other meanwhile, and reads the answer by itself', async () => {
    await firstAsks();
    expect(last()).to.include({ phase: 'sending', question: 'Why?' });
    expect(conversation.send('And me?')).to.equal(false);
    expect(messenger.followings).to.have.length(0);

    first.messenger.last.gives(start(), token('Be'));
    await eventually(() => expect(first.told).to.have.length(1));
    deliver();
    await asked(1);
    expect(messenger.last.question).to.deep.include({
      sessionId: SESSION,
      place: { streamId: 'stream-1', messageId: 'message-1', lastId: 0 },
    });
    messenger.last.gives(start(), token('Because.'), complete('Because.'));
    await until('complete');
    expect(settled, 'it was the first tab that asked').to.have.length(0);
    expect(conversation.send('And me?')).to.equal(true);
  });

  it('asks by itself, under the same id, where the first is gone before the answer has begun', async () => {
    await firstAsks();
    first.conversation.suspend();
    deliver();
    await asked(1);
    expect(messenger.last.question.clientMessageId).to.equal(first.messenger.last.question.clientMessageId);
    expect(messenger.last.question.place).to.equal(undefined);
  });

  it('asks by itself where the first says no more', async () => {
    load({ tabPatienceMs: 1 });
    conversation.load();
    await firstAsks();
    await asked(1);
  });

  it('fails as the first does', async () => {
    await firstAsks();
    first.messenger.last.breaks(new ChatError('rate_limited', 'refused', { final: true, retryAfter: 5 }));
    await eventually(() => expect(first.told).to.have.length(1));
    deliver();
    expect(last()).to.have.nested.property('failure.retryAfter', 5);

    first.conversation.retry();
    deliver();
    expect(last().phase).to.equal('sending');
    expect(conversation.turns).to.have.length(1);
  });

  it('stops for both', async () => {
    await firstAsks();
    first.messenger.last.gives(start(), token('Be'));
    await eventually(() => expect(first.told).to.have.length(1));
    deliver();
    await asked(1);
    messenger.last.gives(start(), token('Be'));
    await untilText('Be');
    conversation.stop();
    expect(messenger.cancellings).to.have.length(1);
    for (const message of told.splice(0)) first.conversation.hear(message);
    expect(first.conversation.turns.at(-1)?.phase).to.equal('stopping');
  });

  it('takes up later what happens while nobody sees it', async () => {
    isVisible = false;
    await firstAsks();
    expect(conversation.turns).to.have.length(0);
    messenger.onTranscript = async () => ({
      messages: [said('q1', 'user', 'Why?')],
      running: { stream_id: 'stream-1', message_id: 'message-1' },
    });
    first.messenger.last.gives(start());
    await eventually(() => expect(first.told).to.have.length(1));
    deliver();
    conversation.refresh();
    await asked(1);
    expect(messenger.last.question).to.deep.include({ message: 'Why?', clientMessageId: undefined });
    conversation.stop();
    expect(messenger.cancellings).to.deep.equal([{ stream_id: 'stream-1', session_id: SESSION }]);
  });

  it('takes up the answer where the first has it in one piece', async () => {
    await firstAsks();
    first.messenger.last.tells({ type: 'session', sessionId: SESSION });
    first.messenger.last.tells({ type: 'whole', answer: complete('Because.') });
    await eventually(() => expect(first.told).to.have.length(1));
    deliver();
    await until('complete');
    expect(conversation.turns).to.have.length(1);
  });

  it('takes up what the first has asked, when both have asked at once', async () => {
    await send('And me?');
    await firstAsks();
    expect(conversation.turns).to.have.length(1);
    messenger.onTranscript = async () => ({
      messages: [said('q1', 'user', 'Why?'), said('m1', 'assistant', 'Because.')],
    });
    messenger.last.tells({ type: 'session', sessionId: SESSION });
    messenger.last.breaks(new ChatError('rate_limited', 'refused', { final: true }));
    await eventually(() => expect(conversation.turns).to.have.length(2));
    expect(conversation.turns.map(({ phase }) => phase)).to.deep.equal(['complete', 'failed']);
  });
});

function said(id: string, role: StoredMessage['role'], content: string): StoredMessage {
  return { id, role, content, created_at: '2026-11-20T12:00:00.000Z' };
}

/** Resolves when what was begun in microtasks is done. */
async function settledQueue(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
}
