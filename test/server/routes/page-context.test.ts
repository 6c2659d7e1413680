import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PAGE_SELECTION_MAX_LENGTH, PAGE_TITLE_MAX_LENGTH, PAGE_URL_MAX_LENGTH } from '../../../protocol/limits.ts';
import { PATHS, type PageContext } from '../../../protocol/requests.ts';
import { BAKERY, MUSEUM, QUESTION } from '../chat/museum.ts';
import { startApp, type RunningApp } from '../running-app.ts';

let app: RunningApp;
beforeEach(async () => {
  app = await startApp({ chatbots: [{ ...MUSEUM, widget: { page_context: true } }, BAKERY] });
});
afterEach(() => app[Symbol.asyncDispose]());

const CONTEXT: PageContext = { title: 'Visit us', url: 'https://museum.example/visit?a=1', selection: 'From 10 …' };

describe('the page on which a question is asked', () => {
  it('is told to the model, as data, and is not kept', async () => {
    const session = app.sessions.issue(MUSEUM.id);
    const events = Array.fromAsync(await app.ask({ message: QUESTION, session_id: session, context: CONTEXT }));
    const answer = await app.model.nextAnswer();
    answer.write('From 10.');
    answer.end();
    await events;
    const [system, ...others] = answer.prompt.messages.map(({ content }) => content);
    for (const text of Object.values(CONTEXT)) expect(system).toContain(text);
    expect(others).toEqual([QUESTION]);
    const kept = await app.conversations.recent(session, 10);
    expect(JSON.stringify(kept)).not.toContain('Visit us');
    expect(app.log()).not.toContain('museum.example');
  });

  it.each<[string, PageContext]>([
    ['nothing', {}],
    ['its longest', { title: 'x'.repeat(PAGE_TITLE_MAX_LENGTH), selection: 'x'.repeat(PAGE_SELECTION_MAX_LENGTH) }],
    ['an address of http', { url: 'http://localhost:3000/' }],
  ])('may be %s', async (_, context) => {
    const events = await app.ask({ message: QUESTION, context });
    expect((await events.next()).value).toMatchObject({ event: { type: 'start' } });
    await events.return();
  });

  it.each<[string, unknown]>([
    ['a title that is too long', { title: 'x'.repeat(PAGE_TITLE_MAX_LENGTH + 1) }],
    ['an address that is too long', { url: `https://a.example/${'x'.repeat(PAGE_URL_MAX_LENGTH)}` }],
    ['a selection that is too long', { selection: 'x'.repeat(PAGE_SELECTION_MAX_LENGTH + 1) }],
    ['an address of a script', { url: 'javascript:alert(1)' }],
    ['an address of a file', { url: 'file:///etc/passwd' }],
    ['an address that is none', { url: '/visit' }],
    ['a key that nobody knows', { html: '<b>' }],
    ['a text', 'Visit us'],
    ['nothing at all', null],
  ])('is refused with %s', async (_, context) => {
    const reply = await app.post(PATHS.chatStream, { message: QUESTION, chatbot_id: MUSEUM.id, context });
    expect(reply.status).toBe(400);
    expect(reply.json()).toMatchObject({
      code: 'invalid_request',
      errors: [{ path: expect.stringMatching(/^context/) }],
    });
    expect(app.model.answers).toEqual([]);
  });

  it.each([PATHS.chatStream, PATHS.chat])('is refused where the owner has not switched it on: %s', async (path) => {
    const reply = await app.post(path, { message: QUESTION, chatbot_id: BAKERY.id, context: CONTEXT });
    expect(reply.status).toBe(400);
    expect(reply.json()).toMatchObject({
      code: 'invalid_request',
      errors: [{ path: 'context', detail: expect.stringContaining('page_context') }],
    });
    expect(app.model.answers).toEqual([]);
  });
});
