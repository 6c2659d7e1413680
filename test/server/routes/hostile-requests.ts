import * as fc from 'fast-check';
import { PATHS } from '../../../protocol/requests.ts';

/** A request that nobody should send, or almost. */
export interface HostileRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

/** What stands for a session of the server's own, which is put in when the request is sent. */
export const SESSION = 'SESSION-OF-THE-SERVER';

const KEYS = [
  'message',
  'chatbot_id',
  'session_id',
  'client_message_id',
  'include',
  'replaces',
  'context',
  'title',
  'url',
  'selection',
  'stream_id',
  'identity',
  'rating',
  'comment',
  'history',
  'messages',
  'model',
  'system',
  'role',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'toJSON',
  'then',
  '',
];

const VALUES = [
  'When are you open?',
  'demo',
  SESSION,
  'm-1',
  ['metadata'],
  'up',
  'down',
  null,
  { title: 'A page' },
  '__proto__',
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u202e',
  '🙂'.repeat(50),
  'a'.repeat(4_001),
  'a'.repeat(600),
  0,
  -1,
  1e308,
  Number.MAX_SAFE_INTEGER + 1,
  true,
  false,
  [],
  {},
  [[]],
  { __proto__: null },
];

/** JSON that no `JSON.stringify` writes. */
const RAW = [
  '{"message":"a","message":"b","chatbot_id":"demo"}',
  '{"__proto__":{"chatbot_id":"demo"},"message":"a"}',
  '{"chatbot_id":"demo","message":{"toString":1}}',
  '{"constructor":{"prototype":{"isAdmin":true}},"message":"a","chatbot_id":"demo"}',
  '{"message":1e999,"chatbot_id":"demo"}',
  '{"message":-0,"chatbot_id":123456789012345678901234567890}',
  '{"message":"\\ud800\\udfff\\u0000","chatbot_id":"demo"}',
  '["message","chatbot_id"]',
  '"message"',
  'null',
  'NaN',
  '{"message":"a",}',
  '\ufeff{"message":"a","chatbot_id":"demo"}',
  '{"chatbot_id":"demo","message":"',
];

const value = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>(...VALUES) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
);

/** What is right at one address of the API or another. */
const QUESTION = { message: 'When are you open?', chatbot_id: 'demo', session_id: SESSION };
const NAMED = { ...QUESTION, client_message_id: 'm-1', include: ['metadata'] };
const CANCEL = { session_id: SESSION, client_message_id: 'm-1' };
const OPEN = { chatbot_id: 'demo' };
const RATING = { rating: 'up', comment: 'Good' };

