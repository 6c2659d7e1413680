import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PATHS } from '../../../protocol/requests.ts';
import { BAKERY, MUSEUM, QUESTION } from '../chat/museum.ts';
import { startApp, type Reply, type RunningApp } from '../running-app.ts';

const WORKSHOP = { ...MUSEUM, id: 'workshop', origins: ['loopback'] };

/** An owner with a site for each town. */
const CHAIN = { ...BAKERY, id: 'chain', origins: ['https://*.bakery.example', 'http://*.test.bakery.example:8080'] };

/** An owner who has said nothing: the chat is on the pages of this server. */
const UNSAID = { ...MUSEUM, id: 'unsaid', origins: [] };

let app: RunningApp;
beforeEach(async () => {
  app = await startApp({ chatbots: [MUSEUM, BAKERY, WORKSHOP, CHAIN, UNSAID] });
});
afterEach(() => app[Symbol.asyncDispose]());

/** Looks at a chatbot as a page of this origin would. */
async function from(origin: string | undefined, chatbotId = MUSEUM.id, host = 'chat.example'): Promise<Reply> {
  const headers = { Host: host, ...(origin !== undefined && { Origin: origin }) };
  return app.call('GET', PATHS.chatbot(chatbotId), { headers });
}

function expectForbidden(reply: Reply): void {
  expect(reply.status).toBe(403);
  expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(reply.json()).toMatchObject({ status: 403, code: 'forbidden_origin' });
}

describe('a page may use a chatbot', () => {
  it('from an origin that its owner allows', async () => {
    expect((await from('https://museum.example')).status).toBe(200);
  });

  it.each(['http://localhost', 'http://localhost:3000', 'https://127.0.0.1:8443', 'http://[::1]:5173'])(
    'from any port of this machine, where its owner allows loopback, and not where not: %s',
    async (origin) => {
      expect((await from(origin, WORKSHOP.id)).status).toBe(200);
      expectForbidden(await from(origin, MUSEUM.id));
    },
  );

  it.each([
    ['http://localhost:8001', 'localhost:8001'],
    ['http://127.0.0.1:8001', '127.0.0.1:8001'],
    ['http://192.168.0.7:8001', '192.168.0.7:8001'],
    ['http://[::1]:8001', '[::1]:8001'],
    ['http://[2001:db8::7]', '[2001:db8::7]'],
    ['https://192.168.0.7', '192.168.0.7'],
  ])('that this server served itself, whoever ends TLS: %s of %s', async (origin, host) => {
    expect((await from(origin, MUSEUM.id, host)).status).toBe(200);
  });

  it('is no question for programs, which send no origin', async () => {
    expect((await from(undefined)).status).toBe(200);
  });
});

describe('a page may not use a chatbot', () => {
  it('from the origin of another chatbot', async () => {
    expectForbidden(await from('https://bakery.example'));
  });

  it.each([
    'https://evil.example',
    'http://museum.example',
    'https://museum.example:8443',
    'https://www.museum.example',
    'https://museum.example.evil.example',
    'https://evilmuseum.example',
    'https://museum.example@evil.example',
  ])('from an origin that is only like one that is allowed: %s', async (origin) => {
    expectForbidden(await from(origin));
  });

  it.each([
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'http://127.0.0.2',
    'http://192.168.0.1',
    'http://0.0.0.0',
    'http://localhost@evil.example',
  ])('from an origin that is only like loopback: %s', async (origin) => {
    expectForbidden(await from(origin, WORKSHOP.id));
  });

  it.each([
    ['http://localhost:8002', 'localhost:8001'],
    ['http://127.0.0.1', '127.0.0.1:8001'],
    ['http://192.168.0.8:8001', '192.168.0.7:8001'],
    ['http://localhost:8001', '127.0.0.1:8001'],
    ['null', 'null'],
  ])('from another port or host of this machine than its own: %s of %s', async (origin, host) => {
    expectForbidden(await from(origin, MUSEUM.id, host));
  });

  it.each(['http://evil.example:8001', 'https://evil.example:8001', 'http://localhost.evil.example:8001'])(
    'from a name that its owner does not know, though that name leads here (DNS rebinding): %s',
    async (origin) => {
      const host = new URL(origin).host;
      for (const { id } of [MUSEUM, WORKSHOP]) expectForbidden(await from(origin, id, host));
    },
  );

  it.each(['null', '', '*', 'garbage', 'https://', '//museum.example', 'https://museum.example, https://evil.example'])(
    'from what is no origin, or could be any: %j',
    async (origin) => {
      for (const { id } of [MUSEUM, WORKSHOP]) expectForbidden(await from(origin, id));
    },
  );

  it('to ask: the model does not hear of it', async () => {
    const question = { message: QUESTION, chatbot_id: MUSEUM.id };
    expectForbidden(await app.post(PATHS.chatStream, question, { Origin: 'https://evil.example' }));
    expect(app.model.answers).toEqual([]);
  });
});

