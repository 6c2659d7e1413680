import { expect } from '@open-wc/testing/pure';
import type { ReactiveControllerHost } from 'lit';

import { ConversationController } from '../../widget/controllers/conversation-controller.ts';
import type { SettledTurn, Turn } from '../../widget/conversation/turn.ts';
import { ChatError } from '../../widget/transport/chat-error.ts';
import { cancelled, complete, failed, SESSION, start, status, token } from './harness/events.ts';
import { replace } from './harness/replace.ts';
import { eventually, nextFrame } from './harness/roles.ts';
import { ScriptedMessenger } from './harness/scripted-messenger.ts';

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

function begin(stopGraceMs = 60_000): void {
  host = new Host();
  messenger = new ScriptedMessenger();
  settled = [];
  conversation = new ConversationController(host, {
    messenger: () => messenger,
    chatbotId: () => 'demo',
    onSettled: (turn) => settled.push(turn),
    stopGraceMs,
  });
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
  conversation.send('Hello?');
  messenger.last.gives(start(), complete('Hello.'));
  await until('complete');
}

describe('the conversation', () => {
  beforeEach(() => begin());

  it('asks without a session first, and then in the one that the server gave', async () => {
    conversation.send('Why?');
    expect(messenger.last.request).to.include({ message: 'Why?', chatbot_id: 'demo' });
    expect(messenger.last.request).not.to.have.property('session_id');
    messenger.last.gives(start(), complete('So.'));
    await until('complete');

    conversation.send('And then?');
    expect(messenger.last.request.session_id).to.equal(SESSION);
    messenger.last.gives(start('session-2'), complete('Then this.'));
    await until('complete');

    conversation.send('And now?');
    expect(messenger.last.request.session_id).to.equal('session-2');
  });

  it('gives every question an id that no one else has', async () => {
    await converse();
    await converse();
    const [first, second] = messenger.questions.map(({ request }) => request.client_message_id);
    expect(first).to.match(/^[0-9a-f]{32}$/);
    expect(second)
      .to.match(/^[0-9a-f]{32}$/)
      .and.not.to.equal(first);
  });

  it('asks nothing blank, and asks without the blanks around it', () => {
    expect(conversation.send(' \n ')).to.equal(false);
    expect(messenger.questions).to.have.length(0);
    expect(conversation.send('  Why?\n')).to.equal(true);
    expect(messenger.last.request.message).to.equal('Why?');
  });

  it('never has two answers at once', async () => {
    expect(conversation.send('Why?')).to.equal(true);
    expect(conversation.send('Why not?')).to.equal(false);
    expect(conversation.retry()).to.equal(false);
    messenger.last.gives(start(), token('Be'));
    await untilText('Be');
    expect(conversation.send('Why not?')).to.equal(false);
    expect(messenger.questions).to.have.length(1);
    expect(conversation.turns).to.have.length(1);
  });

  it('tells of every end once', async () => {
    await converse();
    conversation.send('Why?');
    messenger.last.gives(start(), failed());
    await until('failed');
    expect(settled.map(({ phase }) => phase)).to.deep.equal(['complete', 'failed']);
  });

  it('takes a fault of its own for an internal failure, and reports it', async () => {
    const reported: unknown[] = [];
    const putBack = replace(window, 'reportError', (error) => void reported.push(error));
    try {
      const fault = new TypeError('a fault');
      conversation.send('Why?');
      messenger.last.breaks(fault);
      await until('failed');
      expect(last()).to.have.nested.property('failure.code', 'internal');
      expect(reported).to.deep.equal([fault]);
    } finally {
      putBack();
    }
  });

  it('begins anew when it is cleared, and the answer that was open goes', async () => {
    conversation.send('Why?');
    messenger.last.gives(start(), token('Be'));
    await untilText('Be');
    conversation.clear();
    expect(messenger.last.signal.aborted).to.equal(true);
    expect(conversation.turns).to.have.length(0);
    conversation.send('Who?');
    expect(messenger.last.request).not.to.have.property('session_id');
    expect(conversation.turns).to.have.length(1);
    expect(settled).to.have.length(0);
  });
});