/** JSON with at most three things that are not right for the address that it is sent to. */
function almost(...bases: readonly Readonly<Record<string, unknown>>[]): fc.Arbitrary<string> {
  return (
    fc
      .tuple(fc.constantFrom(...bases), fc.array(fc.tuple(fc.constantFrom(...KEYS), value), { maxLength: 3 }))
      .map(([base, changes]) => Object.entries(base).concat(changes))
      // By hand, for a key such as __proto__ to be one.
      .map((entries) => `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${JSON.stringify(one)}`).join(',')}}`)
  );
}

const almostValid = almost(QUESTION, NAMED, CANCEL, OPEN, RATING, {});

const nested = fc
  .tuple(
    fc.constantFrom(['[', ']'], ['{"a":', '}'], ['{"message":', '}']),
    fc.integer({ min: 1, max: 8_000 }),
    fc.boolean(),
  )
  .map(
    ([[open = '', close = ''], depth, isClosed]) => open.repeat(depth) + (isClosed ? `1${close.repeat(depth)}` : ''),
  );

/** Some bytes in the midst of it are others. */
const spoilt = fc.tuple(almostValid, fc.nat(), fc.uint8Array({ maxLength: 8 })).map(([text, at, bytes]) => {
  const whole = Buffer.from(text);
  const cut = at % (whole.length + 1);
  return Buffer.concat([whole.subarray(0, cut), bytes, whole.subarray(cut + bytes.length)]);
});

const body = fc.oneof(
  { weight: 6, arbitrary: almostValid.map((text) => Buffer.from(text)) },
  { weight: 2, arbitrary: spoilt },
  { weight: 1, arbitrary: nested.map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.constantFrom(...RAW).map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: fc.constantFrom(0, 32_768, 32_769, 70_000).map((size) => Buffer.alloc(size, '1')) },
);

/** What may stand in a header's value (RFC 9110, section 5.5), as Node's client sends it. */
const headerText = fc
  .array(fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0x80, max: 0xff })), { maxLength: 60 })
  .map((codes) => String.fromCharCode(...codes));

function header(name: string, ...values: readonly string[]): fc.Arbitrary<Record<string, string>> {
  return fc
    .oneof({ weight: 4, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: headerText })
    .map((text) => ({
      [name]: text,
    }));
}

const headers = fc
  .tuple(
    fc.oneof(
      { weight: 6, arbitrary: fc.constant({ 'Content-Type': 'application/json' }) },
      {
        weight: 1,
        arbitrary: header(
          'Content-Type',
          'application/json; charset=utf-7',
          'application/json; charset="',
          'text/plain',
          '/',
        ),
      },
    ),
    fc.array(
      fc.oneof(
        header(
          'Authorization',
          `Bearer ${SESSION}`,
          `bearer  ${SESSION}`,
          'Bearer',
          'Basic eDp5',
          `Bearer ${'a.'.repeat(400)}`,
        ),
        header('Last-Event-ID', '0', '1', '-1', '1e3', '999999999', '99999999999999999999', '0x1'),
        header(
          'Origin',
          'null',
          'http://localhost',
          'https://evil.example',
          'http://[::1',
          '*',
          'http://localhost:99999',
        ),
        header('X-Forwarded-For', '203.0.113.7', '::1, garbage, 10.0.0.1', ',,,', '1'.repeat(500)),
        header('Content-Encoding', 'gzip', 'br', 'identity', 'compress', 'gzip, gzip'),
        header('Accept-Language', 'de', '*;q=0', 'xx-'.repeat(100), ';;;q=2,,'),
        header('Accept-Encoding', 'gzip', '*;q=0', 'identity;q=0', 'br;q=x'),
        header('If-None-Match', '*', 'W/"a"', '"'.repeat(100)),
        header('Range', 'bytes=0-', 'bytes=5-1', `bytes=${'0-,'.repeat(400)}`),
        header('Cookie', 'a=b', '='.repeat(300)),
        header('Expect', '100-continue'),
        header('X-Anything', ''),
      ),
      { maxLength: 4 },
    ),
  )
  .map((all) => Object.assign({}, ...all.flat()) as Record<string, string>);

const path = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom<string>(
      PATHS.chatStream,
      PATHS.chat,
      PATHS.cancel,
      PATHS.sessions,
      PATHS.messages,
      PATHS.export,
      PATHS.feedback('m-1'),
      PATHS.chatbot('demo'),
      PATHS.stream('s-1'),
      '/smail-chat.js',
      '/readyz',
      '/',
      '/style.css',
    ),
  },
  { weight: 1, arbitrary: fc.webPath().map((text) => text || '/') },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom(
          '/api/public/chatbots/',
          '/api/public/chat/stream/',
          '/api/public/messages/',
          '/',
          '/api/public/',
        ),
        fc.constantFrom(
          '__proto__',
          '%',
          '%00',
          '%ff',
          '..%2f..%2fetc%2fpasswd',
          '%2e%2e/%2e%2e/',
          'a'.repeat(2_000),
          '%E0%A4%A',
        ),
        fc.constantFrom('', '/feedback', '?a=b', '?__proto__[a]=b', '//'),
      )
      .map((parts) => parts.join('')),
  },
);

/** Any method, any address, any body. */
const anyRequest: fc.Arbitrary<HostileRequest> = fc.oneof(
  fc.record({ method: fc.constantFrom('POST', 'DELETE', 'PUT', 'PATCH', 'PROPFIND'), path, headers, body }),
  // Node's client sends no body with these.
  fc.record({ method: fc.constantFrom('GET', 'OPTIONS', 'HEAD', 'POST'), path, headers, body: fc.constant(undefined) }),
);

function posts(to: string, ...bases: readonly Readonly<Record<string, unknown>>[]): fc.Arbitrary<HostileRequest> {
  const fitting = almost(...bases).map((text) => Buffer.from(text));
  return fc.record({
    method: fc.constant('POST'),
    path: fc.constant(to),
    headers,
    body: fc.oneof({ weight: 4, arbitrary: fitting }, { weight: 1, arbitrary: body }),
  });
}

function asks(method: string, ...paths: readonly string[]): fc.Arbitrary<HostileRequest> {
  return fc.record({
    method: fc.constant(method),
    path: fc.constantFrom(...paths),
    headers,
    body: fc.constant(undefined),
  });
}

/** Requests to every address of the server, most of them with one thing or two that are not as they should be. */
export const hostileRequest: fc.Arbitrary<HostileRequest> = fc.oneof(
  anyRequest,
  posts(PATHS.chatStream, QUESTION, NAMED),
  posts(PATHS.chat, QUESTION, NAMED),
  posts(PATHS.cancel, CANCEL),
  posts(PATHS.sessions, OPEN),
  posts(PATHS.feedback('m-1'), RATING),
  asks('GET', PATHS.messages, PATHS.export, PATHS.stream('s-1'), PATHS.chatbot('demo'), '/smail-chat.js', '/style.css'),
  asks('DELETE', PATHS.sessions),
);

/** What is not even HTTP, or just so. */
export const hostileBytes: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(
      fc.constantFrom('GET', 'POST', 'get', '', 'CONNECT', 'TRACE', 'G\u0000T'),
      fc.constantFrom('/', '*', 'http://evil.example/', '//', '/\u0001', 'localhost:80', '/api/public/chat'),
      fc.constantFrom('HTTP/1.1', 'HTTP/1.0', 'HTTP/9.9', 'HTTP/2.0', 'http/1.1', ''),
      fc.array(
        fc.constantFrom(
          'Host: a',
          'Host: a\r\nHost: b',
          'Content-Length: -1',
          'Content-Length: 5\r\nContent-Length: 6',
          'Transfer-Encoding: chunked\r\nContent-Length: 5',
          'Transfer-Encoding: chunked',
          'X: \u0000',
          'X : y',
          ' folded',
          'Content-Type: application/json',
          'Upgrade: websocket\r\nConnection: Upgrade',
          ':',
          'Expect: x',
        ),
        { maxLength: 4 },
      ),
      fc.constantFrom('', '{}', '5\r\nhello\r\n0\r\n\r\n', 'zz\r\n', '0\r\n\r\nGET / HTTP/1.1\r\n\r\n'),
    )
    .map(([method, target, version, lines, rest]) =>
      Buffer.from(`${[`${method} ${target} ${version}`, ...lines].join('\r\n')}\r\n\r\n${rest}`, 'latin1'),
    ),
);
