import * as fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { getEventListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ChatEvent, StoredEvent, TerminalEvent } from '../../protocol/chat-event.ts';
import { StreamClosedError, StreamNotFoundError, type LiveStreams } from '../../server/live-streams/live-streams.ts';

const TERMINAL_EVENTS: readonly TerminalEvent[] = [
  {
    type: 'complete',
    content: 'one two ',
    done: true,
    message_id: 'm',
    finish_reason: 'stop',
    sources: [],
    context_quality: { coverage: 0, best_score: 0, passages: 0, grounded: 'none' },
    usage: {
      prompt_tokens: 0,
      completion_tokens: 2,
      tokens_per_second: 0,
      time_to_first_token_ms: 0,
      cached: false,
    },
  },
  { type: 'cancelled', content: 'one ', done: true },
  { type: 'error', error: 'A sentence.', code: 'llm_error', retryable: true, done: true },
];

const END = TERMINAL_EVENTS[1] as TerminalEvent;

/** The session whose answers these are. */
const OWNER = 'museum.owner';

/** What every place for live streams keeps to. */
export function describeLiveStreams(name: string, create: () => LiveStreams | Promise<LiveStreams>): void {
  describe(`${name}, as a place for live streams`, () => {
    let streams: LiveStreams;
    let id: string;
    beforeEach(async () => {
      streams = await create();
      id = randomUUID();
      await streams.open(id, OWNER);
    });

    /** Appends the tokens `1 `, `2 ` … */
    const appendTokens = async (count: number): Promise<void> => {
      for (let number = 1; number <= count; number++) await streams.append(id, token(number));
    };
    const readAll = (afterId: number): Promise<StoredEvent[]> =>
      Array.fromAsync(streams.read(id, OWNER, afterId, new AbortController().signal));

    const readAs = (owner: string, streamId: string): Promise<StoredEvent[]> =>
      Array.fromAsync(streams.read(streamId, owner, 0, new AbortController().signal));

    /** What somebody else sees of the log is what there is to see of one that is not there. */
    const expectHidden = async (owner: string): Promise<void> => {
      const missing = randomUUID();
      expect([await streams.has(id, owner), await streams.has(missing, owner)]).toEqual([false, false]);
      const [hidden, absent] = [await failureOf(readAs(owner, id)), await failureOf(readAs(owner, missing))];
      expect(hidden).toBeInstanceOf(StreamNotFoundError);
      expect(absent).toBeInstanceOf(StreamNotFoundError);
      expect(hidden.message.replace(id, '')).toBe(absent.message.replace(missing, ''));
    };

    describe('appending', () => {
      it('gives ids that start at 1 and rise by 1', async () => {
        const ids = [];
        for (const event of [token(1), token(2), END]) ids.push(await streams.append(id, event));
        expect(ids).toEqual([1, 2, 3]);
      });

      it('counts each log for itself', async () => {
        await appendTokens(2);
        const other = randomUUID();
        await streams.open(other, OWNER);
        expect(await streams.append(other, token(1))).toBe(1);
        expect(await streams.append(id, token(3))).toBe(3);
      });

      it.each(TERMINAL_EVENTS)('is refused after a $type event', async (terminal) => {
        await streams.append(id, terminal);
        await expect(streams.append(id, token(1))).rejects.toThrow(StreamClosedError);
        await expect(streams.append(id, terminal)).rejects.toThrow(StreamClosedError);
        expect(await readAll(0)).toEqual([{ id: 1, event: terminal }]);
      });

      it('is refused for a log that is not known', async () => {
        await expect(streams.append(randomUUID(), token(1))).rejects.toThrow(StreamClosedError);
      });
    });

    describe('reading', () => {
      it('gives the events after any id', async () => {
        await appendTokens(3);
        await streams.append(id, END);
        const all = [...[1, 2, 3].map((number) => ({ id: number, event: token(number) })), { id: 4, event: END }];
        for (let afterId = 0; afterId <= 3; afterId++) {
          expect(await readAll(afterId), `after ${afterId}`).toEqual(all.slice(afterId));
        }
      });

      it('gives a late reader the events it missed, then those to come, then ends with the log', async () => {
        await appendTokens(2);
        const reader = read(streams, id, 0);
        expect(await reader.next()).toEqual({ done: false, value: { id: 1, event: token(1) } });
        expect(await reader.next()).toEqual({ done: false, value: { id: 2, event: token(2) } });
        const third = reader.next();
        await streams.append(id, token(3));
        expect(await third).toEqual({ done: false, value: { id: 3, event: token(3) } });
        const last = reader.next();
        await streams.append(id, END);
        expect(await last).toEqual({ done: false, value: { id: 4, event: END } });
        expect(await reader.next()).toEqual({ done: true, value: undefined });
      });

      it('lets a reader that is ahead of the log wait for its first event', async () => {
        const all = readAll(2);
        await appendTokens(3);
        await streams.append(id, END);
        expect((await all).map((event) => event.id)).toEqual([3, 4]);
      });

      it('wakes every reader that waits', async () => {
        const readers = [read(streams, id, 0), read(streams, id, 0), read(streams, id, 0)];
        const first = readers.map((reader) => reader.next());
        await streams.append(id, token(1));
        const results = await Promise.all(first);
        expect(results.map(({ value }) => value)).toEqual(readers.map(() => ({ id: 1, event: token(1) })));
      });

      it('lets readers go at their own pace: one that is slow holds up neither the writer nor another', async () => {
        const slow = read(streams, id, 0);
        const start = slow.next();
        await streams.append(id, token(1));
        expect((await start).value).toEqual({ id: 1, event: token(1) });

        for (let number = 2; number <= 500; number++) await streams.append(id, token(number));
        await streams.append(id, END);
        expect(await readAll(0)).toHaveLength(501);

        expect((await slow.next()).value).toEqual({ id: 2, event: token(2) });
        expect(await Array.fromAsync(slow)).toHaveLength(499);
      });

      it.each(TERMINAL_EVENTS)('ends after a $type event', async (terminal) => {
        const waiting = readAll(0);
        await streams.append(id, terminal);
        expect(await waiting).toEqual([{ id: 1, event: terminal }]);
        expect(await readAll(0)).toEqual([{ id: 1, event: terminal }]);
      });

      it.each([0, 1, 1_000])('ends at once for who has read a finished log, and %i beyond', async (beyond) => {
        await appendTokens(2);
        await streams.append(id, END);
        expect(await readAll(3 + beyond)).toEqual([]);
      });

      it('tells that a log is not known', async () => {
        await expect(read(streams, randomUUID(), 0).next()).rejects.toThrow(StreamNotFoundError);
      });

      it('gives each reader exactly the rest of the log, in order, however reading and appending interleave', async () => {
        const turns = fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 5 });
        const reader = fc.record({ joinsAfter: fc.nat({ max: 15 }), afterId: fc.nat({ max: 15 }), turns });
        await fc.assert(
          fc.asyncProperty(
            fc.nat({ max: 12 }),
            turns,
            fc.array(reader, { minLength: 1, maxLength: 4 }),
            async (count, writerTurns, readers) => {
              const streamId = randomUUID();
              await streams.open(streamId, OWNER);
              const read = async ({ joinsAfter, afterId, turns }: (typeof readers)[number]): Promise<number[]> => {
                await pass(joinsAfter);
                const ids = [];
                for await (const event of streams.read(streamId, OWNER, afterId, new AbortController().signal)) {
                  expect(event.event).toEqual(event.id > count ? END : token(event.id));
                  ids.push(event.id);
                  await pass(turns[ids.length % turns.length] ?? 0);
                }
                return ids;
              };
              const reading = Promise.all(readers.map(read));
              for (let number = 1; number <= count; number++) {
                await streams.append(streamId, token(number));
                await pass(writerTurns[number % writerTurns.length] ?? 0);
              }
              await streams.append(streamId, END);
              const log = Array.from({ length: count + 1 }, (_, index) => index + 1);
              expect(await reading).toEqual(readers.map(({ afterId }) => log.slice(afterId)));
            },
          ),
        );
      });
    });

    describe('a log belongs to its owner', () => {
      it.each(['museum.other', '', 'museum.owne', 'museum.owner ', 'MUSEUM.OWNER'])(
        'who sees it while it is written and after its end, and %j sees neither',
        async (other) => {
          await appendTokens(2);
          expect(await streams.has(id, OWNER)).toBe(true);
          await expectHidden(other);
          await streams.append(id, END);
          expect(await streams.has(id, OWNER)).toBe(true);
          await expectHidden(other);
          expect(await readAs(OWNER, id)).toHaveLength(3);
        },
      );

      it('and a log that was never opened is nobody’s', async () => {
        expect(await streams.has(randomUUID(), OWNER)).toBe(false);
      });

      it('each its own', async () => {
        const theirs = randomUUID();
        await streams.open(theirs, 'museum.other');
        await appendTokens(1);
        await streams.append(theirs, END);
        expect([await streams.has(theirs, 'museum.other'), await streams.has(theirs, OWNER)]).toEqual([true, false]);
        expect(await readAs('museum.other', theirs)).toEqual([{ id: 1, event: END }]);
        await expect(readAs(OWNER, theirs)).rejects.toThrow(StreamNotFoundError);
      });
    });

    describe('the end of a log changes nothing of what is read', () => {
      it('from any id, of any events, before it and after it', async () => {
        await fc.assert(
          fc.asyncProperty(eventLists, async (events) => {
            const streamId = randomUUID();
            await streams.open(streamId, OWNER);
            const log = events.map((event, index) => ({ id: index + 1, event: structuredClone(event) }));
            for (const event of events.slice(0, -1)) await streams.append(streamId, event);

            // One reader for every id, who reads what there is and then waits for the last event.
            const readers = log.map((_, afterId) => read(streams, streamId, afterId));
            const before = await Promise.all(
              readers.map(async (reader, afterId) => {
                const seen = [];
                for (let id = afterId + 1; id < log.length; id++) seen.push((await reader.next()).value);
                return seen;
              }),
            );
            const waiting = readers.map((reader) => reader.next());
            await streams.append(streamId, events.at(-1) as TerminalEvent);
            const last = await Promise.all(waiting);
            const ends = await Promise.all(readers.map((reader) => reader.next()));

            for (const afterId of log.keys()) {
              expect([...(before[afterId] ?? []), last[afterId]?.value]).toStrictEqual(log.slice(afterId));
              expect(ends[afterId]).toEqual({ done: true, value: undefined });
              expect(await Array.fromAsync(read(streams, streamId, afterId))).toStrictEqual(log.slice(afterId));
            }
            expect(await Array.fromAsync(read(streams, streamId, log.length))).toEqual([]);
          }),
        );
      });

      it('nor does it change for who is in the middle of it', async () => {
        await appendTokens(3);
        const reader = read(streams, id, 0);
        expect((await reader.next()).value).toEqual({ id: 1, event: token(1) });
        await streams.append(id, END);
        expect(await Array.fromAsync(reader)).toStrictEqual([
          { id: 2, event: token(2) },
          { id: 3, event: token(3) },
          { id: 4, event: END },
        ]);
      });
    });

    describe('removing what an owner has', () => {
      it('takes the logs that are being written and those that have ended, and nobody else’s', async () => {
        const [ended, theirs] = [randomUUID(), randomUUID()];
        await streams.open(ended, OWNER);
        await streams.append(ended, END);
        await streams.open(theirs, 'museum.other');
        await streams.append(theirs, END);
        await appendTokens(1);
        await streams.removeAll(OWNER);
        expect([await streams.has(id, OWNER), await streams.has(ended, OWNER)]).toEqual([false, false]);
        await expect(readAs(OWNER, ended)).rejects.toThrow(StreamNotFoundError);
        await expect(streams.append(id, token(2))).rejects.toThrow(StreamClosedError);
        expect(await readAs('museum.other', theirs)).toHaveLength(1);
      });

      it('takes what a reader in the middle has not read yet, and wakes one that waits', async () => {
        await appendTokens(3);
        const [slow, waiting] = [read(streams, id, 0), read(streams, id, 3)];
        await slow.next();
        const wait = waiting.next();
        const woken = failureOf(wait);
        await streams.removeAll(OWNER);
        expect(await woken).toBeInstanceOf(StreamNotFoundError);
        await expect(slow.next()).rejects.toThrow(StreamNotFoundError);
      });

      it('is no failure for a reader that has read the end', async () => {
        await streams.append(id, END);
        const reader = read(streams, id, 0);
        await reader.next();
        await streams.removeAll(OWNER);
        expect(await reader.next()).toEqual({ done: true, value: undefined });
      });

      it('is nothing where there is nothing', async () => {
        await expect(streams.removeAll('nobody')).resolves.toBeUndefined();
        expect(await streams.has(id, OWNER)).toBe(true);
      });
    });

    describe('a reader whose signal aborts', () => {
      let controller: AbortController;
      let reader: AsyncIterator<StoredEvent, void>;
      beforeEach(() => {
        controller = new AbortController();
        reader = streams.read(id, OWNER, 0, controller.signal)[Symbol.asyncIterator]() as typeof reader;
      });

      const expectEnd = async (next: Promise<IteratorResult<StoredEvent, void>>): Promise<void> => {
        expect(await next).toEqual({ done: true, value: undefined });
        expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
      };

      it('ends without an event if it had aborted before', async () => {
        await appendTokens(2);
        controller.abort();
        await expectEnd(reader.next());
      });

      it('ends while it waits for the first event', async () => {
        const next = reader.next();
        controller.abort();
        await expectEnd(next);
      });

      it('ends while it waits for a further event', async () => {
        await appendTokens(1);
        await reader.next();
        const next = reader.next();
        controller.abort();
        await expectEnd(next);
      });

      it('ends while it is behind, though there is more to read', async () => {
        await appendTokens(3);
        await reader.next();
        controller.abort();
        await expectEnd(reader.next());
      });

      it('leaves the log and its other readers as they were', async () => {
        const other = readAll(0);
        const next = reader.next();
        controller.abort();
        await expectEnd(next);
        await appendTokens(1);
        await streams.append(id, END);
        expect((await other).map((event) => event.id)).toEqual([1, 2]);
      });
    });

    describe('leaves nothing on the signal', () => {
      it('of a reader that waited again and again, and came to the end', async () => {
        const { signal } = new AbortController();
        const all = Array.fromAsync(streams.read(id, OWNER, 0, signal));
        for (let number = 1; number <= 20; number++) {
          await setImmediate();
          await streams.append(id, token(number));
        }
        await streams.append(id, END);
        expect(await all).toHaveLength(21);
        expect(getEventListeners(signal, 'abort')).toEqual([]);
      });

      it('of a reader that left the loop', async () => {
        await appendTokens(2);
        const { signal } = new AbortController();
        for await (const _ of streams.read(id, OWNER, 0, signal)) break;
        expect(getEventListeners(signal, 'abort')).toEqual([]);
      });
    });
  });
}

