import { expect } from '@open-wc/testing/pure';

import type { ChatEvent, StoredEvent } from '../../protocol/chat-event.ts';
import { encodeEvent, PING } from '../../protocol/event-stream.ts';
import { ANSWER_MAX_BYTES } from '../../protocol/limits.ts';
import { ChatError } from '../../widget/transport/chat-error.ts';
import { readProblem } from '../../widget/transport/read-problem.ts';
import { readEventStream } from '../../widget/transport/read-event-stream.ts';
import { collect } from './harness/collect.ts';
import { complete, failed, start, token } from './harness/events.ts';

const ANSWER: readonly ChatEvent[] = [start(), token('Grüß '), token('dich 🫖'), complete('Grüß dich 🫖')];
const WIRE = ANSWER.map((event, index) => encodeEvent({ id: index + 1, event })).join('');

function encode(id: number, event: ChatEvent): string {
  return encodeEvent({ id, event });
}

function response(chunks: readonly (Uint8Array | string)[], contentType = 'text/event-stream'): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk);
      controller.close();
    },
  });
  return new Response(body, { headers: { 'content-type': contentType } });
}

async function read(chunks: readonly (Uint8Array | string)[], contentType?: string): Promise<readonly StoredEvent[]> {
  return collect(readEventStream(response(chunks, contentType)));
}

/** @returns the events until the stream failed, and how it failed. */
async function readUntilFailure(...chunks: readonly string[]): Promise<{ events: StoredEvent[]; error: ChatError }> {
  const events: StoredEvent[] = [];
  try {
    for await (const event of readEventStream(response(chunks))) events.push(event);
  } catch (error) {
    if (error instanceof ChatError) return { events, error };
    throw error;
  }
  throw new Error('the stream did not fail');
}

function unclosable(): ReadableStream {
  return new ReadableStream({ cancel: () => Promise.reject(new Error('no')) });
}

describe('an event stream', () => {
  it('is read the same however the network cuts it', async () => {
    const bytes = new TextEncoder().encode(WIRE);
    const whole = await read([bytes]);
    expect(whole.map(({ id }) => id)).to.deep.equal([1, 2, 3, 4]);
    expect(whole.map(({ event }) => event)).to.deep.equal(ANSWER);
    for (let at = 1; at < bytes.length; at += 1) {
      expect(await read([bytes.slice(0, at), bytes.slice(at)]), `cut at byte ${at}`).to.deep.equal(whole);
    }
    expect(await read(Array.from(bytes, (byte) => Uint8Array.of(byte))), 'byte by byte').to.deep.equal(whole);
  });

  it('is read the same with any line ending, and with pings in between', async () => {
    const whole = await read([WIRE]);
    expect(await read([WIRE.replaceAll('\n', '\r\n')])).to.deep.equal(whole);
    expect(await read([WIRE.replaceAll('\n', '\r')])).to.deep.equal(whole);
    expect(await read([PING + WIRE.replaceAll('\n\n', `\n\n${PING}`)])).to.deep.equal(whole);
  });

  it('ends with the terminal event, whatever follows', async () => {
    const events = await read([encode(1, start()), encode(2, failed()), encode(3, token('late')), 'data: rubbish\n\n']);
    expect(events.map(({ event }) => event.type)).to.deep.equal(['start', 'error']);
  });

  it('drops what was seen already', async () => {
    const events = await read([
      encode(1, start()),
      encode(1, start()),
      encode(2, token('a')),
      encode(1, start()),
      WIRE,
    ]);
    expect(events.map(({ id }) => id)).to.deep.equal([1, 2, 3, 4]);
  });

  it('skips an event of a type that it does not know, but counts it', async () => {
    const unknown = 'id: 2\ndata: {"type":"weather","done":false}\n\n';
    const events = await read([encode(1, start()), unknown, encode(3, complete(''))]);
    expect(events.map(({ id }) => id)).to.deep.equal([1, 3]);
  });

  it('is interrupted where an event is missing', async () => {
    const { events, error } = await readUntilFailure(encode(1, start()), encode(3, token('c')));
    expect(events.map(({ id }) => id)).to.deep.equal([1]);
    expect(error.code).to.equal('interrupted');
  });

  it('is interrupted where it ends before the answer does', async () => {
    const { events, error } = await readUntilFailure(encode(1, start()), encode(2, token('Be')));
    expect(events.map(({ id }) => id)).to.deep.equal([1, 2]);
    expect(error).to.include({ code: 'interrupted', retryable: true, final: false });
  });

  it('is interrupted in the middle of an event', async () => {
    const { events, error } = await readUntilFailure(encode(1, start()), encode(2, token('Be')).slice(0, -1));
    expect(events.map(({ id }) => id)).to.deep.equal([1]);
    expect(error.code).to.equal('interrupted');
  });

  it('is interrupted by what the protocol has no word for', async () => {
    for (const fault of [
      'id: 2\ndata: {"type":\n\n',
      'id: 2\ndata: {"type":"token","done":false}\n\n',
      'data: {"type":"restart","done":false}\n\n',
      'id: two\ndata: {"type":"restart","done":false}\n\n',
      'id: 0\ndata: {"type":"restart","done":false}\n\n',
    ]) {
      const { events, error } = await readUntilFailure(encode(1, start()), fault);
      expect(events.map(({ id }) => id)).to.deep.equal([1]);
      expect(error.code, fault).to.equal('interrupted');
    }
  });

  it('is interrupted by an event that does not end', async () => {
    const chunk = 'x'.repeat(ANSWER_MAX_BYTES);
    const { error } = await readUntilFailure(encode(1, start()), 'id: 2\ndata: ', chunk, chunk, chunk);
    expect(error.code).to.equal('interrupted');
    expect(error.message).to.contain('max buffer size');
  });

  it('closes the connection when its reader leaves', async () => {
    let left = false;
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode(encode(1, start()))),
      cancel: () => void (left = true),
    });
    for await (const { id } of readEventStream(
      new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } }),
    )) {
      expect(id).to.equal(1);
      break;
    }
    expect(left).to.equal(true);
  });

  it('is refused where it is none, without a word to the page if it cannot even be closed', async () => {
    const unhandled: unknown[] = [];
    const listen = (event: PromiseRejectionEvent): void => {
      event.preventDefault();
      unhandled.push(event.reason);
    };
    addEventListener('unhandledrejection', listen);
    try {
      const html = { 'content-type': 'text/html' };
      expect(() => readEventStream(new Response(unclosable(), { headers: html }))).to.throw(ChatError);
      expect(await readProblem(new Response(unclosable(), { status: 502, headers: html }))).to.include({
        code: 'connection',
      });
      // Rejections are told of after the task in which nobody has taken them.
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(unhandled).to.deep.equal([]);
    } finally {
      removeEventListener('unhandledrejection', listen);
    }
  });

  it('is refused where it is none', async () => {
    const refused = await read(['<!doctype html>'], 'text/html').catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(ChatError).with.property('code', 'connection');
    expect(refused).to.have.property('cause').that.is.instanceOf(TypeError);
  });
});
