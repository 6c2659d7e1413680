import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setImmediate, setTimeout } from 'node:timers/promises';

/** What the stand-ins say in their errors. No visitor may ever read it, and no console may show it. */
export const UPSTREAM_SECRET = 'upstream secret: CUDA out of memory at /root/.ollama/models/blobs, key sk-4242';

/** An answer as it should be. */
interface Answer {
  readonly type: 'answer';
  /** The texts of the tokens, or how many numbered ones: `token1 `, `token2 ` …; with `Infinity` it never ends. */
  readonly tokens: number | readonly string[];
  /** From one token to the next; 0 if absent. */
  readonly intervalMs?: number;
  /** How many tokens of thinking come first; none if absent. */
  readonly thinking?: number;
  /** `stop` if absent. */
  readonly finishReason?: 'stop' | 'length';
  /** Sends the body in two pieces, cut after this many bytes, wherever that is. */
  readonly splitAt?: number;
}

export type Fault =
  | 'hang-before-headers'
  | 'hang-mid-answer'
  | 'die-mid-token'
  | 'half-line'
  | 'html'
  | 'invalid-utf8'
  | 'status-500'
  | 'error-line'
  | 'endless-line';

/** A body as it stands, for what has no name. */
interface Verbatim {
  readonly type: 'verbatim';
  readonly body: string;
}

/** An answer step by step, for what has no name; after the last step the body ends, without an end of the answer unless it was written. */
interface Script {
  readonly type: 'script';
  readonly steps: readonly Step[];
}

type Step =
  /** Tokens that are written together, in one chunk. */
  | { readonly tokens: readonly string[] }
  /** What stands for no token. */
  | { readonly bytes: string }
  /** The end of an answer, as it should be. */
  | 'end'
  /** Nothing more comes. */
  | 'hang';

/** An error status, with `UPSTREAM_SECRET` in its text. */
interface Refusal {
  readonly type: 'refusal';
  readonly status: number;
  /** The header, as it stands. */
  readonly retryAfter?: string;
}

export type Behaviour = Answer | Verbatim | Script | Refusal | { readonly type: Fault };

/** How many tokens come before what goes wrong in the middle of an answer. */
export const TOKENS_BEFORE_FAULT = 2;

/** A question as the stand-in got it. */
interface ModelRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
  /** The tokens that were written so far; `at` as `performance.now()` tells it. */
  readonly emitted: readonly { readonly text: string; readonly at: number }[];
  /** The bytes of the body that were written so far. */
  readonly bytes: number;
  /** Resolves when the client closes the connection before the answer has ended. Stays pending otherwise. */
  readonly abandoned: Promise<void>;
}

/** A model's server. */
export interface ModelServer extends Listener {
  /** For the questions to come. */
  behaviour: Behaviour;
  /** The questions, oldest first. */
  readonly requests: readonly ModelRequest[];
  /** @returns the next question that comes after this call. */
  nextRequest(): Promise<ModelRequest>;
}

/** What differs from one kind of server to the other. The strings are whole lines or events. */
export interface Dialect {
  readonly chatPath: string;
  readonly mediaType: string;
  /** What it answers to GET, by path. */
  readonly documents: Readonly<Record<string, unknown>>;
  /** The names by which it knows its models. */
  readonly models: readonly string[];
  thinking(): string;
  token(text: string): string;
  end(finishReason: 'stop' | 'length', tokens: number): string;
  /** In a stream. */
  error(message: string): string;
  /** The body of an answer with an error status. */
  problem(message: string): unknown;
}

export interface ModelServerOptions {
  readonly behaviour: Behaviour;
  /** A free one if absent. */
  readonly port?: number;
}

/** @returns the text of an answer with `count` numbered tokens. */
export function numberedText(count: number): string {
  return [...numberedTokens(count)].join('');
}

function* numberedTokens(count: number): Generator<string, void> {
  for (let number = 1; number <= count; number += 1) yield `token${number} `;
}

