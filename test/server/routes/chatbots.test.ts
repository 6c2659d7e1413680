import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PATHS } from '../../../protocol/requests.ts';
import { BAKERY, MUSEUM } from '../chat/museum.ts';
import { startApp, type RunningApp } from '../running-app.ts';

let app: RunningApp;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app[Symbol.asyncDispose]());

describe('what everybody may know of a chatbot', () => {
  it('is its id, name, greeting and suggestions, and nothing else that its owner configured', async () => {
    const { status, headers, text, json } = await app.call('GET', PATHS.chatbot(MUSEUM.id));
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(json()).toStrictEqual({
      id: 'museum',
      name: 'Lighthouse assistant',
      greeting: 'Hello! What would you like to know?',
      suggestions: ['When are you open?'],
    });
    for (const secret of [MUSEUM.systemPrompt, MUSEUM.documents, ...MUSEUM.origins]) expect(text).not.toContain(secret);
  });

  it('is each one’s own', async () => {
    expect((await app.call('GET', PATHS.chatbot(BAKERY.id))).json()).toMatchObject({ id: 'bakery', suggestions: [] });
  });

  it.each(['none', 'MUSEUM', 'museum ', '__proto__', 'constructor', 'toString', '../museum', 'a/b', '\u0000', '👋'])(
    'is nothing where there is none: %j',
    async (id) => {
      const { status, headers, json } = await app.call('GET', PATHS.chatbot(id));
      expect(status).toBe(404);
      expect(headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(json()).toMatchObject({ code: 'not_found', status: 404 });
    },
  );

  it('is nothing for a page of another origin', async () => {
    const { status, text } = await app.call('GET', PATHS.chatbot(MUSEUM.id), {
      headers: { Origin: 'https://evil.example' },
    });
    expect(status).toBe(403);
    expect(text).not.toContain(MUSEUM.name);
  });

  it('is no list', async () => {
    expect((await app.call('GET', '/api/public/chatbots')).status).toBe(404);
    expect((await app.call('GET', '/api/public/chatbots/')).status).toBe(404);
  });

  it.each(['%', '%E0%A4%A', '%zz'])('is a client’s error where the address can not be read: %s', async (id) => {
    const { status, headers } = await app.call('GET', `/api/public/chatbots/${id}`);
    expect([400, 404]).toContain(status);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(app.log()).not.toContain('request failed');
  });
});
