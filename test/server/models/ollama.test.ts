import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import { ModelError } from '../../../server/models/model.ts';
import { createOllama, listOllamaModels } from '../../../server/models/ollama.ts';
import { PROMPT, readAnswer, textOf } from '../../contract/model-contract.ts';
import { closedOrigin, listen, numberedText, UPSTREAM_SECRET, type Behaviour } from '../../stand-ins/model-server.ts';
import { startOllamaServer } from '../../stand-ins/ollama-server.ts';

const ANSWER: Behaviour = { type: 'answer', tokens: 2 };
const { signal } = new AbortController();

/** A stream of these lines, as it stands. */
function verbatim(...lines: string[]): Behaviour {
  return { type: 'verbatim', body: lines.join('\n') };
}

function line(content: string, more: object = {}): string {
  return JSON.stringify({ message: { role: 'assistant', content }, done: false, ...more });
}

async function answerTo(behaviour: Behaviour): ReturnType<typeof readAnswer> {
  await using server = await startOllamaServer({ behaviour });
  return await readAnswer(createOllama({ host: server.url, model: 'llama3.2' }));
}

describe('the stream of Ollama', () => {
  let consoles: MockInstance[];
  beforeEach(() => {
    consoles = (['log', 'warn', 'error'] as const).map((method) => vi.spyOn(console, method));
  });
  afterEach(() => {
    for (const spy of consoles) expect(spy).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it('may hold blank lines, line ends of two characters, and no line end at its end', async () => {
    const parts = await answerTo(verbatim('', `${line('Hello')}\r`, '', line(' there', { done: true })));
    expect(parts).toEqual([
      { type: 'text', text: 'Hello' },
      { type: 'text', text: ' there' },
      { type: 'end', finishReason: 'stop' },
    ]);
  });

  it('leaves out counts that Ollama does not give', async () => {
    const parts = await answerTo(verbatim(line('', { done: true, done_reason: 'length', eval_count: 7 })));
    expect(parts).toStrictEqual([{ type: 'end', finishReason: 'length', completionTokens: 7 }]);
  });

  it('ends with the answer, whatever follows', async () => {
    const parts = await answerTo(verbatim(line('Hello', { done: true }), '<html>'));
    expect(parts.map(({ type }) => type)).toEqual(['text', 'end']);
  });

  it('is an error if it ends before the answer does, even at the end of a line', async () => {
    await expect(answerTo(verbatim(line('Hello'), ''))).rejects.toMatchObject({ code: 'llm_error' });
    await expect(answerTo(verbatim(''))).rejects.toMatchObject({ code: 'llm_error' });
  });

  it.each([
    '[]',
    'null',
    '"Hello"',
    '{}',
    '{"message":null,"done":false}',
    '{"message":{"content":1},"done":false}',
    '{"message":{"content":"Hello"}}',
    `${line('Hello')}${line('Hello')}`,
    line('Hello', { error: 'out of memory' }),
  ])('is an error if it holds the line %s', async (wrong) => {
    await expect(answerTo(verbatim(wrong, line('', { done: true })))).rejects.toMatchObject({ code: 'llm_error' });
  });

  it.each(['error-line', 'status-500'] as const)("gives Ollama's own words to the operator at: %s", async (type) => {
    await expect(answerTo({ type })).rejects.toThrow(UPSTREAM_SECRET);
  });
});

describe('the model in Ollama', () => {
  it('is the one that was configured, and is named to the operator', async () => {
    await using server = await startOllamaServer({ behaviour: ANSWER });
    const model = createOllama({ host: server.url, model: 'llama3.2' });
    expect(model.name).toBe('ollama (llama3.2)');
    await readAnswer(model);
    expect(server.requests[0]?.body).toMatchObject({ model: 'llama3.2' });
  });

  it('is unavailable if Ollama does not have it', async () => {
    await using server = await startOllamaServer({ behaviour: ANSWER });
    await expect(readAnswer(createOllama({ host: server.url, model: 'llama9' }))).rejects.toMatchObject({
      code: 'llm_unavailable',
      message: expect.stringContaining("model 'llama9' not found"),
    });
  });

  it('is the first that can chat if none was configured', async () => {
    await using server = await startOllamaServer({
      behaviour: ANSWER,
      models: [
        { name: 'nomic-embed-text:latest', family: 'nomic-bert' },
        { name: 'all-minilm:latest', family: 'bert' },
        { name: 'qwen3-embedding:0.6b', family: 'qwen3' },
        { name: 'qwen3:4b', family: 'qwen3' },
        { name: 'llama3.2:latest', family: 'llama' },
      ],
    });
    const model = createOllama({ host: server.url });
    expect(model.name).toBe('ollama');
    expect(textOf(await readAnswer(model))).toBe(numberedText(2));
    expect(model.name).toBe('ollama (qwen3:4b)');
    expect(server.requests[0]?.body).toMatchObject({ model: 'qwen3:4b' });
  });

  it('is looked up once, when it is first needed', async () => {
    const paths: (string | undefined)[] = [];
    await using server = await listen((request, response) => {
      paths.push(request.url);
      const list = { models: [{ name: 'qwen3:4b', details: { family: 'qwen3' } }] };
      response.end(request.url === '/api/tags' ? JSON.stringify(list) : line('Hello', { done: true }));
    });
    const model = createOllama({ host: server.url });
    expect(paths).toEqual([]);
    await readAnswer(model);
    await readAnswer(model);
    expect(paths).toEqual(['/api/tags', '/api/chat', '/api/chat']);
  });

  it('is unavailable if there is none, and the operator learns what to do', async () => {
    const models = [{ name: 'all-minilm:latest', family: 'bert' }];
    await using server = await startOllamaServer({ behaviour: ANSWER, models });
    await expect(readAnswer(createOllama({ host: server.url }))).rejects.toMatchObject({
      code: 'llm_unavailable',
      message: expect.stringContaining('ollama pull llama3.2'),
    });
    expect(server.requests).toEqual([]);
  });

  it('is found at a host that is written without http://', async () => {
    await using server = await startOllamaServer({ behaviour: ANSWER });
    const model = createOllama({ host: server.url.replace('http://', ''), model: 'llama3.2' });
    expect(textOf(await readAnswer(model))).toBe(numberedText(2));
  });

  it('is not waited for when the signal aborts during the look-up', async () => {
    const reason = new Error('the visitor left');
    const controller = new AbortController();
    const closed = Promise.withResolvers<void>();
    await using server = await listen((_, response) => {
      response.once('close', closed.resolve);
      controller.abort(reason);
    });
    await expect(readAnswer(createOllama({ host: server.url }), controller.signal)).rejects.toBe(reason);
    await closed.promise;
  });
});

describe('the room that Ollama is asked for', () => {
  it('is enough for the prompt and the answer, doubles where it must, and never shrinks: each other size loads the model anew', async () => {
    await using server = await startOllamaServer({ behaviour: ANSWER });
    const model = createOllama({ host: server.url, model: 'llama3.2' });
    for (const promptTokens of [100, 3_896, 3_897, 9_000, 100]) {
      for await (const _ of model.generate({ ...PROMPT, promptTokens, maxTokens: 200 }, signal));
    }
    expect(server.requests.map(({ body }) => (body as { options: object }).options)).toEqual(
      [4_096, 4_096, 8_192, 16_384, 16_384].map((num_ctx) => ({ num_ctx, num_predict: 200 })),
    );
  });
});

describe('the list of models', () => {
  it('names those that can chat', async () => {
    await using server = await startOllamaServer({ behaviour: ANSWER });
    expect(await listOllamaModels(server.url, signal)).toEqual(['llama3.2:latest']);
  });

  it('is unavailable where nobody listens', async () => {
    await expect(listOllamaModels(await closedOrigin(), signal)).rejects.toMatchObject({ code: 'llm_unavailable' });
  });

  it('is waited for as long as the caller wants', async () => {
    await using server = await listen(() => {});
    await expect(listOllamaModels(server.url, AbortSignal.timeout(50))).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it.each(['<!doctype html>', '{}', '{"models":null}', '{"models":['])('is an error if it is %s', async (body) => {
    await using server = await listen((_, response) => response.end(body));
    await expect(listOllamaModels(server.url, signal)).rejects.toThrow(ModelError);
  });
});
