import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PATHS, type MessagesResponse } from '../../../protocol/requests.ts';
import { startApp, type RunningApp } from '../running-app.ts';
import { configure, MUSEUM, QUESTION } from './museum.ts';

const FORGETFUL = configure({
  id: 'museum',
  name: 'Lighthouse assistant',
  documents: 'museum/documents',
  retention_days: 0,
});

let app: RunningApp;
let session: string;
beforeEach(async () => {
  app = await startApp({ chatbots: [FORGETFUL] });
  session = app.sessions.issue(MUSEUM.id);
});
afterEach(async () => {
  vi.useRealTimers();
  await app[Symbol.asyncDispose]();
});

/** Asks, has the model answer, and returns the types of the events. */
async function ask(message = QUESTION, id = 'm1'): Promise<string[]> {
  const events = Array.fromAsync(await app.ask({ message, session_id: session, client_message_id: id }));
  const answer = await app.model.nextAnswer();
  answer.write('From 10.');
  answer.end();
  return (await events).map(({ event }) => event.type);
}

async function said(): Promise<MessagesResponse> {
  const reply = await app.call('GET', PATHS.messages, { headers: { Authorization: `Bearer ${session}` } });
  expect(reply.status).toBe(200);
  return reply.json() as MessagesResponse;
}

describe('a chatbot whose conversations are kept for 0 days', () => {
  it('answers, and stores nothing of what was said', async () => {
    expect((await ask()).at(-1)).toBe('complete');
    expect(await Array.fromAsync(app.conversations.messages(session))).toEqual([]);
    expect(await said()).toStrictEqual({ messages: [] });
  });

  it('goes on in the same session, without what was said before', async () => {
    await ask();
    await ask('And on Mondays?', 'm2');
    const { messages } = app.model.answers[1]?.prompt ?? { messages: [] };
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user']);
    expect(JSON.stringify(messages)).not.toContain(QUESTION);
  });

  it('keeps its sessions good by being asked', async () => {
    const HOUR_MS = 3_600_000;
    vi.useFakeTimers({ toFake: ['Date'] });
    session = app.sessions.issue(MUSEUM.id, undefined, Date.now() - 23 * HOUR_MS);
    await ask();
    vi.setSystemTime(Date.now() + 2 * HOUR_MS);
    expect(await said()).toStrictEqual({ messages: [] });
  });

  it('does not ask the model twice for a message that comes again, as long as its stream is there', async () => {
    await ask();
    const again = await Array.fromAsync(
      await app.ask({ message: QUESTION, session_id: session, client_message_id: 'm1' }),
    );
    expect(again.at(-1)?.event).toMatchObject({ type: 'complete', content: 'From 10.' });
    expect(app.model.answers).toHaveLength(1);
  });

  it('has no answer to be rated', async () => {
    const events = Array.fromAsync(await app.ask({ message: QUESTION, session_id: session }));
    const answer = await app.model.nextAnswer();
    answer.write('From 10.');
    answer.end();
    const last = (await events).at(-1)?.event;
    const id = last?.type === 'complete' ? last.message_id : '';
    const reply = await app.post(PATHS.feedback(id), { rating: 'up' }, { Authorization: `Bearer ${session}` });
    expect([id === '', reply.status]).toEqual([false, 404]);
  });
});