describe('a wildcard', () => {
  it.each<[string, 200 | 403]>([
    ['https://lyon.bakery.example', 200],
    ['https://xn--mnchen-3ya.bakery.example', 200],
    ['http://lyon.test.bakery.example:8080', 200],
    // Not the name itself, and no more than one label.
    ['https://bakery.example', 403],
    ['https://a.lyon.bakery.example', 403],
    ['https://.bakery.example', 403],
    // Scheme and port are what they are.
    ['http://lyon.bakery.example', 403],
    ['https://lyon.bakery.example:8443', 403],
    ['http://lyon.test.bakery.example', 403],
    ['http://lyon.test.bakery.example:80', 403],
    // No label at all, and names that only look like one.
    ['https://*.bakery.example', 403],
    ['https://evilbakery.example', 403],
    ['https://lyon-bakery.example', 403],
    ['https://lyon.bakery.example.evil.example', 403],
    ['https://lyon.bakery.example@evil.example', 403],
    ['https://evil@lyon.bakery.example', 403],
    ['https://evil.example/.bakery.example', 403],
    ['https://evil.example#.bakery.example', 403],
    // Not as a browser writes an origin.
    ['https://lyon.bakery.example/', 403],
    ['https://LYON.bakery.example', 403],
    ['https://lyon.bakery.example:443', 403],
    ['null', 403],
  ])('stands for one label, the leftmost: %s gets %d', async (origin, status) => {
    expect((await from(origin, CHAIN.id)).status).toBe(status);
  });
});

describe('a chatbot without origins', () => {
  it.each<[string, string, 200 | 403]>([
    ['http://127.0.0.1:8001', '127.0.0.1:8001', 200],
    ['http://localhost:8001', 'localhost:8001', 200],
    ['http://localhost:8002', 'localhost:8001', 403],
    ['https://museum.example', 'museum.example', 403],
    ['https://museum.example', 'chat.example', 403],
    ['null', '127.0.0.1:8001', 403],
  ])('is for the pages of this server alone: a page of %s with %s gets %d', async (origin, host, status) => {
    expect((await from(origin, UNSAID.id, host)).status).toBe(status);
  });
});

describe('a request that a page may send without asking first', () => {
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', undefined])(
    'is refused before anything is done: a POST with the type %s',
    async (type) => {
      const body = JSON.stringify({ message: QUESTION, chatbot_id: MUSEUM.id });
      for (const path of [PATHS.chatStream, PATHS.chat, PATHS.sessions, PATHS.cancel, PATHS.feedback('1')]) {
        const headers = { Origin: 'https://museum.example', ...(type !== undefined && { 'Content-Type': type }) };
        const reply = await app.call('POST', path, { headers, body });
        expect(reply.status).toBe(415);
        expect(reply.json()).toMatchObject({ code: 'invalid_request' });
      }
      expect(app.model.answers).toEqual([]);
    },
  );
});

/** Asks as a browser does before it posts JSON. */
async function preflight(origin: string, path: string = PATHS.chatStream): Promise<Reply> {
  return app.call('OPTIONS', path, {
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'content-type',
    },
  });
}

describe('a preflight', () => {
  it.each([PATHS.chatStream, PATHS.cancel, PATHS.chatbot('museum')])(
    'is answered, and may be remembered, for it has no body that would say which chatbot is meant: %s',
    async (path) => {
      for (const origin of ['https://museum.example', 'https://evil.example', 'null']) {
        const { status, headers, text } = await preflight(origin, path);
        expect([status, text]).toEqual([204, '']);
        expect(headers['access-control-allow-origin']).toBe('*');
        expect(headers['access-control-allow-methods']?.split(', ')).toEqual(expect.arrayContaining(['GET', 'POST']));
        expect(headers['access-control-allow-headers']?.toLowerCase().split(', ')).toEqual(
          expect.arrayContaining(['content-type', 'authorization', 'last-event-id']),
        );
        expect(Number(headers['access-control-max-age'])).toBeGreaterThan(0);
      }
    },
  );

  it('is answered for nothing but the API', async () => {
    for (const path of ['/', '/livez', '/smail-chat.js']) {
      const { headers } = await preflight('https://museum.example', path);
      expect(headers).not.toHaveProperty('access-control-allow-methods');
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    }
  });
});

describe('every answer of the API', () => {
  const question = JSON.stringify({ message: QUESTION, chatbot_id: 'none' });
  it.each<[string, string, string]>([
    ['GET', PATHS.chatbot('museum'), ''],
    ['GET', PATHS.chatbot('none'), ''],
    ['GET', '/api/public/none', ''],
    ['OPTIONS', PATHS.chatStream, ''],
    ['POST', PATHS.chatStream, question],
    ['POST', PATHS.cancel, '{}'],
  ])(
    'may be read by the page that gets it, so that it can say why it gets nothing; it is never one for credentials: %s %s',
    async (method, path, body) => {
      for (const origin of [undefined, 'https://museum.example', 'https://evil.example', 'null']) {
        const headers = { 'Content-Type': 'application/json', ...(origin !== undefined && { Origin: origin }) };
        const reply = await app.call(method, path, { headers, body });
        expect(reply.headers['access-control-allow-origin']).toBe('*');
        expect(reply.headers.vary).toMatch(/\bOrigin\b/);
        expect(reply.headers).not.toHaveProperty('access-control-allow-credentials');
      }
    },
  );

  it('lets a page read how long to wait', async () => {
    expect((await from('https://museum.example')).headers['access-control-expose-headers']).toBe('Retry-After');
  });
});
