import { expect } from '@open-wc/testing/pure';

import type { ChatEvent } from '../../protocol/chat-event.ts';
import { PATHS } from '../../protocol/requests.ts';
import { ChatClient } from '../../widget/transport/chat-client.ts';
import { ChatError } from '../../widget/transport/chat-error.ts';
import type { Conditions } from '../../widget/transport/conditions.ts';
import { followAnswer, type AnswerStep, type Question } from '../../widget/transport/follow-answer.ts';
import { cancelled, complete, failed, SESSION, start, status, token } from './harness/events.ts';
import { eventually } from './harness/roles.ts';
import { StandIn, type Exchange } from './harness/stand-in.ts';

const ANSWER: readonly ChatEvent[] = [start(), status('writing'), token('Be'), token('cause'), complete('Because')];
const PLACE = { streamId: 'stream-1', messageId: 'message-1', lastId: 2 };

/** A time that passes when the test says so, a chance that is none, and a network that the test switches. */
class ScriptedConditions implements Conditions {
  readonly retryBaseMs = 500;
  readonly slept: number[] = [];
  time = 0;
  hasNetwork = true;
  #backOnline: () => void = () => {};

  readonly random = (): number => 0;
  readonly now = (): number => this.time;
  readonly sleep = async (ms: number): Promise<void> => void this.slept.push(ms);
  readonly isOnline = (): boolean => this.hasNetwork;
  readonly online = (): Promise<void> => new Promise((resolve) => (this.#backOnline = resolve));

  comesOnline(): void {
    this.hasNetwork = true;
    this.#backOnline();
  }
}

/** One answer that is followed, and what has happened on the way so far. */
class Following {
  readonly steps: AnswerStep[] = [];
  readonly conditions = new ScriptedConditions();
  readonly #abort = new AbortController();
  readonly end: Promise<unknown>;

  /** @param silenceMs - after which the connection counts as dead; by default it never does. */
  constructor(standIn: StandIn, more: Partial<Question> = {}, silenceMs = 60_000) {
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
    const client = new ChatClient(location.origin, { silenceMs });
    this.end = this.#follow(followAnswer(question, client, this.conditions, this.#abort.signal));
  }

  /** How it ends: `undefined`, or what it fails with. */
  async #follow(steps: AsyncIterable<AnswerStep>): Promise<unknown> {
    try {
      for await (const step of steps) this.steps.push(step);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  get events(): readonly ChatEvent[] {
    return this.steps.flatMap((step) => (step.type === 'event' ? [step.stored.event] : []));
  }

  /** What has happened besides. */
  get others(): readonly AnswerStep['type'][] {
    return this.steps.flatMap(({ type }) => (type === 'event' ? [] : [type]));
  }

  /** Resolves when that many events have come in. */
  async has(count: number): Promise<void> {
    await eventually(() => expect(this.events).to.have.length(count));
  }
}

async function failure(following: Following): Promise<ChatError> {
  const error = await following.end;
  expect(error).to.be.instanceOf(ChatError);
  return error as ChatError;
}

/** Has the server receive the next request for the answer's stream, by `streamId`s that no other test has. */
async function streamOf(
  standIn: StandIn,
): Promise<{ first: Exchange<unknown>; id: string; events: readonly ChatEvent[] }> {
  const id = `stream-of-${standIn.chatbotId}`;
  const events = [{ ...start(standIn.session), stream_id: id }, ...ANSWER.slice(1)];
  return { first: await standIn.question(), id, events };
}

describe('an answer whose connection breaks', () => {
  for (let seen = 1; seen < ANSWER.length; seen += 1) {
    it(`after event ${seen} goes on with the next, each exactly once`, async () => {
      const standIn = await StandIn.create();
      const following = new Following(standIn, { sessionId: standIn.session });
      const { first, id, events } = await streamOf(standIn);
      await first.sends(...events.slice(0, seen));
      await following.has(seen);
      await first.breaks();
      const rest = await standIn.resumption(id);
      expect(rest.headers).to.include({
        'last-event-id': String(seen),
        authorization: `Bearer ${standIn.session}`,
        accept: 'text/event-stream',
      });
      await rest.ends(...events.slice(seen));
      expect(await following.end).to.equal(undefined);
      expect(following.events).to.deep.equal(events);
      expect(following.others).to.deep.equal(['reconnecting', 'resumed']);
    });
  }

  it('before it has begun is asked for again under its id', async () => {
    const standIn = await StandIn.create();
    const following = new Following(standIn);
    const first = await standIn.question();
    await first.breaks();
    const second = await standIn.question();
    expect(second.body).to.deep.equal(first.body);
    await second.ends(...ANSWER);
    expect(await following.end).to.equal(undefined);
    expect(following.events).to.deep.equal(ANSWER);
  });

  it('drops what it is told twice', async () => {
    const standIn = await StandIn.create();
    const following = new Following(standIn, { sessionId: standIn.session });
    const { first, id, events } = await streamOf(standIn);
    await first.sends(...events.slice(0, 3));
    await following.has(3);
    await first.breaks();
    const rest = await standIn.resumption(id);
    const wire = events.map((event, index) => `id: ${index + 1}\ndata: ${JSON.stringify(event)}\n\n`).join('');
    await rest.writes(wire);
    await rest.ends();
    await following.end;
    expect(following.events).to.deep.equal(events);
  });

  it('does not go on over a hole', async () => {
    const standIn = await StandIn.create();
    const following = new Following(standIn, { sessionId: standIn.session });
    const { first, id, events } = await streamOf(standIn);
    await first.sends(...events.slice(0, 3));
    await first.writes(`id: 5\ndata: ${JSON.stringify(events[4])}\n\n`);
    const rest = await standIn.resumption(id);
    expect(rest.headers['last-event-id']).to.equal('3');
    await rest.ends(...events.slice(3));
    await following.end;
    expect(following.events).to.deep.equal(events);
  });

  it('is tried five times, ever later, and then fails as it was', async () => {
    const standIn = await StandIn.create();
    const following = new Following(standIn);
    for (let attempt = 0; attempt <= 5; attempt += 1) await (await standIn.question()).fails();
    expect(await failure(following)).to.include({ code: 'connection', final: false });
    expect(following.conditions.slept).to.deep.equal([500, 1_000, 2_000, 4_000, 8_000]);
    expect(following.steps).to.deep.equal(
      [1, 2, 3, 4, 5].map((attempt) => ({ type: 'reconnecting', attempt, of: 5, code: 'connection' })),
    );
  });

  it('is tried five times again after every event', async () => {
    const standIn = await StandIn.create();
    const following = new Following(standIn, { sessionId: standIn.session });
    const { first, id, events } = await streamOf(standIn);
    await first.sends(...events.slice(0, 2));
    await following.has(2);
    await first.breaks();
    for (let attempt = 0; attempt < 4; attempt += 1) await (await standIn.resumption(id)).breaks();
    const rest = await standIn.resumption(id);
    await rest.sends(...events.slice(2, 3));
    await following.has(3);
    await rest.breaks();
    await (await standIn.resumption(id)).ends(...events.slice(3));
    await following.end;
    expect(following.events).to.deep.equal(events);
    expect(following.conditions.slept).to.deep.equal([500, 1_000, 2_000, 4_000, 8_000, 500]);
  });

  it('waits as long as the server says', async () => {
    const standIn = await StandIn.create();
    const following = new Following(standIn);
    const problem = { status: 503, code: 'overloaded', detail: 'Full.' } as const;
    await (await standIn.question()).refuses(problem, { 'retry-after': '7' });
    await (await standIn.question()).ends(...ANSWER);
    await following.end;
    expect(following.conditions.slept).to.deep.equal([10_500]);
  });

  it('is asked for again, under its id, where the server wants but a moment', async () => {
    const standIn = await StandIn.create();
    const following = new Following(standIn);
    const problem = { status: 429, code: 'rate_limited', detail: 'One at a time.' } as const;
    const first = await standIn.question();
    await first.refuses(problem, { 'retry-after': '1' });
    const second = await standIn.question();
    expect(second.body).to.deep.equal(first.body);
    await second.ends(...ANSWER);
    expect(await following.end).to.equal(undefined);
    expect(following.events).to.deep.equal(ANSWER);
  });

  it('is not asked for again where the server has refused it', async () => {
    for (const [status, code] of [
      [400, 'invalid_request'],
      [403, 'forbidden_origin'],
      [403, 'blocked'],
      [404, 'not_found'],
      [429, 'rate_limited'],
    ] as const) {
      const standIn = await StandIn.create();
      const following = new Following(standIn);
      await (await standIn.question()).refuses({ status, code, detail: 'No.' });
      expect(await failure(following)).to.include({ code, final: true });
      expect(following.steps).to.deep.equal([]);
    }
  });

  it('is not asked for again where the server has ended it', async () => {
    const standIn = await StandIn.create();
    const following = new Following(standIn);
    await (await standIn.question()).ends(start(), failed({ code: 'interrupted' }));
    expect(await following.end).to.equal(undefined);
    expect(following.events).to.have.length(2);
  });

  it('waits for the network where there is none, which is no attempt', async () => {
    const standIn = await StandIn.create();
    const following = new Following(standIn);
    const first = await standIn.question();
    following.conditions.hasNetwork = false;
    await first.breaks();
    await eventually(() => expect(following.others).to.deep.equal(['offline']));
    following.conditions.comesOnline();
    await (await standIn.question()).ends(...ANSWER);
    await following.end;
    expect(following.conditions.slept).to.deep.equal([]);
    expect(following.others).to.deep.equal(['offline', 'resumed']);
  });

  it('counts as broken where nothing is heard for too long', async () => {
    const standIn = await StandIn.create();
    const following = new Following(standIn, { sessionId: standIn.session }, 600);
    const { first, id, events } = await streamOf(standIn);
    await first.sends(...events.slice(0, 3));
    const rest = await standIn.resumption(id);
    expect(rest.headers['last-event-id']).to.equal('3');
    await rest.ends(...events.slice(3));
    await following.end;
    await first.closed();
    expect(following.events).to.deep.equal(events);
    expect(following.others).to.deep.equal(['stalled', 'reconnecting', 'resumed']);
  });
});

describe('an answer whose stream is lost', () => {
  const lost = { status: 404, code: 'stream_lost', detail: 'Gone.' } as const;
  const question = { id: 'q', role: 'user', content: 'Why?', created_at: '' } as const;

  async function follow(standIn: StandIn, streamId: string): Promise<Following> {
    const place = { ...PLACE, streamId };
    const following = new Following(standIn, { sessionId: standIn.session, place });
    await (await standIn.resumption(streamId)).refuses(lost);
    return following;
  }

  it('is whole where it was stored whole', async () => {
    const standIn = await StandIn.create();
    const answer = { id: 'message-1', role: 'assistant', content: 'Because.', created_at: '' } as const;
    await standIn.holds({ messages: [question, answer] });
    const following = await follow(standIn, `lost-1-${standIn.chatbotId}`);
    expect(await following.end).to.equal(undefined);
    const whole = { content: 'Because.', message_id: 'message-1', sources: [], finish_reason: 'stop' };
    expect(following.steps).to.deep.equal([{ type: 'whole', answer: whole }]);
  });

  it('fails with what there is of it', async () => {
    const standIn = await StandIn.create();
    const answer = { id: 'message-1', role: 'assistant', content: 'Beca', created_at: '', partial: true } as const;
    await standIn.holds({ messages: [question, answer] });
    const following = await follow(standIn, `lost-2-${standIn.chatbotId}`);
    expect(await failure(following)).to.include({ code: 'stream_lost', retryable: true, final: true });
    expect(following.steps).to.deep.equal([{ type: 'remnant', text: 'Beca' }]);
  });

  it('fails where nothing is known of it', async () => {
    const standIn = await StandIn.create();
    expect(await failure(await follow(standIn, `lost-3-${standIn.chatbotId}`))).to.include({
      code: 'stream_lost',
      final: true,
    });
  });

  it('fails where the session is not known any more', async () => {
    const standIn = await StandIn.create({}, [PATHS.messages]);
    const following = await follow(standIn, `lost-4-${standIn.chatbotId}`);
    await (await standIn.recalling()).refuses({ status: 404, code: 'not_found', detail: 'No such conversation.' });
    expect(await failure(following)).to.include({ code: 'stream_lost' });
  });

  it('is looked for again where the stored conversation cannot be had at first', async () => {
    const standIn = await StandIn.create({}, [PATHS.messages]);
    const following = await follow(standIn, `lost-5-${standIn.chatbotId}`);
    await (await standIn.recalling()).fails();
    const answer = { id: 'message-1', role: 'assistant', content: 'Because.', created_at: '' } as const;
    await (await standIn.recalling()).answers({ messages: [question, answer] });
    expect(await following.end).to.equal(undefined);
  });
});

describe('a session', () => {
  it('is opened before the first question, so that the question can be repeated', async () => {
    const standIn = await StandIn.create({}, [PATHS.sessions]);
    const following = new Following(standIn, { sessionId: undefined });
    await (await standIn.opening()).fails();
    const opening = await standIn.opening();
    expect(opening.body).to.deep.equal({ chatbot_id: standIn.chatbotId });
    await opening.answers({ session_id: 'session-7' }, 201);
    const first = await standIn.question();
    expect(first.body.session_id).to.equal('session-7');
    await first.ends(start('session-7'), cancelled(''));
    await following.end;
    const sessions = following.steps.filter(({ type }) => type === 'session');
    expect(sessions).to.deep.equal([{ type: 'session', sessionId: 'session-7' }]);
  });

  it('is another one where the server says so', async () => {
    const standIn = await StandIn.create();
    const following = new Following(standIn);
    await (await standIn.question()).ends(start('session-8'), cancelled(''));
    await following.end;
    expect(following.steps[0]).to.deep.equal({ type: 'session', sessionId: 'session-8' });
  });
});

describe('where streams do not come through', () => {
  const { type: _type, done: _done, ...WHOLE } = complete('Because.');

  it('the answer is had in one piece where something else comes in its place', async () => {
    const standIn = await StandIn.create();
    const following = new Following(standIn);
    const first = await standIn.question();
    await first.answers('<h1>Not today</h1>', 200, { 'content-type': 'text/html' });
    const second = await standIn.wholeQuestion();
    expect(second.body).to.deep.equal(first.body);
    await second.answers({ ...WHOLE, session_id: SESSION });
    expect(await following.end).to.equal(undefined);
    expect(following.steps.map((step) => ('reason' in step ? step.reason : step.type))).to.deep.equal([
      'refused',
      'whole',
    ]);
  });

  it('the answer is had in one piece where nothing of it comes though the server is there', async () => {
    const standIn = await StandIn.create();
    const following = new Following(standIn, {}, 600);
    await standIn.question();
    await (await standIn.wholeQuestion()).answers({ ...WHOLE, session_id: SESSION });
    expect(await following.end).to.equal(undefined);
    expect(following.others).to.deep.equal(['stalled', 'fallback', 'whole']);
  });

  it('the answer is asked for again where the server cannot be reached either', async () => {
    const standIn = await StandIn.create({ name: '' });
    const following = new Following(standIn, {}, 600);
    await standIn.question();
    await (await standIn.asksForDescription()).fails();
    await (await standIn.question()).ends(...ANSWER);
    expect(await following.end).to.equal(undefined);
    expect(following.others).to.deep.equal(['stalled', 'reconnecting', 'resumed']);
  });

  it('the answer is tried to be had in one piece as often as otherwise', async () => {
    const standIn = await StandIn.create();
    const following = new Following(standIn, { whole: true });
    await (await standIn.wholeQuestion()).fails();
    await (await standIn.wholeQuestion()).answers({ ...WHOLE, session_id: SESSION });
    expect(await following.end).to.equal(undefined);
    expect(following.others).to.deep.equal(['reconnecting', 'whole']);
  });

  it('it shows when all of an answer comes at once, at its end', async () => {
    const standIn = await StandIn.create();
    const following = new Following(standIn);
    const first = await standIn.question();
    following.conditions.time = 10_000;
    const usage = { ...WHOLE.usage, completion_tokens: 90, tokens_per_second: 10, time_to_first_token_ms: 1_000 };
    await first.ends(...ANSWER.slice(0, -1), complete('Because', { usage }));
    expect(await following.end).to.equal(undefined);
    expect(following.steps.at(-1)).to.deep.equal({ type: 'fallback', reason: 'held-back' });
  });
});
