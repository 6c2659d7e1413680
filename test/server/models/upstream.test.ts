import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ModelError } from '../../../server/models/model.ts';
import { parseUpstream, readLines, readText, requestUpstream } from '../../../server/models/upstream.ts';
import { listen } from '../../stand-ins/model-server.ts';

const { signal } = new AbortController();

async function collect(pieces: AsyncIterable<string>): Promise<string[]> {
  const collected: string[] = [];
  for await (const piece of pieces) collected.push(piece);
  return collected;
}

/** What a request for `url` fails with. */
async function failureOf(url: string): Promise<ModelError> {
  const error: unknown = await requestUpstream(url, { method: 'GET', signal }).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ModelError);
  return error as ModelError;
}

/** Reads what `handle` answers with. */
async function readFrom(handle: RequestListener): Promise<string[]> {
  await using server = await listen(handle);
  return await collect(readText(await requestUpstream(server.url, { method: 'GET', signal }), signal));
}

/** Answers with what it was asked. */
async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { authorization, 'accept-encoding': encoding, 'content-length': length } = request.headers;
  response.end(JSON.stringify([request.method, authorization, encoding, length, await text(request)]));
}

async function* characters(count: number): AsyncGenerator<string> {
  for (let index = 0; index < count; index += 1) yield 'x';
}

