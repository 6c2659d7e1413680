import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BODY_MAX_BYTES, MESSAGE_MAX_LENGTH } from '../../protocol/limits.ts';
import { PATHS } from '../../protocol/requests.ts';
import { askAll } from './ask.ts';
import { startNginx, type Nginx } from './nginx.ts';
import { startServer, type RunningServer } from './running-server.ts';

const JSON_TYPE = 'application/json';
const QUESTION = { message: 'When are you open?', chatbot_id: 'demo' };

const CASES = [
  { what: 'not JSON', body: '{"message":', status: 400, code: 'invalid_request' },
  { what: 'no message', body: JSON.stringify({ chatbot_id: 'demo' }), status: 400, code: 'invalid_request' },
  {
    what: 'an unknown chatbot',
    body: JSON.stringify({ ...QUESTION, chatbot_id: 'x' }),
    status: 404,
    code: 'not_found',
  },
  {
    what: 'a body over 32 kB',
    body: JSON.stringify({ ...QUESTION, message: 'x'.repeat(BODY_MAX_BYTES) }),
    status: 413,
    code: 'invalid_request',
  },
  {
    what: 'a message that is too long',
    body: JSON.stringify({ ...QUESTION, message: 'x'.repeat(MESSAGE_MAX_LENGTH + 1) }),
    status: 400,
    code: 'invalid_request',
  },
  {
    what: 'a wrong content type',
    type: 'text/plain',
    body: JSON.stringify(QUESTION),
    status: 415,
    code: 'invalid_request',
  },
  {
    what: 'a history of its own',
    body: JSON.stringify({ ...QUESTION, history: [] }),
    status: 400,
    code: 'invalid_request',
  },
];

describe('bad input', () => {
  let server: RunningServer;
  let nginx: Nginx;

  beforeAll(async () => {
    server = await startServer();
    nginx = await startNginx(server.url);
  });

  afterAll(async () => {
    await nginx?.[Symbol.asyncDispose]();
    await server?.stop();
  });

  it.each(CASES)(
    '$what is a problem document, and the server lives on',
    async ({ type = JSON_TYPE, body, status, code }) => {
      for (const url of [server.url, nginx.url]) {
        const response = await fetch(url + PATHS.chatStream, {
          method: 'POST',
          headers: { 'Content-Type': type },
          body,
        });
        expect(response.status).toBe(status);
        expect(response.headers.get('content-type')).toContain('application/problem+json');
        expect(await response.json()).toMatchObject({ type: 'about:blank', status, code });
      }
      expect((await askAll(server.url, QUESTION)).at(-1)?.event.type).toBe('complete');
      expect(server.alive()).toBe(true);
    },
  );
});
