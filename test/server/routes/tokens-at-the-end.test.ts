import { afterEach, describe, expect, it } from 'vitest';
import type { ChatEvent, StoredEvent } from '../../../protocol/chat-event.ts';
import { tokensAtTheEnd } from '../../../server/routes/tokens-at-the-end.ts';
import { QUESTION } from '../chat/museum.ts';
import { startApp, type RunningApp } from '../running-app.ts';

const TOKEN: ChatEvent = { type: 'token', content: 'From 10.', done: false };

/** @returns the events, numbered from 1; `taken` says how many were asked for. */
function logOf(...events: readonly ChatEvent[]): { readonly log: AsyncIterable<StoredEvent>; taken: () => number } {
  let taken = 0;
  async function* read(): AsyncGenerator<StoredEvent> {
    for (const event of events) yield { id: ++taken, event };
  }
  return { log: read(), taken: () => taken };
}

describe('a stream whose text comes at its end', () => {
  it('tells at once what the server does, and everything in its order', async () => {
    const { log, taken } = logOf(
      { type: 'status', state: 'writing', done: false },
      TOKEN,
      { type: 'restart', done: false },
      TOKEN,
      { type: 'cancelled', content: 'From 10.', done: true },
    );
    const events = tokensAtTheEnd(log);
    expect((await events.next()).value).toMatchObject({ id: 1 });
    expect(taken()).toBe(1);
    expect((await events.next()).value).toMatchObject({ id: 2, event: TOKEN });
    expect(taken(), 'the end was there before the first token').toBe(5);
    expect((await Array.fromAsync(events)).map(({ id }) => id)).toEqual([3, 4, 5]);
  });

  it('gives nothing of a text whose reading ends before it', async () => {
    expect(await Array.fromAsync(tokensAtTheEnd(logOf(TOKEN, TOKEN).log))).toEqual([]);
  });
});

describe('where nothing is streamed', () => {
  let app: RunningApp;
  afterEach(() => app[Symbol.asyncDispose]());

  it('a stream that is asked for all the same is whole, and has every id', async () => {
    app = await startApp({ isStreaming: false });
    const events = Array.fromAsync(await app.ask({ message: QUESTION }));
    const answer = await app.model.nextAnswer();
    answer.write('From ', '10.');
    answer.end();
    const all = await events;
    expect(all.map(({ event }) => event.type).join(' ')).toBe('start status status status token token complete');
    expect(all.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});
