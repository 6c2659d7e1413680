import { describe, expect, it } from 'vitest';
import { createOpenAiCompatible } from '../../../server/models/openai-compatible.ts';
import { PROMPT, readAnswer, textOf } from '../../contract/model-contract.ts';
import { listen, UPSTREAM_SECRET, type Behaviour } from '../../stand-ins/model-server.ts';
import { startOpenAiServer } from '../../stand-ins/openai-server.ts';

const ANSWER: Behaviour = { type: 'answer', tokens: 2 };

async function answerTo(behaviour: Behaviour): ReturnType<typeof readAnswer> {
  await using server = await startOpenAiServer({ behaviour });
  return await readAnswer(createOpenAiCompatible({ baseUrl: `${server.url}/v1`, model: 'local-model' }));
}

/** The answer to a stream that stands as it is. */
function answerToStream(...events: string[]): ReturnType<typeof readAnswer> {
  return answerTo({ type: 'verbatim', body: events.join('') });
}

function event(chunk: object): string {
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

function text(content: string, finishReason: string | null = null): string {
  return event({ choices: [{ index: 0, delta: { content }, finish_reason: finishReason }] });
}

const DONE = 'data: [DONE]\n\n';

describe('the request to an OpenAI-compatible server', () => {
  it('asks for a stream with usage, and for no more than the answer may have', async () => {
    await using server = await startOpenAiServer({ behaviour: ANSWER });
    await readAnswer(createOpenAiCompatible({ baseUrl: `${server.url}/v1`, model: 'local-model' }));
    expect(server.requests[0]?.body).toEqual({
      model: 'local-model',
      messages: PROMPT.messages,
      max_tokens: PROMPT.maxTokens,
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(server.requests[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      accept: 'text/event-stream',
    });
    expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  it('carries the key, where there is one', async () => {
    await using server = await startOpenAiServer({ behaviour: ANSWER });
    const baseUrl = `${server.url}/v1`;
    await readAnswer(createOpenAiCompatible({ baseUrl, apiKey: 'sk-1', model: 'local-model' }));
    expect(server.requests[0]?.headers).toMatchObject({ authorization: 'Bearer sk-1' });
  });

  it('finds its path from an address with a slash at its end', async () => {
    await using server = await startOpenAiServer({ behaviour: ANSWER });
    await readAnswer(createOpenAiCompatible({ baseUrl: `${server.url}/v1/`, model: 'local-model' }));
    expect(server.requests).toHaveLength(1);
  });

  it('finds the model unavailable if the server does not have it', async () => {
    await using server = await startOpenAiServer({ behaviour: ANSWER });
    const model = createOpenAiCompatible({ baseUrl: `${server.url}/v1`, model: 'gpt-9' });
    expect(model.name).toBe('openai-compatible (gpt-9)');
    await expect(readAnswer(model)).rejects.toMatchObject({ code: 'llm_unavailable' });
  });
});

describe('the stream of an OpenAI-compatible server', () => {
  it('may hold comments, other fields, several line ends, and chunks that say nothing', async () => {
    const parts = await answerToStream(
      ': processing\n\n',
      event({ choices: [], prompt_filter_results: [] }),
      'event: chunk\nid: 1\r\nretry: x\r\n',
      `${text('Hello').trimEnd()}\r\n\r\n`,
      event({ choices: [{ delta: { role: 'assistant', content: null } }], error: null, usage: null }),
      text('', 'stop'),
      DONE,
    );
    expect(parts).toStrictEqual([
      { type: 'text', text: 'Hello' },
      { type: 'end', finishReason: 'stop' },
    ]);
  });

  it.each(['reasoning', 'reasoning_content'])('tells by %s that the model thinks', async (field) => {
    const parts = await answerToStream(event({ choices: [{ delta: { [field]: 'hm' } }] }), text('Yes', 'stop'), DONE);
    expect(parts.map(({ type }) => type)).toEqual(['thinking', 'text', 'end']);
  });

  it('takes the usage from wherever it stands last', async () => {
    const parts = await answerToStream(
      event({ choices: [{ delta: { content: 'Yes' } }], usage: { prompt_tokens: 5, completion_tokens: 1 } }),
      event({ choices: [{ delta: {}, finish_reason: 'stop' }], usage: { prompt_tokens: 5, completion_tokens: 2 } }),
      DONE,
    );
    expect(parts.at(-1)).toMatchObject({ promptTokens: 5, completionTokens: 2 });
  });

  it('has ended with [DONE], whatever follows', async () => {
    const parts = await answerToStream(text('Yes'), DONE, text('No'));
    expect(parts).toStrictEqual([
      { type: 'text', text: 'Yes' },
      { type: 'end', finishReason: 'stop' },
    ]);
  });

  it('has ended if there is a reason for it, even without [DONE]', async () => {
    expect((await answerToStream(text('Yes', 'length'))).at(-1)).toEqual({ type: 'end', finishReason: 'length' });
  });

  it('is an error if it ends without either', async () => {
    await expect(answerToStream(text('Yes'))).rejects.toMatchObject({ code: 'llm_error' });
    await expect(answerToStream('')).rejects.toMatchObject({ code: 'llm_error' });
  });

  it.each([
    'data: {"choices":[{"delta":{"content":"Hel\n\n',
    'data: Hello\n\n',
    event({}),
    event({ choices: null }),
    event({ choices: [{ delta: { content: 1 } }] }),
    event({ error: { message: 'out of memory' } }),
    event({ error: 'out of memory', choices: [] }),
  ])('is an error if it holds %j', async (wrong) => {
    await expect(answerToStream(wrong, text('Yes', 'stop'), DONE)).rejects.toMatchObject({ code: 'llm_error' });
  });

  it('gives what came before an event that has no end', async () => {
    const texts: string[] = [];
    const body = `${text('Yes')}data: ${'x'.repeat(1_100_000)}`;
    await using server = await startOpenAiServer({ behaviour: { type: 'verbatim', body } });
    const model = createOpenAiCompatible({ baseUrl: `${server.url}/v1`, model: 'local-model' });
    const answer = async (): Promise<void> => {
      for await (const part of model.generate(PROMPT, new AbortController().signal)) texts.push(textOf([part]));
    };
    await expect(answer()).rejects.toMatchObject({ code: 'llm_error', message: expect.stringContaining('1048576') });
    expect(texts).toEqual(['Yes']);
  });

  it('is an error if it is no event stream, and is not read then', async () => {
    const closed = Promise.withResolvers<void>();
    await using server = await listen((_, response) => {
      response.once('close', closed.resolve);
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"choices":');
    });
    await expect(readAnswer(createOpenAiCompatible({ baseUrl: server.url, model: 'm' }))).rejects.toMatchObject({
      code: 'llm_error',
      message: expect.stringContaining('application/json'),
    });
    await closed.promise;
  });

  it.each(['error-line', 'status-500'] as const)(
    "gives the server's own words to the operator at: %s",
    async (type) => {
      await expect(answerTo({ type })).rejects.toThrow(UPSTREAM_SECRET);
    },
  );
});

describe('an upstream that hangs after the end of its answer', () => {
  it('is not waited for where the usage has come too', async () => {
    const steps = [
      { bytes: text('From 10.', 'stop') },
      { bytes: event({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 2 } }) },
      'hang',
    ] as const;
    const parts = await answerTo({ type: 'script', steps });
    expect(parts.at(-1)).toEqual({ type: 'end', finishReason: 'stop', promptTokens: 7, completionTokens: 2 });
  });
});
