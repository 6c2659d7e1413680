import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatEvent } from '../../protocol/chat-event.ts';
import { startOllamaServer } from '../stand-ins/ollama-server.ts';
import { numberedText, type ModelServer } from '../stand-ins/model-server.ts';
import { askAll, textOf, type ReceivedEvent } from './ask.ts';
import { startNginx, substitute } from './nginx.ts';
import { startServer, type RunningServer } from './running-server.ts';

const TOKENS = 40;
const INTERVAL_MS = 50;

describe('a token reaches the client when the model emits it', () => {
  let model: ModelServer;
  let server: RunningServer;

  beforeAll(async () => {
    model = await startOllamaServer({ behaviour: { type: 'answer', tokens: TOKENS, intervalMs: INTERVAL_MS } });
    server = await startServer({ SMAIL_MODEL: 'ollama', OLLAMA_HOST: model.url });
  });

  afterAll(async () => {
    await server?.stop();
    await model?.close();
  });

  it('directly', async () => {
    const spread = await measureSpread(server.url);
    expect(spread).toBeGreaterThanOrEqual(0.95);
  });

  it('through nginx with the reference configuration', async () => {
    await using nginx = await startNginx(server.url);
    const spread = await measureSpread(nginx.url);
    expect(spread).toBeGreaterThanOrEqual(0.95);
  });

  it('but not through a proxy that buffers: this is how the two tests above can fail', async () => {
    await using nginx = await startNginx(server.url, (config) => {
      const buffered = substitute(
        config,
        'proxy_buffering off;',
        'proxy_buffering on; proxy_ignore_headers X-Accel-Buffering;',
      );
      return substitute(buffered, 'proxy_http_version 1.1;', 'proxy_http_version 1.0;');
    });
    const spread = await measureSpread(nginx.url);
    expect(spread).toBeLessThan(0.5);
  });

  /** Asks once; returns the time from the first token to the last at the client, divided by the same at the model. */
  async function measureSpread(url: string): Promise<number> {
    const events = await askAll(url, { message: 'When are you open?' });
    expect(textOf(events)).toBe(numberedText(TOKENS));
    const emitted = model.requests.at(-1)?.emitted ?? [];
    return span(events.filter(isToken)) / span(emitted);
  }
});

describe('the events of an answer', () => {
  it('come in the order and with the ids that the protocol promises', async () => {
    await using model = await startOllamaServer({ behaviour: { type: 'answer', tokens: 3 } });
    await using server = await startServer({ SMAIL_MODEL: 'ollama', OLLAMA_HOST: model.url });
    const events = await askAll(server.url, { message: 'When are you open?', session_id: 'test-session' });
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    expect(events.map(({ event }) => label(event))).toEqual([
      'start',
      'status searching',
      'status thinking',
      'status writing',
      'token',
      'token',
      'token',
      'complete',
    ]);
    expect(events.at(-1)?.event).toMatchObject({ content: textOf(events), finish_reason: 'stop' });
  });

  it('continue the conversation of the session that `start` named', async () => {
    await using model = await startOllamaServer({ behaviour: { type: 'answer', tokens: 2 } });
    await using server = await startServer({ SMAIL_MODEL: 'ollama', OLLAMA_HOST: model.url });
    const [first] = await askAll(server.url, { message: 'When are you open?' });
    if (first?.event.type !== 'start') throw new Error('no start event');
    await askAll(server.url, { message: 'And on Mondays?', session_id: first.event.session_id });
    expect(model.requests.at(-1)?.body).toMatchObject({
      messages: [
        { role: 'system' },
        { role: 'user', content: 'When are you open?' },
        { role: 'assistant', content: numberedText(2) },
        { role: 'user', content: 'And on Mondays?' },
      ],
    });
  });
});

function isToken({ event }: ReceivedEvent): boolean {
  return event.type === 'token';
}

function label(event: ChatEvent): string {
  return event.type === 'status' ? `status ${event.state}` : event.type;
}

function span(times: readonly { readonly at: number }[]): number {
  return (times.at(-1)?.at ?? 0) - (times[0]?.at ?? 0);
}
