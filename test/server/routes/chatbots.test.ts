import express from 'express';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PATHS, type PublicChatbot } from '../../../protocol/requests.ts';
import { TEXTS } from '../../../protocol/texts.ts';
import { chatbotRoutes } from '../../../server/routes/chatbots.ts';
import { TEXTS_BY_LANGUAGE } from '../../../server/texts/texts-by-language.ts';
import { BAKERY, MUSEUM, QUESTION } from '../chat/museum.ts';
import { startApp, type RunningApp } from '../running-app.ts';

let app: RunningApp;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app[Symbol.asyncDispose]());

/** What a chatbot is told to be to who asks so. */
async function told(query = '', headers = {}, id = MUSEUM.id): Promise<PublicChatbot> {
  return (await app.call('GET', `${PATHS.chatbot(id)}${query}`, { headers })).json() as PublicChatbot;
}

describe('what everybody may know of a chatbot', () => {
  it('is its id, name, greeting and suggestions, and nothing that its owner did not configure for visitors', async () => {
    const { status, headers, text, json } = await app.call('GET', PATHS.chatbot(MUSEUM.id));
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(json()).toStrictEqual({
      id: 'museum',
      name: 'Lighthouse assistant',
      greeting: 'Hello! What would you like to know?',
      suggestions: ['When are you open?'],
      language: 'en',
      direction: 'ltr',
      texts: {},
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

describe('what the owner has settled for the widget', () => {
  const widget = {
    theme: 'dark',
    accent: '#0a6',
    position: 'start',
    ai_notice: 'You write with a machine.',
    privacy_url: 'https://museum.example/privacy',
    placeholder: 'Ask the keeper …',
    launcher_label: 'Ask the keeper',
    features: { feedback: false, sound: true },
    page_context: true,
    open_after: 20,
  } as const;

  it('is told as it is', async () => {
    await using other = await startApp({ chatbots: [{ ...MUSEUM, widget }] });
    const { id, name, greeting, suggestions } = MUSEUM;
    expect((await other.call('GET', PATHS.chatbot(id))).json()).toStrictEqual({
      id,
      name,
      greeting,
      suggestions,
      ...widget,
      language: 'en',
      direction: 'ltr',
      texts: {},
    });
  });

  it('has the owner’s words in place of ours, in every language', async () => {
    const texts = { stop: 'Halt!', unread: '{count} new' };
    await using other = await startApp({ chatbots: [{ ...MUSEUM, texts }] });
    const ask = async (lang: string): Promise<PublicChatbot> =>
      (await other.call('GET', `${PATHS.chatbot(MUSEUM.id)}?lang=${lang}`)).json() as PublicChatbot;
    expect((await ask('en')).texts).toStrictEqual(texts);
    expect((await ask('de')).texts).toMatchObject({ ...texts, cancel: 'Abbrechen' });
  });

  it('has the language that the owner has fixed, whatever the visitor reads', async () => {
    await using other = await startApp({ chatbots: [{ ...MUSEUM, language: 'ar' }] });
    const headers = { 'Accept-Language': 'de' };
    const reply = await other.call('GET', `${PATHS.chatbot(MUSEUM.id)}?lang=fr`, { headers });
    expect(reply.json()).toMatchObject({ language: 'ar', direction: 'rtl', texts: { stop: 'إيقاف' } });
  });
});

describe('the texts of a chatbot', () => {
  it('are all there in another language, and none in English, which the widget has', async () => {
    const { language, direction, texts } = await told('?lang=de');
    expect([language, direction]).toEqual(['de', 'ltr']);
    expect(Object.keys(texts ?? {}).toSorted()).toEqual(Object.keys(TEXTS).toSorted());
    expect(await told('?lang=en-GB')).toMatchObject({ language: 'en', texts: {} });
  });

  it.each([
    ['', 'he', 'he', 'rtl'],
    ['', 'sv, pl;q=0.5, de;q=0.8', 'de', 'ltr'],
    ['', 'de;q=0, fr', 'fr', 'ltr'],
    ['', '*', 'en', 'ltr'],
    ['', '', 'en', 'ltr'],
    ['?lang=zh-Hant-TW', 'de', 'zh', 'ltr'],
    ['?lang=pt-BR', 'de', 'pt', 'ltr'],
    ['?lang=PT_br', 'de', 'de', 'ltr'],
    ['?lang=sv', 'de', 'de', 'ltr'],
    ['?lang=sv', 'sv', 'en', 'ltr'],
    ['?lang=de&lang=fr', 'it', 'it', 'ltr'],
    ['?lang=', 'it', 'it', 'ltr'],
    ['?lang[de]=1', 'it', 'it', 'ltr'],
    ['?lang=__proto__', 'it', 'it', 'ltr'],
    [`?lang=${'de-'.repeat(100)}`, 'it', 'it', 'ltr'],
  ])('are in what the visitor reads, as near as there is: %j and %j', async (query, accepted, language, direction) => {
    expect(await told(query, { 'Accept-Language': accepted })).toMatchObject({ language, direction });
  });

  it('may be kept for minutes, by language, and are not sent again where they have not changed', async () => {
    const german = { 'Accept-Language': 'de' };
    const { headers } = await app.call('GET', PATHS.chatbot(MUSEUM.id), { headers: german });
    expect(headers).toMatchObject({
      'cache-control': 'public, max-age=300',
      'content-language': 'de',
      etag: expect.stringMatching(/^(W\/)?".+"$/),
    });
    expect(headers.vary?.split(', ').toSorted()).toEqual(['Accept-Language', 'Origin']);
    const same = { ...german, 'If-None-Match': headers.etag };
    const again = await app.call('GET', PATHS.chatbot(MUSEUM.id), { headers: same });
    expect([again.status, again.text]).toEqual([304, '']);
    const other = { 'Accept-Language': 'fr', 'If-None-Match': headers.etag };
    expect((await app.call('GET', PATHS.chatbot(MUSEUM.id), { headers: other })).status).toBe(200);
  });

  it('are refused as all of it is: nothing is kept of a refusal', async () => {
    const refused = await app.call('GET', PATHS.chatbot(MUSEUM.id), { headers: { Origin: 'https://evil.example' } });
    expect(refused.status).toBe(403);
    expect(refused.headers).not.toHaveProperty('cache-control');
  });
});

describe('whose answers are streamed', () => {
  it.each([
    ['everybody’s, of which nothing need be said', {}, {}],
    ['those of a share of the sessions', { streamingPercent: 12.5 }, { streaming_percent: 12.5 }],
    ['nobody’s', { streamingPercent: 0 }, { streaming_percent: 0 }],
  ])('is told: %s', async (_, chatbot, expected) => {
    await using other = await startApp({ chatbots: [{ ...MUSEUM, ...chatbot }] });
    const { streaming_percent } = (await other.call('GET', PATHS.chatbot(MUSEUM.id))).json() as PublicChatbot;
    expect({ ...(streaming_percent !== undefined && { streaming_percent }) }).toEqual(expected);
  });

  it('is nobody’s where the operator has switched streams off, whatever the owner has configured', async () => {
    const chatbots = new Map([[MUSEUM.id, MUSEUM]]);
    const server = express()
      .use(chatbotRoutes(chatbots, TEXTS_BY_LANGUAGE, false))
      .listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const reply = await fetch(`http://127.0.0.1:${port}${PATHS.chatbot(MUSEUM.id)}`);
    expect(await reply.json()).toMatchObject({ streaming_percent: 0 });
    server.close();
    server.closeAllConnections();
  });

  it('is for the widget to heed: who asks for a stream gets one', async () => {
    await using other = await startApp({ chatbots: [{ ...MUSEUM, streamingPercent: 0 }] });
    const events = await other.ask({ message: QUESTION });
    expect((await events.next()).value).toMatchObject({ id: 1, event: { type: 'start' } });
    await events.return();
  });
});
