import { describe, expect, it } from 'vitest';
import { chooseModel } from '../../server/choose-model.ts';
import { ModelError } from '../../server/models/model.ts';
import { closedOrigin } from '../stand-ins/model-server.ts';
import { startOllamaServer } from '../stand-ins/ollama-server.ts';
import { readAnswer } from '../contract/model-contract.ts';

describe('the model', () => {
  it('is the configured one', async () => {
    const ollama = await chooseModel({ kind: 'ollama', host: 'http://127.0.0.1:1', model: 'llama3.2' });
    expect(ollama.model.name).toBe('ollama (llama3.2)');
    const quote = await chooseModel({ kind: 'quote' });
    expect(quote.model.name).toContain('quote');
    for (const { reason } of [ollama, quote]) {
      expect(reason).toContain('SMAIL_MODEL, OLLAMA_HOST or OPENAI_BASE_URL name another');
    }
  });

  it('is told to send elsewhere where it does', async () => {
    const settings = {
      kind: 'openai-compatible',
      baseUrl: 'https://api.example.com/v1',
      apiKey: 'k',
      model: 'm',
    } as const;
    const { model, reason } = await chooseModel(settings);
    expect(model.name).toBe('openai-compatible (m)');
    expect(reason).toContain('are sent to api.example.com');
  });

  it('is the first one of an Ollama that is reachable, where none is configured', async () => {
    await using ollama = await startOllamaServer({ behaviour: { type: 'answer', tokens: 1 } });
    const { model, reason } = await chooseModel({ kind: 'auto' }, { ollamaHost: ollama.url });
    expect(model.name).toMatch(/^ollama \(.+\)$/);
    expect(reason).toContain('OLLAMA_MODEL names another');
    expect((await readAnswer(model)).length).toBeGreaterThan(0);
  });

  it('is quote where Ollama is not reachable or has none, with the ways to have another', async () => {
    await using empty = await startOllamaServer({ behaviour: { type: 'answer', tokens: 1 }, models: [] });
    for (const ollamaHost of [await closedOrigin(), empty.url]) {
      const { model, reason } = await chooseModel({ kind: 'auto' }, { ollamaHost });
      expect(model.name).toContain('quote');
      expect(reason).toContain('ollama pull');
      expect(reason).toContain('OLLAMA_HOST, or OPENAI_BASE_URL');
    }
  });

  it.each(['hang-before-headers', 'hang-mid-answer'] as const)(
    'has its time limits: %s ends as llm_timeout',
    async (type) => {
      await using ollama = await startOllamaServer({ behaviour: { type } });
      const limits = { firstTokenMs: 200, betweenTokensMs: 50, totalMs: 5_000 };
      const { model } = await chooseModel({ kind: 'ollama', host: ollama.url, model: 'llama3.2:latest' }, { limits });
      const requested = ollama.nextRequest();
      const answer = readAnswer(model);
      await expect(answer).rejects.toThrow(ModelError);
      await expect(answer).rejects.toMatchObject({ code: 'llm_timeout' });
      await (
        await requested
      ).abandoned;
    },
  );
});
