import { expect } from '@open-wc/testing/pure';

import { isStreamed } from '../../protocol/rollout.ts';
import { ChatClient } from '../../widget/transport/chat-client.ts';
import { CONDITIONS } from '../../widget/transport/conditions.ts';
import { followAnswer, type AnswerStep, type Question } from '../../widget/transport/follow-answer.ts';
import { parsePublicChatbot } from '../../widget/transport/public-chatbot.ts';
import { ask, mount, unmount } from './harness/chat.ts';
import { complete, SESSION, start, token } from './harness/events.ts';
import { eventually, find, get } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

const { type: _type, done: _done, ...WHOLE } = complete('Because.');
const PLACE = { streamId: 'stream-1', messageId: 'message-1', lastId: 1 };

const SESSIONS = Array.from({ length: 100 }, (_, index) => `session-${index}`);

/** A session that is streamed at a share of 50, or that is not. */
function sessionOn(side: boolean): string {
  return SESSIONS.find((session) => isStreamed(session, 50) === side) ?? '';
}

async function follow(standIn: StandIn, more: Partial<Question>): Promise<readonly AnswerStep['type'][]> {
  const question: Question = {
    chatbotId: standIn.chatbotId,
    message: 'Why?',
    clientMessageId: `id-of-${standIn.chatbotId}`,
    sessionId: SESSION,
    enter: (open) => open(),
    place: undefined,
    whole: false,
    ...more,
  };
  const steps: AnswerStep['type'][] = [];
  const client = new ChatClient(location.origin);
  for await (const { type } of followAnswer(question, client, CONDITIONS, new AbortController().signal)) {
    steps.push(type);
  }
  return steps;
}

describe('an answer', () => {
  it('is streamed for one session, and comes in one piece for another, where a share of them is streamed', async () => {
    const standIn = await StandIn.create();
    const streamed = follow(standIn, { streamingPercent: 50, sessionId: sessionOn(true) });
    await (await standIn.question()).ends(start(sessionOn(true)), token('Because.'), complete('Because.'));
    expect(await streamed).to.deep.equal(['event', 'event', 'event']);

    const whole = follow(standIn, { streamingPercent: 50, sessionId: sessionOn(false) });
    await (await standIn.wholeQuestion()).answers({ ...WHOLE, session_id: sessionOn(false) });
    expect(await whole).to.deep.equal(['whole']);
  });

  it('comes in one piece as soon as its session is known', async () => {
    const standIn = await StandIn.create();
    const following = follow(standIn, { streamingPercent: 0, sessionId: undefined });
    const question = await standIn.wholeQuestion();
    expect(question.body.session_id).to.equal(standIn.session);
    await question.answers({ ...WHOLE, session_id: standIn.session });
    expect(await following).to.deep.equal(['session', 'whole']);
  });

  it('is gone on with where it has begun to be streamed, and where somebody else has asked for it', async () => {
    for (const clientMessageId of ['mine', undefined]) {
      const standIn = await StandIn.create();
      const place = { ...PLACE, streamId: `stream-of-${standIn.chatbotId}` };
      const following = follow(standIn, { streamingPercent: 0, place, clientMessageId, sessionId: standIn.session });
      await (await standIn.resumption(place.streamId)).ends(token('Because.'), complete('Because.'));
      expect(await following).to.deep.equal(['event', 'event']);
    }
  });
});

describe('the chat', () => {
  afterEach(unmount);

  it('asks for whole answers where nobody’s are streamed, and says meanwhile that it waits', async () => {
    const standIn = await StandIn.create({ greeting: 'Hello!', streaming_percent: 0 });
    const chat = await mount(standIn);
    const told: unknown[] = [];
    chat.addEventListener('smail-chat-diagnostics', (event) => told.push(event));
    await eventually(() => expect(get('log').innerText).to.contain('Hello!'));
    await ask('Why?');
    const question = await standIn.wholeQuestion();
    await find('progressbar');
    await find('button', 'Stop');
    await question.answers({ ...WHOLE, session_id: standIn.session });
    await eventually(() => expect(get('log').innerText).to.contain('Because.'));
    expect((await standIn.requests()).map(({ path }) => path)).to.not.contain('/api/public/chat/stream');
    // Nothing is wrong, and nothing of it is kept: with the next settings it may be otherwise.
    expect(told).to.deep.equal([]);
    expect(JSON.stringify(sessionStorage)).to.not.contain('"whole":true');
  });
});

it('a share that is none counts as absent', () => {
  const chatbot = { id: 'demo', name: 'Tilly', greeting: '', suggestions: [] };
  for (const junk of ['0', null, {}, true]) {
    expect(parsePublicChatbot({ ...chatbot, streaming_percent: junk })).to.not.have.property('streamingPercent');
  }
  expect(parsePublicChatbot({ ...chatbot, streaming_percent: 0 })).to.have.property('streamingPercent', 0);
});
