import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PATHS, type MessagesResponse } from '../../protocol/requests.ts';
import { numberedText, TOKENS_BEFORE_FAULT } from '../stand-ins/model-server.ts';
import { startOllamaServer } from '../stand-ins/ollama-server.ts';
import { ask, askAll, startOf, textOf, type ReceivedEvent } from './ask.ts';
import { startServer } from './running-server.ts';

const QUESTION = 'When are you open?';

describe('SIGTERM', () => {
  it('ends the readiness and new questions at once, and lets a running answer end', async () => {
    await using model = await startOllamaServer({ behaviour: { type: 'answer', tokens: 20, intervalMs: 20 } });
    await using server = await startServer({ SMAIL_MODEL: 'ollama', OLLAMA_HOST: model.url });
    const events: ReceivedEvent[] = [];
    for await (const received of ask(server.url, { message: QUESTION })) {
      events.push(received);
      if (events.length !== 6) continue;
      server.signal('SIGTERM');
      await untilNotReady(server.url);
      const refused = await fetch(server.url + PATHS.chatStream, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ message: QUESTION, chatbot_id: 'demo' }),
      });
      expect(refused.status).toBe(503);
      expect(refused.headers.get('retry-after')).toBe('5');
      expect(await refused.json()).toMatchObject({ code: 'overloaded' });
    }
    expect(textOf(events)).toBe(numberedText(20));
    expect(events.at(-1)?.event.type).toBe('complete');
    expect(await server.exited).toBe(0);
  });

  it('ends an answer that takes too long with an error that can be retried, and stops its model', async () => {
    await using model = await startOllamaServer({ behaviour: { type: 'hang-mid-answer' } });
    await using server = await startServer({ SMAIL_MODEL: 'ollama', OLLAMA_HOST: model.url, SMAIL_DRAIN_MS: '100' });
    const requested = model.nextRequest();
    const answer = askAll(server.url, { message: QUESTION });
    await requested;
    expect(await server.stop()).toBe(0);
    expect((await answer).at(-1)?.event).toMatchObject({ type: 'error', code: 'interrupted', retryable: true });
    await (
      await requested
    ).abandoned;
  });
});

describe('a server that was killed while it wrote an answer', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smail-crash-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('finds it at the next start, and gives it back as partial: the session goes on', async () => {
    await using model = await startOllamaServer({
      behaviour: { type: 'answer', tokens: 500, intervalMs: 20 },
    });
    const env = { SMAIL_MODEL: 'ollama', OLLAMA_HOST: model.url, SMAIL_DATA: folder };
    const killed = await startServer(env);
    const read: ReceivedEvent[] = [];
    const reading = (async () => {
      for await (const received of ask(killed.url, { message: QUESTION })) {
        read.push(received);
        // More than the second within which the answer so far is stored.
        if (textOf(read).length >= numberedText(90).length) killed.signal('SIGKILL');
      }
    })();
    await expect(reading).rejects.toThrow();
    await killed.exited;

    model.behaviour = { type: 'answer', tokens: TOKENS_BEFORE_FAULT };
    await using server = await startServer(env);
    const { sessionId } = startOf(read);
    const response = await fetch(server.url + PATHS.messages, { headers: { Authorization: `Bearer ${sessionId}` } });
    const { messages, running } = (await response.json()) as MessagesResponse;
    expect(running).toBeUndefined();
    expect(messages).toMatchObject([
      { role: 'user', content: QUESTION },
      { role: 'assistant', partial: true },
    ]);
    const stored = messages[1]?.content ?? '';
    expect(stored.length).toBeGreaterThan(0);
    expect(numberedText(500).startsWith(stored)).toBe(true);

    const next = await askAll(server.url, { message: 'How much is a family ticket?', session_id: sessionId });
    expect(startOf(next).sessionId).toBe(sessionId);
    expect(textOf(next)).toBe(numberedText(TOKENS_BEFORE_FAULT));
  });
});

describe('a server that was started again', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smail-restart-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('gives the stored answer to a message that it has answered before, and does not ask the model twice', async () => {
    await using model = await startOllamaServer({ behaviour: { type: 'answer', tokens: 5 } });
    const env = { SMAIL_MODEL: 'ollama', OLLAMA_HOST: model.url, SMAIL_DATA: folder };
    const first = await startServer(env);
    const { sessionId } = startOf(await askAll(first.url, { message: QUESTION }));
    const body = { message: 'How much is a family ticket?', session_id: sessionId, client_message_id: 'm1' };
    const before = await askAll(first.url, body);
    await first.stop();

    await using second = await startServer(env);
    const after = await askAll(second.url, body);
    expect(after.at(-1)?.event).toEqual(before.at(-1)?.event);
    expect(textOf(after)).toBe(numberedText(5));
    expect(model.requests).toHaveLength(2);
  });
});

async function untilNotReady(url: string): Promise<void> {
  while ((await fetch(`${url}/readyz`)).ok);
}
