import { request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { PassThrough, type Readable } from 'node:stream';
import type { z } from 'zod';
import { readRetryAfter } from '../../protocol/retry-after.ts';
import { ModelError, type ModelErrorCode } from './model.ts';

/** How much of an upstream's own words goes into the operator's log, in bytes. */
const EXCERPT_MAX_BYTES = 2_048;

/** The largest body that is read, in bytes: far above any answer, far below what would hurt the server. */
const BODY_MAX_BYTES = 16 * 1024 * 1024;

/** The longest line, in UTF-16 code units. */
const LINE_MAX_LENGTH = 1_048_576;

/** What an upstream answers where the model can't be had: no key, no credit, no such model, too busy, or nobody behind the proxy. */
const UNAVAILABLE_STATUSES: ReadonlySet<number> = new Set([401, 402, 403, 404, 408, 429, 502, 503, 504, 529]);

/** The longest wait that an upstream can ask of a visitor, in seconds; one that asks for more is absurd, or the operator's matter. */
const RETRY_AFTER_MAX = 3_600;

export interface UpstreamRequest {
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Destroys the connection when it aborts, until the response was read to its end. */
  readonly signal: AbortSignal;
}

/**
 * Sends a request to a model's server, over node:http: at a thousand streams `fetch` costs about twice the CPU.
 * @returns the response with a status from 200 to 299, its body not yet read. The caller reads it or destroys it.
 * @throws {ModelError} `llm_unavailable` if the server can't be reached or says that the model can't be had, `llm_error`
 *   for any other status, redirects included; the reason of `signal` when that aborts.
 */
export async function requestUpstream(url: string, request: UpstreamRequest): Promise<IncomingMessage> {
  const target = new URL(url);
  const response = await send(target, request);
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return response;
  const excerpt = await readExcerpt(response);
  request.signal.throwIfAborted();
  const code = UNAVAILABLE_STATUSES.has(status) ? 'llm_unavailable' : 'llm_error';
  const retryAfter = readRetryAfter(response.headers['retry-after'], Date.now());
  throw new ModelError(code, `${addressOf(target)} answered ${status}: ${excerpt}`, {
    retryAfter: retryAfter !== undefined && retryAfter <= RETRY_AFTER_MAX ? retryAfter : undefined,
  });
}

function send(target: URL, { method, headers, body, signal }: UpstreamRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const open = target.protocol === 'https:' ? requestHttps : requestHttp;
    // A connection of its own for every answer: one that was kept may be closed by the other side at the moment it is used
    // again, and beside the seconds that an answer takes a new one costs little.
    const request = open(target, { method, headers: { ...headers, 'accept-encoding': 'identity' }, agent: false });
    destroyOnAbort(request, signal, reject);
    request.once('response', resolve);
    // Stays for as long as the request: without a listener an error would end the process.
    request.on('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code ?? cause.message;
      reject(new ModelError(failureCode(cause), `no answer from ${addressOf(target)}: ${why}`, { cause }));
    });
    request.end(body);
  });
}

/** Node's own `signal` option would hide the reason behind an AbortError. */
function destroyOnAbort(request: ClientRequest, signal: AbortSignal, reject: (reason: unknown) => void): void {
  const abort = (): void => {
    reject(signal.reason);
    request.destroy();
  };
  signal.addEventListener('abort', abort, { once: true });
  request.once('close', () => signal.removeEventListener('abort', abort));
}

/** Node's HTTP parser gives codes that begin with `HPE_`: then somebody is there, but it does not speak HTTP. */
function failureCode({ code }: NodeJS.ErrnoException): ModelErrorCode {
  return code?.startsWith('HPE_') ? 'llm_error' : 'llm_unavailable';
}

/** @returns the address without user name, password and query, which may be secret. */
function addressOf({ origin, pathname }: URL): string {
  return origin + pathname;
}

/** @returns the beginning of a body, or what came of it before the connection broke. */
async function readExcerpt(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= EXCERPT_MAX_BYTES) break;
    }
  } catch {
    // The status is the news; the body only explains it.
  }
  return Buffer.concat(chunks).toString('utf8', 0, EXCERPT_MAX_BYTES);
}

/**
 * Yields the text of a body as it arrives, in pieces that end anywhere. Leaving the loop destroys the response.
 * @param signal - the one that the request was given.
 * @throws {ModelError} `llm_error` if the body breaks off, is not UTF-8 or is above 16 MB; the reason of `signal` when
 *   that aborts.
 */
export async function* readText(response: Readable, signal: AbortSignal): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  // A response that breaks off drops what it has not handed out yet; what was received is part of the answer, and waits here.
  const received = new PassThrough();
  let failure: Error | undefined;
  response.once('error', (error) => {
    failure = error;
    received.end();
  });
  response.pipe(received);
  let bytes = 0;
  try {
    for await (const chunk of received as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > BODY_MAX_BYTES) throw new Error(`more than ${BODY_MAX_BYTES} bytes`);
      let text: string;
      try {
        text = decoder.decode(chunk, { stream: true });
      } catch (cause) {
        // What arrived in one piece with the fault, and before it, is part of the answer.
        yield validBeginning(chunk);
        throw cause;
      }
      yield text;
    }
    if (failure) throw failure;
    decoder.decode();
  } catch (cause) {
    signal.throwIfAborted();
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ModelError('llm_error', `the answer can't be read to its end: ${why}`, { cause });
  } finally {
    response.destroy();
  }
  // A response that had arrived whole ends without an error when its request is destroyed.
  signal.throwIfAborted();
}

/** @returns the text before the first byte that is not UTF-8. */
function validBeginning(chunk: Buffer): string {
  return chunk.toString('utf8').split('\uFFFD', 1).join('');
}

/**
 * Yields the lines of a text that comes in pieces, without their line feeds. What follows the last line feed is a line too,
 * unless it is empty. Takes time in proportion to the text, however it is cut.
 * @throws {ModelError} `llm_error` at a line that is longer than 1,048,576 UTF-16 code units.
 */
export async function* readLines(pieces: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  // Only the new piece is searched, and V8 joins the pieces of a line once, when the line is used.
  let line = '';
  for await (const piece of pieces) {
    let start = 0;
    for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', start)) {
      yield withinBound(line + piece.slice(start, end));
      line = '';
      start = end + 1;
    }
    line = withinBound(line + piece.slice(start));
  }
  if (line !== '') yield line;
}

function withinBound(line: string): string {
  if (line.length > LINE_MAX_LENGTH) throw new ModelError('llm_error', `a line is longer than ${LINE_MAX_LENGTH}`);
  return line;
}

/**
 * Parses one JSON value of an upstream: a line, the data of an event, a whole body.
 * @throws {ModelError} `llm_error` if `text` is not JSON or not of this shape.
 */
export function parseUpstream<T>(schema: z.ZodType<T>, text: string): T {
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const excerpt = text.slice(0, EXCERPT_MAX_BYTES);
  throw new ModelError('llm_error', `the upstream sent something else than an answer: ${excerpt}`, {
    cause: parsed.error,
  });
}

/** @returns `undefined`, which no JSON text stands for, if it can't be parsed. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
