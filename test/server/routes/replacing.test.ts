import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ID_MAX_LENGTH } from '../../../protocol/limits.ts';
import { PATHS, type MessagesResponse } from '../../../protocol/requests.ts';
import { MUSEUM } from '../chat/museum.ts';
import { startApp, type RunningApp } from '../running-app.ts';

let app: RunningApp;
let session: string;
beforeEach(async () => {
  app = await startApp();
  session = app.sessions.issue(MUSEUM.id);
});
afterEach(() => app[Symbol.asyncDispose]());

/** Asks, has the model answer with the question and an exclamation mark, and returns the prompt. */
async function ask(message: string, body: object = {}): Promise<readonly string[]> {
  const events = Array.fromAsync(await app.ask({ message, session_id: session, ...body }));
  const answer = await app.model.nextAnswer();
  answer.write(`${message}!`);
  answer.end();
  await events;
  return answer.prompt.messages.slice(1).map(({ content }) => content);
}

async function said(): Promise<MessagesResponse['messages']> {
  const reply = await app.call('GET', PATHS.messages, { headers: { Authorization: `Bearer ${session}` } });
  return (reply.json() as MessagesResponse).messages;
}

async function contents(): Promise<string[]> {
  return (await said()).map(({ content }) => content);
}

describe('a question that replaces another', () => {
  it('takes its turn and all later ones out of the conversation, and out of the prompt', async () => {
    await ask('first');
    await ask('second', { client_message_id: 'm2' });
    await ask('third');
    expect(await ask('second, edited', { client_message_id: 'm4', replaces: 'm2' })).toEqual([
      'first',
      'first!',
      'second, edited',
    ]);
    expect(await contents()).toEqual(['first', 'first!', 'second, edited', 'second, edited!']);
  });

  it('may name it by its own id, as who has loaded the conversation knows it', async () => {
    await ask('first');
    const [question] = await said();
    expect(await ask('first', { replaces: question?.id })).toEqual(['first']);
    expect(await contents()).toEqual(['first', 'first!']);
  });

  it('that is sent again is not asked again, and replaces nothing more', async () => {
    await ask('first', { client_message_id: 'm1' });
    const again = { client_message_id: 'm2', replaces: 'm1' };
    await ask('again', again);
    const events = await Array.fromAsync(await app.ask({ message: 'again', session_id: session, ...again }));
    expect(events.at(-1)?.event).toMatchObject({ type: 'complete', content: 'again!' });
    expect(await contents()).toEqual(['again', 'again!']);
  });

  it('replaces nothing where none is known: what is to be gone is gone', async () => {
    await ask('first');
    await ask('second', { replaces: 'unknown' });
    expect(await contents()).toEqual(['first', 'first!', 'second', 'second!']);
  });

  it('replaces nothing of another session', async () => {
    await ask('first', { client_message_id: 'm1' });
    const [question] = await said();
    const other = app.sessions.issue(MUSEUM.id);
    for (const replaces of ['m1', question?.id]) await ask('theirs', { session_id: other, replaces });
    expect(await contents()).toEqual(['first', 'first!']);
  });

  it('leaves the other in place where it is not taken itself', async () => {
    await ask('first', { client_message_id: 'm1' });
    const reading = await app.ask({ message: 'running', session_id: session });
    await reading.next();
    const body = { message: 'again', chatbot_id: MUSEUM.id, session_id: session, replaces: 'm1' };
    expect((await app.post(PATHS.chat, body)).status).toBe(429);
    expect((await contents()).slice(0, 2)).toEqual(['first', 'first!']);
    await reading.return();
  });

  it.each(['', 'a b', 'x'.repeat(ID_MAX_LENGTH + 1), 1, null, ['m1']])(
    'is refused with no id: %j',
    async (replaces) => {
      const reply = await app.post(PATHS.chatStream, { message: 'again', chatbot_id: MUSEUM.id, replaces });
      expect(reply.status).toBe(400);
      expect(reply.json()).toMatchObject({ errors: [{ path: 'replaces' }] });
    },
  );
});