/** A server on the loopback interface. */
export interface Listener extends AsyncDisposable {
  /** Its origin, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Destroys what is open. */
  close(): Promise<void>;
}

/** @param port - a free one if 0. */
export async function listen(handle: RequestListener, port = 0): Promise<Listener> {
  const server = createServer(handle).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { url, close, [Symbol.asyncDispose]: close };
}

/** @returns an origin where nobody listens. */
export async function closedOrigin(): Promise<string> {
  await using listener = await listen(() => {});
  return listener.url;
}

export async function startModelServer(
  dialect: Dialect,
  { behaviour, port }: ModelServerOptions,
): Promise<ModelServer> {
  const requests: ModelRequest[] = [];
  let arrival = Promise.withResolvers<ModelRequest>();

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method === 'GET') return sendDocument(response, dialect.documents[request.url ?? '']);
    if (request.url !== dialect.chatPath) return sendDocument(response, undefined);
    // What is no JSON, or breaks off, is no question.
    const body: unknown = await json(request).catch(() => undefined);
    if (body === undefined) return void response.destroy();
    const exchange = new Exchange(dialect, request, response, body);
    requests.push(exchange);
    arrival.resolve(exchange);
    arrival = Promise.withResolvers();
    await exchange.play(server.behaviour);
  };

  const listener = await listen((request, response) => void answer(request, response), port);
  const server: ModelServer = { ...listener, behaviour, requests, nextRequest: () => arrival.promise };
  return server;
}

function sendDocument(response: ServerResponse, document: unknown): void {
  response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(document ?? { error: 'not found' }));
}