describe('a request to an upstream', () => {
  it('carries method, headers and body, and asks for no compression', async () => {
    await using server = await listen((request, response) => void echo(request, response));
    const response = await requestUpstream(server.url, {
      method: 'POST',
      headers: { authorization: 'Bearer key' },
      body: 'Grüße',
      signal,
    });
    const answer = (await collect(readText(response, signal))).join('');
    expect(JSON.parse(answer)).toEqual(['POST', 'Bearer key', 'identity', '7', 'Grüße']);
  });

  it('is answered as soon as the headers have come', async () => {
    await using server = await listen((_, response) => response.writeHead(200, { 'x-first': 'yes' }).flushHeaders());
    const response = await requestUpstream(server.url, { method: 'GET', signal });
    expect(response.headers['x-first']).toBe('yes');
    response.destroy();
  });

  it.each([401, 402, 403, 404, 408, 429, 502, 503, 504, 529])(
    'that gets %i finds the model unavailable',
    async (status) => {
      await using server = await listen((_, response) => response.writeHead(status).end('no'));
      expect(await failureOf(server.url)).toMatchObject({ code: 'llm_unavailable' });
    },
  );

  it.each([302, 304, 400, 413, 422, 500, 501])('that gets %i is an error of the model', async (status) => {
    await using server = await listen((_, response) => response.writeHead(status).end());
    expect(await failureOf(server.url)).toMatchObject({ code: 'llm_error' });
  });

  it('does not follow a redirect', async () => {
    const paths: (string | undefined)[] = [];
    await using server = await listen((request, response) => {
      paths.push(request.url);
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    await failureOf(`${server.url}/api`);
    expect(paths).toEqual(['/api']);
  });

  it('tells the operator the status and the beginning of an error page, however long that is', async () => {
    const closed = Promise.withResolvers<void>();
    await using server = await listen((_, response) => {
      response.once('close', closed.resolve);
      response.writeHead(500).write(`CUDA out of memory ${'x'.repeat(10_000)}`);
    });
    const { message } = await failureOf(`${server.url}/api/chat`);
    expect(message).toMatch(/\/api\/chat answered 500: CUDA out of memory x+$/);
    expect(message.length).toBeLessThan(2_200);
    await closed.promise;
  });

  it('tells the status even if the error page breaks off', async () => {
    await using server = await listen((_, response) => {
      response.writeHead(503, { 'content-length': 100 }).write('half', () => response.destroy());
    });
    expect((await failureOf(server.url)).message).toMatch(/answered 503: (half)?$/);
  });

  it('keeps user name, password and query out of the log', async () => {
    await using server = await listen((_, response) => response.writeHead(500).end());
    const { message } = await failureOf(`${server.url.replace('//', '//user:secret@')}/v1?key=secret`);
    expect(message).toContain('/v1 answered 500');
    expect(message).not.toContain('secret');
  });

  it('stops reading an error page when the signal aborts', async () => {
    const reason = new Error('the visitor left');
    const controller = new AbortController();
    const closed = Promise.withResolvers<void>();
    await using server = await listen((_, response) => {
      response.once('close', closed.resolve);
      response.writeHead(500).write('no end', () => controller.abort(reason));
    });
    const request = requestUpstream(server.url, { method: 'GET', signal: controller.signal });
    await expect(request).rejects.toBe(reason);
    await closed.promise;
  });

  it('fails with llm_unavailable if the other side hangs up before it answers', async () => {
    await using server = await listen((request) => request.socket.destroy());
    expect(await failureOf(server.url)).toMatchObject({ code: 'llm_unavailable' });
  });

  it('fails with llm_unavailable if the other side does not speak TLS where it should', async () => {
    await using server = await listen((_, response) => response.end());
    expect(await failureOf(server.url.replace('http:', 'https:'))).toMatchObject({ code: 'llm_unavailable' });
  });

  it('fails with llm_error if the other side does not speak HTTP', async () => {
    const server = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await failureOf(`http://127.0.0.1:${port}`)).toMatchObject({ code: 'llm_error' });
    server.close();
  });
});

describe('the text of a body', () => {
  const BYTES = Buffer.from('Grüße 👋🏽\n');

  it('is the same wherever its bytes are cut in two', async () => {
    for (let at = 0; at <= BYTES.length; at += 1) {
      const body = Readable.from([BYTES.subarray(0, at), BYTES.subarray(at)]);
      expect((await collect(readText(body, signal))).join('')).toBe('Grüße 👋🏽\n');
    }
  });

  it('is refused where it is not UTF-8, wherever its bytes are cut in two', async () => {
    const latin1 = Buffer.from('Grüße\n', 'latin1');
    for (let at = 0; at <= latin1.length; at += 1) {
      const body = Readable.from([latin1.subarray(0, at), latin1.subarray(at)]);
      await expect(collect(readText(body, signal))).rejects.toMatchObject({ code: 'llm_error' });
    }
  });

  it('is given up to the first byte that is not UTF-8', async () => {
    let text = '';
    const reading = (async () => {
      const body = Readable.from([Buffer.from('before caf\u00E9 after', 'latin1')]);
      for await (const piece of readText(body, signal)) text += piece;
    })();
    await expect(reading).rejects.toMatchObject({ code: 'llm_error' });
    expect(text).toBe('before caf');
  });

  it('is refused where it ends in the middle of a character', async () => {
    await expect(collect(readText(Readable.from([BYTES.subarray(0, 3)]), signal))).rejects.toMatchObject({
      code: 'llm_error',
    });
  });

  it('is an error if it breaks off', async () => {
    const broken = readFrom((_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('half', () => response.destroy());
    });
    await expect(broken).rejects.toMatchObject({ name: 'ModelError', code: 'llm_error' });
  });

  it('is an error above 16 MB', async () => {
    const tooMuch = readFrom((_, response) => response.end(Buffer.alloc(17 * 1024 * 1024, 'x')));
    await expect(tooMuch).rejects.toMatchObject({ code: 'llm_error', message: expect.stringContaining('16777216') });
  });

  it('closes the connection when its reader leaves', async () => {
    const closed = Promise.withResolvers<void>();
    await using server = await listen((_, response) => {
      response.once('close', closed.resolve);
      response.write('first');
    });
    const response = await requestUpstream(server.url, { method: 'GET', signal });
    for await (const piece of readText(response, signal)) {
      expect(piece).toBe('first');
      break;
    }
    await closed.promise;
  });

  it('ends with the reason of the signal even if all of it had arrived', async () => {
    const reason = new Error('the visitor pressed stop');
    const controller = new AbortController();
    await using server = await listen((_, response) => response.end('all'));
    const response = await requestUpstream(server.url, { method: 'GET', signal: controller.signal });
    const body = readText(response, controller.signal);
    await body.next();
    controller.abort(reason);
    await expect(body.next()).rejects.toBe(reason);
  });
});

describe('the lines of a text', () => {
  it.each([
    ['', []],
    ['one', ['one']],
    ['one\n', ['one']],
    ['one\ntwo', ['one', 'two']],
    ['\n\none\r\n\n', ['', '', 'one\r', '']],
  ])('of %j are %j, wherever it is cut in two', async (whole, lines) => {
    for (let at = 0; at <= whole.length; at += 1) {
      expect(await collect(readLines(Readable.from([whole.slice(0, at), whole.slice(at)])))).toEqual(lines);
    }
  });

  it('may be 1,048,576 characters long, in pieces of one character, and no longer', async () => {
    const [line] = await collect(readLines(characters(1_048_576)));
    expect(line).toHaveLength(1_048_576);
    await expect(collect(readLines(characters(1_048_577)))).rejects.toMatchObject({ code: 'llm_error' });
  });
});

describe('a JSON value of an upstream', () => {
  const schema = z.object({ done: z.boolean() });

  it('is what the schema says', () => {
    expect(parseUpstream(schema, '{"done":true,"more":1}')).toEqual({ done: true });
  });

  it.each(['', '{"done":tr', '<html>', '[]', 'null', '{"done":"yes"}'])('is an error if it is %j', (text) => {
    expect(() => parseUpstream(schema, text)).toThrow(expect.objectContaining({ code: 'llm_error' }));
  });

  it('comes into the log with its beginning only', () => {
    expect(() => parseUpstream(schema, 'x'.repeat(1_000_000))).toThrow(
      expect.toSatisfy(({ message }: Error) => message.length < 2_200),
    );
  });
});

describe('how long an upstream asks to wait', () => {
  it.each([
    ['is told in seconds', '120', 120],
    // When the answer is sent, not when the tests are collected: a busy machine takes its time in between.
    ['is told as a date', () => new Date(Date.now() + 60_500).toUTCString(), 60],
    ['is not told where it is longer than an hour', '3601', undefined],
    ['is not told where it is absurd', '99999999999999999999', undefined],
    ['is not told where it can not be read', 'soon', undefined],
  ])('%s', async (_, value, seconds) => {
    await using server = await listen((_, response) => {
      response.writeHead(429, { 'retry-after': typeof value === 'string' ? value : value() }).end();
    });
    const { code, retryAfter } = await failureOf(server.url);
    expect(code).toBe('llm_unavailable');
    if (seconds === undefined) expect(retryAfter).toBeUndefined();
    else expect(Math.abs((retryAfter ?? Infinity) - seconds)).toBeLessThanOrEqual(2);
  });
});
