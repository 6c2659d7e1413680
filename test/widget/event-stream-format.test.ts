import { expect } from '@open-wc/testing/pure';

import { readMessages, type StreamMessage } from '../../widget/transport/read-messages.ts';
import { collect } from './harness/collect.ts';

/** What a stream says, in short: a message as its data, with its type and last event id where they are not the usual. */
type Said = string | { readonly [field: string]: string | number };

interface Case {
  readonly title: string;
  /** Text, or bytes where they are no UTF-8. */
  readonly stream: string | readonly (string | number)[];
  readonly says: readonly Said[];
}

/** After WHATWG HTML, section 9.2.5 (the format), 9.2.6 (its interpretation) and the examples in 9.2.5 and 9.2.6. */
const CASES: readonly Case[] = [
  // 9.2.5: stream = [ bom ] *event; end-of-line = ( cr lf / cr / lf )
  { title: 'nothing', stream: '', says: [] },
  { title: 'empty lines alone', stream: '\n\n\r\r\n\n', says: [] },
  { title: 'LF', stream: 'data: a\n\n', says: ['a'] },
  { title: 'CR', stream: 'data: a\r\r', says: ['a'] },
  { title: 'CRLF', stream: 'data: a\r\n\r\n', says: ['a'] },
  {
    title: 'line ends mixed',
    stream: 'data: a\r\ndata: b\rdata: c\n\r\ndata: d\n\rdata: e\r\n\r',
    says: ['a\nb\nc', 'd', 'e'],
  },
  { title: 'CRLF then CR', stream: 'data: a\r\n\rdata: b\r\n\r', says: ['a', 'b'] },
  { title: 'LF then CR, which are two', stream: 'data: a\n\rdata: b\n\r', says: ['a', 'b'] },
  { title: 'a byte order mark', stream: '\uFEFFdata: a\n\n', says: ['a'] },
  {
    title: 'two byte order marks, of which the second is text',
    stream: '\uFEFF\uFEFFdata: a\n\ndata: b\n\n',
    says: ['b'],
  },
  { title: 'a byte order mark later on, which is text', stream: 'data: a\n\n\uFEFFdata: b\n\n', says: ['a'] },
  { title: 'a byte order mark in data', stream: 'data: \uFEFFa\n\n', says: ['\uFEFFa'] },
  { title: 'what looks like a byte order mark in another encoding', stream: 'ï»¿data: a\n\n', says: [] },
  // 9.2.5: comment = colon *any-char end-of-line
  { title: 'a comment', stream: ': ping\n\n', says: [] },
  { title: 'a comment within a block', stream: 'data: a\n:\n: b\ndata: c\n\n', says: ['a\nc'] },
  { title: 'a comment with a colon', stream: ':data: a\n\n', says: [] },
  // 9.2.6, the example: data, comment, id, empty id, space
  {
    title: 'the first example of 9.2.6',
    stream: 'data: YHOO\ndata: +2\ndata: 10\n\n',
    says: ['YHOO\n+2\n10'],
  },
  {
    title: 'the second example of 9.2.6',
    stream: ': test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n',
    says: [{ data: 'first event', id: '1' }, 'second event', ' third event'],
  },
  { title: 'the third example of 9.2.6', stream: 'data\n\ndata\ndata\n\ndata:', says: ['', '\n'] },
  { title: 'the fourth example of 9.2.6', stream: 'data:test\n\ndata: test\n\n', says: ['test', 'test'] },
  // 9.2.6: if value starts with a U+0020 SPACE character, remove it
  { title: 'one space after the colon, of two', stream: 'data:  a \n\n', says: [' a '] },
  { title: 'a tab after the colon', stream: 'data:\ta\n\n', says: ['\ta'] },
  { title: 'a space before the colon', stream: 'data : a\n\ndata: b\n\n', says: ['b'] },
  { title: 'a space before the field', stream: ' data: a\n\ndata: b\n\n', says: ['b'] },
  { title: 'a value with colons', stream: 'data: a: b:c\n\n', says: ['a: b:c'] },
  // 9.2.6: field names must be compared literally, with no case folding performed
  { title: 'a field in capitals', stream: 'DATA: a\nData: b\ndata: c\n\n', says: ['c'] },
  { title: 'fields that mean nothing', stream: 'dat: a\ndataa: b\nfoo\nx: y\ndata: c\n\n', says: ['c'] },
  { title: 'a field without a colon', stream: 'data\n\n', says: [''] },
  { title: 'data that is empty', stream: 'data:\n\n', says: [''] },
  { title: 'data that is a space', stream: 'data: \n\n', says: [''] },
  { title: 'data of empty lines', stream: 'data:\ndata:\ndata:\n\n', says: ['\n\n'] },
  { title: 'data with NUL', stream: 'data: a\0b\n\n', says: ['a\0b'] },
  // 9.2.6: the event field
  { title: 'an event type', stream: 'event: news\ndata: a\n\ndata: b\n\n', says: [{ event: 'news', data: 'a' }, 'b'] },
  { title: 'an event type after the data', stream: 'data: a\nevent: news\n\n', says: [{ event: 'news', data: 'a' }] },
  {
    title: 'the last of two event types',
    stream: 'event: a\nevent: b\ndata: c\n\n',
    says: [{ event: 'b', data: 'c' }],
  },
  { title: 'an event type that is empty', stream: 'event: a\nevent\ndata: b\n\n', says: ['b'] },
  { title: 'an event type without data, which is forgotten', stream: 'event: a\n\ndata: b\n\n', says: ['b'] },
  // 9.2.6: the id field, and "set the last event ID string of the event source"
  {
    title: 'an id, which lasts',
    stream: 'id: 7\ndata: a\n\ndata: b\n\n',
    says: [
      { data: 'a', id: '7' },
      { data: 'b', id: '7' },
    ],
  },
  { title: 'an id without data', stream: 'id: 7\n\ndata: a\n\n', says: [{ id: '7' }, { data: 'a', id: '7' }] },
  { title: 'ids without data, one after another', stream: 'id: 7\n\nid: 8\n\n', says: [{ id: '7' }, { id: '8' }] },
  {
    title: 'an id that is empty, which forgets',
    stream: 'id: 7\ndata: a\n\nid\ndata: b\n\n',
    says: [{ data: 'a', id: '7' }, 'b'],
  },
  { title: 'the last of two ids', stream: 'id: 7\nid: 8\ndata: a\n\n', says: [{ data: 'a', id: '8' }] },
  { title: 'an id with NUL, which is ignored', stream: 'id: 7\nid: 8\0\ndata: a\n\n', says: [{ data: 'a', id: '7' }] },
  { title: 'an id that is a word', stream: 'id: sieben\ndata: a\n\n', says: [{ data: 'a', id: 'sieben' }] },
  { title: 'an id in a block that does not end', stream: 'data: a\n\nid: 7\ndata: b\n', says: ['a'] },
  // 9.2.6: the retry field: if the field value consists of only ASCII digits
  { title: 'a retry time', stream: 'retry: 1500\ndata: a\n\n', says: [{ retry: 1500 }, 'a'] },
  { title: 'a retry time without a block', stream: 'retry: 1500\n', says: [{ retry: 1500 }] },
  {
    title: 'retry times that are none',
    stream: 'retry: 1.5\nretry: -1\nretry: 1x\nretry: ١\nretry: 0x1\nretry: 1e3\nretry\ndata: a\n\n',
    says: ['a'],
  },
  // 9.2.6: once the end of the file is reached, any pending data must be discarded
  { title: 'a block that does not end', stream: 'data: a\n\ndata: b\n', says: ['a'] },
  { title: 'a line that does not end', stream: 'data: a\n\ndata: b', says: ['a'] },
  { title: 'a block that ends with a CR', stream: 'data: a\n\r', says: ['a'] },
  // 9.2.6: streams must be decoded using the UTF-8 decode algorithm
  { title: 'characters of every length', stream: 'data: aé€🫖\n\n', says: ['aé€🫖'] },
  { title: 'bytes that are no UTF-8', stream: ['data: a', 0xff, 'b', 0xc3, '\n\n'], says: ['a\uFFFDb\uFFFD'] },
  {
    title: 'a character that breaks off',
    stream: ['data: ', 0xf0, 0x9f, 0xab, '\n\ndata: b\n\n'],
    says: ['\uFFFD', 'b'],
  },
  {
    title: 'separators that only JavaScript knows',
    stream: 'data: a\u2028b\u2029c\u0085d\n\n',
    says: ['a\u2028b\u2029c\u0085d'],
  },
];