/** One question, and what becomes of it. */
class Exchange implements ModelRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
  readonly emitted: { readonly text: string; readonly at: number }[] = [];
  readonly abandoned: Promise<void>;
  bytes = 0;

  readonly #dialect: Dialect;
  readonly #response: ServerResponse;
  /** Aborts when the client closes the connection before the script has come to its end. */
  readonly #gone = new AbortController();
  #isOver = false;

  constructor(dialect: Dialect, request: IncomingMessage, response: ServerResponse, body: unknown) {
    this.#dialect = dialect;
    this.#response = response;
    this.headers = request.headers;
    this.body = body;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.abandoned = promise;
    response.once('close', () => {
      if (this.#isOver) return;
      this.#gone.abort();
      resolve();
    });
  }

  async play(behaviour: Behaviour): Promise<void> {
    try {
      await this.#perform(behaviour);
    } catch (error) {
      if (!this.#gone.signal.aborted) throw error;
    }
  }

  async #perform(behaviour: Behaviour): Promise<void> {
    if (behaviour.type === 'hang-before-headers') return this.#hang();
    if (behaviour.type === 'status-500') return this.#refuse(500, UPSTREAM_SECRET);
    if (behaviour.type === 'refusal') return this.#refuse(behaviour.status, UPSTREAM_SECRET, behaviour.retryAfter);
    const { model } = this.body as { model: string };
    if (!this.#dialect.models.includes(model)) return this.#refuse(404, `model '${model}' not found`);
    if (behaviour.type === 'answer') return this.#answer(behaviour);
    if (behaviour.type === 'script') return this.#follow(behaviour.steps);
    if (behaviour.type === 'verbatim') return this.#whole(behaviour.body);
    if (behaviour.type === 'html') return this.#whole('<!doctype html>\n<title>Sign in</title>\n', 'text/html');
    return this.#failInTheMiddle(behaviour.type);
  }

  async #answer({ tokens, intervalMs = 0, thinking = 0, finishReason = 'stop', splitAt }: Answer): Promise<void> {
    const texts = typeof tokens === 'number' ? numberedTokens(tokens) : tokens;
    this.#begin();
    if (splitAt !== undefined) {
      const lines = Array.from(texts, (text) => this.#dialect.token(text));
      const body = Buffer.from([...lines, this.#dialect.end(finishReason, lines.length)].join(''));
      await this.#write(body.subarray(0, splitAt));
      // Two turns: in the first one a client that lives in the same event loop reads what was written.
      await setImmediate();
      await setImmediate();
      return this.#end(body.subarray(splitAt));
    }
    for (let count = 0; count < thinking; count += 1) await this.#write(this.#dialect.thinking());
    for (const text of texts) {
      if (intervalMs > 0 && this.emitted.length > 0) {
        await setTimeout(intervalMs, undefined, { signal: this.#gone.signal });
      }
      await this.#tokens([text]);
    }
    return this.#end(this.#dialect.end(finishReason, this.emitted.length));
  }

  async #follow(steps: readonly Step[]): Promise<void> {
    this.#begin();
    this.#response.flushHeaders();
    for (const step of steps) {
      if (step === 'hang') return this.#hang();
      if (step === 'end') await this.#write(this.#dialect.end('stop', this.emitted.length));
      else if ('tokens' in step) await this.#tokens(step.tokens);
      else await this.#write(step.bytes);
    }
    this.#end('');
  }

  async #failInTheMiddle(fault: Exclude<Fault, 'hang-before-headers' | 'status-500' | 'html'>): Promise<void> {
    this.#begin();
    for (const text of numberedTokens(TOKENS_BEFORE_FAULT)) await this.#tokens([text]);
    const next = this.#dialect.token('never ');
    const half = next.slice(0, next.length / 2);
    switch (fault) {
      case 'hang-mid-answer':
        return this.#hang();
      case 'die-mid-token':
        // What was handed to the system still arrives; the rest would be dropped.
        await new Promise((resolve) => this.#response.write(half, resolve));
        this.#isOver = true;
        this.#response.destroy();
        return;
      case 'half-line':
        return this.#end(half);
      case 'invalid-utf8':
        await this.#write(Buffer.from(this.#dialect.token('café '), 'latin1'));
        return this.#end(this.#dialect.end('stop', TOKENS_BEFORE_FAULT + 1));
      case 'error-line':
        return this.#end(this.#dialect.error(UPSTREAM_SECRET));
      case 'endless-line':
        await this.#write(half);
        for (;;) await this.#write('x'.repeat(65_536));
      default:
        return fault satisfies never;
    }
  }

  #whole(body: string, mediaType?: string): void {
    this.#begin(mediaType);
    this.#end(body);
  }

  #begin(mediaType = this.#dialect.mediaType): void {
    this.#response.writeHead(200, { 'content-type': mediaType });
  }

  /** Writes these in one chunk. */
  #tokens(texts: readonly string[]): Promise<void> {
    const at = performance.now();
    for (const text of texts) this.emitted.push({ text, at });
    return this.#write(texts.map((text) => this.#dialect.token(text)).join(''));
  }

  /** Waits where the client reads more slowly than this writes. */
  async #write(data: string | Buffer): Promise<void> {
    const { signal } = this.#gone;
    signal.throwIfAborted();
    this.bytes += Buffer.byteLength(data);
    if (!this.#response.write(data)) await once(this.#response, 'drain', { signal });
  }

  #end(data: string | Buffer): void {
    this.#isOver = true;
    this.bytes += Buffer.byteLength(data);
    this.#response.end(data);
  }

  #refuse(status: number, message: string, retryAfter?: string): void {
    const headers = { 'content-type': 'application/json', ...(retryAfter && { 'retry-after': retryAfter }) };
    this.#response.writeHead(status, headers);
    // As some upstreams do: they repeat the key that they did not like.
    const { authorization = 'no key' } = this.headers;
    this.#end(JSON.stringify(this.#dialect.problem(`${message} (sent: ${authorization})`)));
  }

  async #hang(): Promise<void> {
    await this.abandoned;
  }
}
