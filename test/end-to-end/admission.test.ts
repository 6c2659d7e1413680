import { describe, expect, it } from 'vitest';
import { PATHS } from '../../protocol/requests.ts';
import { numberedText } from '../stand-ins/model-server.ts';
import { startOllamaServer } from '../stand-ins/ollama-server.ts';
import { ask, askAll, textOf } from './ask.ts';
import { startServer } from './running-server.ts';

const QUESTION = { message: 'When are you open?', chatbot_id: 'demo' };

describe('a server that writes as many answers as it may', () => {
  it('refuses one more at once and says when to come back, and takes it when one has ended', async () => {
    await using model = await startOllamaServer({ behaviour: { type: 'hang-mid-answer' } });
    await using server = await startServer({ SMAIL_MODEL: 'ollama', OLLAMA_HOST: model.url, SMAIL_MAX_ANSWERS: '1' });
    let session = '';
    for await (const { event } of ask(server.url, { ...QUESTION, client_message_id: 'first' })) {
      if (event.type === 'start') session = event.session_id;
      if (event.type !== 'token' || event.content !== 'token1 ') continue;
      for (const path of [PATHS.chatStream, PATHS.chat]) {
        const refused = await post(server.url + path, QUESTION);
        expect(refused.status).toBe(503);
        expect(refused.headers.get('retry-after')).toBe('2');
        expect(await refused.json()).toMatchObject({ code: 'overloaded' });
      }
      await post(server.url + PATHS.cancel, { session_id: session, client_message_id: 'first' });
    }
    model.behaviour = { type: 'answer', tokens: 3 };
    expect(textOf(await askAll(server.url, QUESTION))).toBe(numberedText(3));
  });
});

function post(url: string, body: object): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
}