function encode(stream: Case['stream']): Uint8Array {
  const encoder = new TextEncoder();
  const parts = typeof stream === 'string' ? [stream] : stream;
  return Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? Array.from(encoder.encode(part)) : part)));
}

function inShort(message: StreamMessage): Said {
  switch (message.type) {
    case 'retry':
      return { retry: message.ms };
    case 'id':
      return { id: message.lastEventId };
    case 'message': {
      const { event, data, lastEventId } = message;
      if (event === 'message' && lastEventId === '') return data;
      return { data, ...(event !== 'message' && { event }), ...(lastEventId !== '' && { id: lastEventId }) };
    }
    default:
      return message satisfies never;
  }
}

async function read(chunks: readonly Uint8Array[]): Promise<readonly Said[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  return (await collect(readMessages(body, { maxLength: 1_000 }))).map(inShort);
}

/** Cuts `bytes` before each of these places. */
function cut(bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  return [0, ...places].map((from, index) => bytes.slice(from, places[index] ?? bytes.length));
}

/** Random numbers that are the same in every run (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('the event stream format', () => {
  for (const { title, stream, says } of CASES) {
    it(`has ${title}, however it is cut`, async () => {
      const bytes = encode(stream);
      expect(await read([bytes])).to.deep.equal(says);
      for (let place = 1; place < bytes.length; place += 1) {
        expect(await read(cut(bytes, [place])), `cut at byte ${place}`).to.deep.equal(says);
      }
      expect(await read(cut(bytes, [...bytes.keys()].slice(1))), 'byte by byte').to.deep.equal(says);
      const random = createRandom(bytes.length);
      for (let round = 0; round < 20; round += 1) {
        const places = [...bytes.keys()].filter((place) => place > 0 && random() < 0.3);
        expect(await read(cut(bytes, places)), `cut at ${places.join()}`).to.deep.equal(says);
      }
    });
  }

  it('is read with empty chunks in between', async () => {
    const bytes = encode('data: a\r\n\r\n');
    const chunks = cut(bytes, [...bytes.keys()].slice(1)).flatMap((chunk) => [new Uint8Array(), chunk]);
    expect(await read(chunks)).to.deep.equal(['a']);
  });

  it('is not waited for when a block is longer than it may be', async () => {
    for (const line of ['data: ', 'id: ', 'event: ', 'retry: ']) {
      const failure = await read([encode(line + 'x'.repeat(2_000))]).catch((error: unknown) => error);
      expect(failure, line).to.have.property('type', 'max-buffer-size-exceeded');
    }
  });
});