describe('the host of a conversation', () => {
  beforeEach(() => begin());

  it('is updated once a frame, however many events come in', async () => {
    conversation.send('Why?');
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

  it('takes its answer with it when it leaves the page', async () => {
    conversation.send('Why?');
    messenger.last.gives(start(), token('Be'));
    await untilText('Be');
    host.isConnected = false;
    conversation.hostDisconnected();
    await until('cancelled');
    expect(messenger.last.signal.aborted).to.equal(true);
    expect(last().text).to.equal('Be');
  });

  it('keeps its answer when it is only moved', async () => {
    conversation.send('Why?');
    host.isConnected = false;
    conversation.hostDisconnected();
    host.isConnected = true;
    messenger.last.gives(start(), complete('So.'));
    await until('complete');
  });
});

describe('trying again', () => {
  beforeEach(() => begin());

  it('asks the same words in the same turn', async () => {
    conversation.send('Why?');
    messenger.last.gives(start(), token('Be'), failed());
    await until('failed');
    expect(conversation.retry()).to.equal(true);
    expect(messenger.last.request.message).to.equal('Why?');
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
      conversation.send('Why?');
      end();
      await until('failed');
      conversation.retry();
      const [first, second] = messenger.questions.map(({ request }) => request.client_message_id);
      expect(second).not.to.equal(first);
    }
  });

  it('keeps the id where the first attempt may still be running, so as to join it', async () => {
    conversation.send('Why?');
    messenger.last.gives(start(), token('Be'));
    await untilText('Be');
    messenger.last.breaks(LOST);
    await until('failed');
    expect(last().text).to.equal('Be');
    conversation.retry();
    const [first, second] = messenger.questions.map(({ request }) => request);
    expect(second).to.deep.equal({ ...first, session_id: SESSION });
  });
});

describe('stopping', () => {
  it('asks the server to stop, and ends with what the server says', async () => {
    begin();
    conversation.send('Why?');
    messenger.last.gives(start(), token('Be'));
    await untilText('Be');
    conversation.stop();
    expect(last().phase).to.equal('stopping');
    const { client_message_id: id } = messenger.last.request;
    expect(messenger.cancellings).to.deep.equal([{ client_message_id: id, session_id: SESSION }]);
    messenger.last.gives(token('cause'), cancelled('Because'));
    await until('cancelled');
    expect(last().text).to.equal('Because');
    expect(settled.map(({ phase }) => phase)).to.deep.equal(['cancelled']);
  });

  it('waits for the session where there is none yet', async () => {
    begin();
    conversation.send('Why?');
    conversation.stop();
    expect(messenger.cancellings).to.have.length(0);
    messenger.last.gives(start());
    await eventually(() => expect(messenger.cancellings).to.have.length(1));
    expect(messenger.cancellings[0]).to.include({ session_id: SESSION });
  });

  it('is told again where the server has put the conversation into another session', async () => {
    begin();
    await converse();
    conversation.send('Why?');
    conversation.stop();
    messenger.last.gives(start('session-2'));
    await eventually(() => expect(messenger.cancellings).to.have.length(2));
    expect(messenger.cancellings.map(({ session_id }) => session_id)).to.deep.equal([SESSION, 'session-2']);
  });

  it('is done without the server where the server cannot be told', async () => {
    begin();
    messenger.onCancel = () => Promise.reject(new ChatError('connection', 'gone'));
    conversation.send('Why?');
    messenger.last.gives(start(), token('Be'));
    await untilText('Be');
    conversation.stop();
    await until('cancelled');
    expect(messenger.last.signal.aborted).to.equal(true);
    expect(last().text).to.equal('Be');
  });

  it('is done without the server where the server stays silent', async () => {
    begin(1);
    conversation.send('Why?');
    conversation.stop();
    await until('cancelled');
    expect(messenger.last.signal.aborted).to.equal(true);
  });

  it('is done at once when it is asked for twice', async () => {
    begin();
    conversation.send('Why?');
    conversation.stop();
    conversation.stop();
    await until('cancelled');
  });

  it('is no failure where the connection breaks meanwhile', async () => {
    begin();
    conversation.send('Why?');
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
