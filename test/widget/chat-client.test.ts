import { expect } from '@open-wc/testing/pure';

import type { StoredEvent } from '../../protocol/chat-event.ts';
import type { ChatRequest } from '../../protocol/requests.ts';
import { ChatClient } from '../../widget/transport/chat-client.ts';
import { ChatError } from '../../widget/transport/chat-error.ts';
import { collect } from './harness/collect.ts';
import { cancelled, complete, start } from './harness/events.ts';
import { StandIn } from './harness/stand-in.ts';

/** A port on which nobody listens. */
const NOBODY = 'http://localhost:1';

const client = new ChatClient(location.origin);

function ask(standIn: StandIn, signal = new AbortController().signal): Promise<StoredEvent[]> {
  const request: ChatRequest = { message: 'Why?', chatbot_id: standIn.chatbotId, client_message_id: 'message-1' };
  return client.ask(request, signal).then(collect);
}

/** @returns how `promise` fails, by a `ChatError`. */
async function failureOf(promise: Promise<unknown>): Promise<ChatError> {
  const error: unknown = await promise.then(
    () => 'no failure',
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(ChatError);
  return error as ChatError;
}

describe('the chat client', () => {
  it('asks, and gives the events of the answer', async () => {
    const standIn = await StandIn.create();
    const events = ask(standIn);
    const question = await standIn.question();
    expect(question.body).to.deep.equal({
      message: 'Why?',
      chatbot_id: standIn.chatbotId,
      client_message_id: 'message-1',
    });
    expect(question.headers).to.include({ accept: 'text/event-stream', 'content-type': 'application/json' });
    await question.ends(start(), complete('So.'));
    expect(await events).to.deep.equal([
      { id: 1, event: start() },
      { id: 2, event: complete('So.') },
    ]);
  });

  it('sends no cookies, goes nowhere else, and keeps in the cache only what everybody may know, as long as the server says', async () => {
    const sent: RequestInit[] = [];
    const fetcher: typeof fetch = (...[input, init]) => {
      sent.push(init ?? {});
      return fetch(input, init);
    };
    const watched = new ChatClient(location.origin, { fetcher });
    const standIn = await StandIn.create();
    await watched.chatbot(standIn.chatbotId, new AbortController().signal);
    const request: ChatRequest = { message: 'Why?', chatbot_id: standIn.chatbotId };
    const answer = watched.ask(request, new AbortController().signal).then(collect);
    await (await standIn.question()).ends(start(), complete('So.'));
    await answer;
    expect(sent).to.have.length(2);
    expect(sent[0]).to.include({ credentials: 'omit', cache: 'default', redirect: 'error' });
    expect(sent[1]).to.include({ credentials: 'omit', cache: 'no-store', redirect: 'error' });
  });

  it('has an answer stopped', async () => {
    const standIn = await StandIn.create();
    const events = ask(standIn);
    const question = await standIn.question();
    const request = { client_message_id: 'message-1', session_id: 'session-1' };
    const done = client.cancel(request, new AbortController().signal);
    const cancelling = await standIn.cancelling();
    expect(cancelling.body).to.deep.equal(request);
    await cancelling.answers({ status: 'cancelled' });
    await done;
    await question.ends(start(), cancelled(''));
    await events;
  });

  it('describes a chatbot, with at most six suggestions', async () => {
    const suggestions = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const standIn = await StandIn.create({ name: 'Tilly', greeting: 'Hello!', suggestions });
    expect(await client.chatbot(standIn.chatbotId, new AbortController().signal)).to.deep.equal({
      id: standIn.chatbotId,
      name: 'Tilly',
      greeting: 'Hello!',
      suggestions: ['a', 'b', 'c', 'd', 'e', 'f'],
      settings: { greeting: 'Hello!' },
      texts: {},
    });
  });

  it('does not believe a description that is none', async () => {
    for (const description of [
      null,
      'Tilly',
      { name: 'Tilly' },
      { id: 'x', name: 'T', greeting: '', suggestions: [1] },
    ]) {
      const standIn = await StandIn.create({ name: '' });
      const failure = failureOf(client.chatbot(standIn.chatbotId, new AbortController().signal));
      await (await standIn.asksForDescription()).answers(description);
      expect(await failure).to.include({ code: 'connection', retryable: true });
    }
  });

  it('tells what a problem document says', async () => {
    const standIn = await StandIn.create();
    const failure = failureOf(ask(standIn));
    const problem = { status: 429, code: 'rate_limited', detail: 'Too many messages.' } as const;
    await (await standIn.question()).refuses(problem, { 'retry-after': '30' });
    expect(await failure).to.include({
      code: 'rate_limited',
      sentence: 'Too many messages.',
      retryable: true,
      retryAfter: 30,
      final: true,
    });
  });

  it('reads a date as the time to wait', async () => {
    const standIn = await StandIn.create();
    const failure = failureOf(ask(standIn));
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
    const problem = { status: 503, code: 'overloaded', detail: 'Full.' } as const;
    await (await standIn.question()).refuses(problem, { 'retry-after': inAnHour });
    expect((await failure).retryAfter).to.be.within(3_500, 3_600);
  });

  it('takes a code that it does not know for an internal error', async () => {
    const standIn = await StandIn.create();
    const failure = failureOf(ask(standIn));
    await (
      await standIn.question()
    ).answers({ code: 'gone_fishing', detail: 'Later.' }, 500, { 'content-type': 'application/problem+json' });
    expect(await failure).to.include({ code: 'internal', sentence: 'Later.' });
  });

  it('does not show what a proxy says, but heeds when it asks for patience', async () => {
    for (const [status, code] of [
      [429, 'rate_limited'],
      [503, 'overloaded'],
      [502, 'connection'],
      [404, 'connection'],
    ] as const) {
      const standIn = await StandIn.create();
      const failure = failureOf(ask(standIn));
      const answer = { 'content-type': 'text/html', 'retry-after': '5' };
      await (await standIn.question()).answers('<h1>Bad Gateway</h1>', status, answer);
      expect(await failure).to.include({ code, sentence: undefined, retryAfter: 5, final: false });
    }
  });

  it('fails where an answer is no event stream', async () => {
    const standIn = await StandIn.create();
    const failure = failureOf(ask(standIn));
    await (await standIn.question()).answers('<h1>Welcome</h1>', 200, { 'content-type': 'text/html' });
    expect(await failure).to.include({ code: 'connection' });
  });

  it('is not led elsewhere', async () => {
    const standIn = await StandIn.create();
    const failure = failureOf(ask(standIn));
    await (await standIn.question()).answers('', 307, { location: '/elsewhere' });
    expect(await failure).to.include({ code: 'connection' });
  });

  it('fails where nobody listens', async () => {
    const { signal } = new AbortController();
    const { code, cause, final } = await failureOf(new ChatClient(NOBODY).chatbot('demo', signal));
    expect(code).to.equal('connection');
    expect(cause).to.be.instanceOf(TypeError);
    expect(final).to.equal(false);
  });

  it('is interrupted where the connection breaks', async () => {
    const standIn = await StandIn.create();
    const failure = failureOf(ask(standIn));
    const question = await standIn.question();
    await question.sends(start());
    await question.breaks();
    expect(await failure).to.include({ code: 'interrupted', retryable: true, final: false });
  });

  it('closes the connection when it is told to, and says why in the words of whoever told it', async () => {
    const standIn = await StandIn.create();
    const abort = new AbortController();
    const events = ask(standIn, abort.signal).catch((error: unknown) => error);
    const question = await standIn.question();
    await question.sends(start());
    const reason = new Error('no longer wanted');
    abort.abort(reason);
    expect(await events).to.equal(reason);
    await question.closed();
  });
});