/** Texts as models cut them: empty ones, and halves of a surrogate pair, among others. */
const texts = fc.oneof(
  fc.constantFrom('', ' ', '\n', '`', 'word ', '\ud83d', '\udc4b', '👋🏽', '\u0000'),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
);

/** Of tokens with metadata and without, in any order, and all else that may stand between a start and an end. */
const eventLists: fc.Arbitrary<readonly ChatEvent[]> = fc
  .tuple(
    fc.boolean(),
    fc.array(
      fc.oneof(
        { weight: 6, arbitrary: texts.map((content): ChatEvent => ({ type: 'token', content, done: false })) },
        {
          weight: 1,
          arbitrary: fc
            .tuple(texts, fc.nat(), fc.boolean(), fc.boolean())
            .map(([content, count, isCode, isLink]): ChatEvent => {
              const metadata = { token_count: count, is_code: isCode, is_link: isLink };
              return { type: 'token', content, done: false, metadata };
            }),
        },
        { weight: 1, arbitrary: fc.constant<ChatEvent>({ type: 'restart', done: false }) },
        { weight: 1, arbitrary: fc.constant<ChatEvent>({ type: 'status', state: 'writing', done: false }) },
      ),
      { maxLength: 12 },
    ),
    fc.constantFrom(...TERMINAL_EVENTS),
    fc.option(texts),
  )
  .map(([hasStart, events, terminal, other]) => {
    const start: ChatEvent = { type: 'start', stream_id: 's', message_id: 'm', session_id: OWNER, done: false };
    const text = events.map((event) => (event.type === 'token' ? event.content : '')).join('');
    // The last event repeats the text, as it does in earnest, or says something else.
    const last = 'content' in terminal ? { ...terminal, content: other ?? text } : terminal;
    return [hasStart ? [start] : [], events, last].flat();
  });

function token(number: number): ChatEvent {
  return { type: 'token', content: `${number} `, done: false };
}

/** @returns why it can't be read. */
async function failureOf(reading: Promise<unknown>): Promise<Error> {
  const error: unknown = await reading.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof Error)) throw new Error('it was read');
  return error;
}

function read(streams: LiveStreams, id: string, afterId: number): AsyncGenerator<StoredEvent, void> {
  return streams.read(id, OWNER, afterId, new AbortController().signal) as AsyncGenerator<StoredEvent, void>;
}

/** Lets others run for some turns of the event loop. */
async function pass(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await setImmediate();
}
