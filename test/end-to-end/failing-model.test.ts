import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closedOrigin, numberedText, TOKENS_BEFORE_FAULT, UPSTREAM_SECRET } from '../stand-ins/model-server.ts';
import type { Fault, ModelServer } from '../stand-ins/model-server.ts';
import { startOllamaServer } from '../stand-ins/ollama-server.ts';
import { startOpenAiServer } from '../stand-ins/openai-server.ts';
import { ask, askAll, textOf } from './ask.ts';
import { startServer, type RunningServer } from './running-server.ts';

const QUESTION = { message: 'When are you open?' };

/** What a broken model comes to at the visitor's end: the code, and the text that was there before. */
const FAULTS: readonly { fault: Fault; code: string; text: string }[] = [
  { fault: 'status-500', code: 'llm_error', text: '' },
  { fault: 'html', code: 'llm_error', text: '' },
  { fault: 'die-mid-token', code: 'llm_error', text: numberedText(TOKENS_BEFORE_FAULT) },
  { fault: 'half-line', code: 'llm_error', text: numberedText(TOKENS_BEFORE_FAULT) },
  { fault: 'invalid-utf8', code: 'llm_error', text: numberedText(TOKENS_BEFORE_FAULT) },
  { fault: 'error-line', code: 'llm_error', text: numberedText(TOKENS_BEFORE_FAULT) },
];

describe.each([
  {
    kind: 'ollama',
    start: startOllamaServer,
    env: (url: string) => ({ SMAIL_MODEL: 'ollama', OLLAMA_HOST: url }),
  },
  {
    kind: 'openai-compatible',
    start: startOpenAiServer,
    env: (url: string) => ({
      SMAIL_MODEL: 'openai-compatible',
      OPENAI_BASE_URL: `${url}/v1`,
      OPENAI_MODEL: 'local-model',
    }),
  },
])('a visitor of a server whose $kind model fails', ({ start, env }) => {
  let model: ModelServer;
  let server: RunningServer;

  beforeAll(async () => {
    model = await start({ behaviour: { type: 'answer', tokens: 3 } });
    server = await startServer(env(model.url));
  });

  afterAll(async () => {
    await server?.stop();
    await model?.close();
  });

  it.each(FAULTS)('gets one error event after $fault, and the next answer is whole', async ({ fault, code, text }) => {
    model.behaviour = { type: fault };
    const events = await askAll(server.url, QUESTION);
    expect(events.filter(({ event }) => event.done)).toHaveLength(1);
    expect(events.at(-1)?.event).toMatchObject({ type: 'error', code, retryable: true });
    expect(textOf(events)).toBe(text);
    expect(JSON.stringify(events)).not.toContain(UPSTREAM_SECRET.slice(0, 15));

    model.behaviour = { type: 'answer', tokens: 3 };
    expect(textOf(await askAll(server.url, QUESTION))).toBe(numberedText(3));
    expect(server.alive()).toBe(true);
  });

  it.each(['hang-before-headers', 'hang-mid-answer'] as const)('can stop one that is in %s', async (fault) => {
    model.behaviour = { type: fault };
    const requested = model.nextRequest();
    let session = '';
    const types: string[] = [];
    for await (const { event } of ask(server.url, { ...QUESTION, client_message_id: `stop-${fault}` })) {
      types.push(event.type);
      if (event.type === 'start') {
        session = event.session_id;
        await requested;
        const answer = await fetch(`${server.url}/api/public/chat/cancel`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ session_id: session, client_message_id: `stop-${fault}` }),
        });
        expect(await answer.json()).toEqual({ status: 'cancelled' });
      }
    }
    expect(types.at(-1)).toBe('cancelled');
    await (
      await requested
    ).abandoned;
  });

  it('tells the operator the cause', () => {
    expect(server.log()).toContain('answer failed');
    expect(server.log()).toContain(UPSTREAM_SECRET.slice(0, 15));
  });
});

describe('a model that refuses connections', () => {
  it('is told as not available', async () => {
    await using server = await startServer({ SMAIL_MODEL: 'ollama', OLLAMA_HOST: await closedOrigin() });
    const events = await askAll(server.url, QUESTION);
    expect(events.at(-1)?.event).toMatchObject({ type: 'error', code: 'llm_unavailable', retryable: true });
    expect(server.alive()).toBe(true);
  });
});
