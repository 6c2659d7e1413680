import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Model, ModelPart } from '../../../server/models/model.ts';
import { createOllama } from '../../../server/models/ollama.ts';
import { withTimeLimits } from '../../../server/models/time-limits.ts';
import { PROMPT, readAnswer } from '../../contract/model-contract.ts';
import { TOKENS_BEFORE_FAULT } from '../../stand-ins/model-server.ts';
import { startOllamaServer } from '../../stand-ins/ollama-server.ts';

const LIMITS = { firstTokenMs: 300, betweenTokensMs: 200, totalMs: 1_000 };
const TEXT: ModelPart = { type: 'text', text: 'word ' };
const END: ModelPart = { type: 'end', finishReason: 'stop' };
const { signal } = new AbortController();

/** A model that keeps to the contract: it gives each part after a pause, in milliseconds, and stops with its signal's reason. */
function scriptedModel(...script: [pauseMs: number, part: ModelPart][]): Model & { isRunning: boolean } {
  return {
    name: 'scripted',
    isRunning: false,
    async *generate(_, signal) {
      this.isRunning = true;
      try {
        for (const [pauseMs, part] of script) {
          await pause(pauseMs, signal);
          yield part;
        }
      } finally {
        this.isRunning = false;
      }
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

/** @returns what became of the answer: its parts, or its error. */
async function outcomeOf(model: Model): Promise<unknown> {
  const outcome = readAnswer(withTimeLimits(model, LIMITS)).catch((error: unknown) => error);
  await vi.runAllTimersAsync();
  return outcome;
}

function timeOut(message: string): unknown {
  return expect.objectContaining({ name: 'ModelError', code: 'llm_timeout', message });
}

describe('a model with time limits', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('answers as the model does, and has its name', async () => {
    const model = scriptedModel([299, { type: 'thinking' }], [199, TEXT], [199, TEXT], [199, END]);
    expect(withTimeLimits(model).name).toBe('scripted');
    expect(await outcomeOf(model)).toEqual([{ type: 'thinking' }, TEXT, TEXT, END]);
  });

  it('is stopped when the first part does not come', async () => {
    const model = scriptedModel([301, TEXT]);
    expect(await outcomeOf(model)).toEqual(timeOut('scripted: no first token within 300 ms'));
    expect(model.isRunning).toBe(false);
  });

  it('is stopped when the next part does not come', async () => {
    const model = scriptedModel([0, TEXT], [100, TEXT], [201, TEXT]);
    expect(await outcomeOf(model)).toEqual(timeOut('scripted: no further token within 200 ms'));
    expect(model.isRunning).toBe(false);
  });

  it('is stopped when the answer takes too long, though every part comes in time', async () => {
    const model = scriptedModel(...Array.from({ length: 20 }, (): [number, ModelPart] => [100, TEXT]));
    expect(await outcomeOf(model)).toEqual(timeOut('scripted: no end within 1000 ms'));
    expect(model.isRunning).toBe(false);
  });

  it('takes thinking as a sign of life', async () => {
    const thinking: [number, ModelPart] = [150, { type: 'thinking' }];
    expect(await outcomeOf(scriptedModel(thinking, thinking, thinking, [150, END]))).toHaveLength(4);
  });

  it('does not hold it against the model when the reader takes its time', async () => {
    const model = withTimeLimits(scriptedModel([0, TEXT], [150, TEXT], [0, END]), LIMITS);
    const answer = model.generate(PROMPT, signal)[Symbol.asyncIterator]();
    const step = async (): Promise<unknown> => {
      const result = answer.next();
      await vi.advanceTimersByTimeAsync(150);
      return (await result).value;
    };
    expect(await step()).toEqual(TEXT);
    // Longer than the whole answer may take.
    await vi.advanceTimersByTimeAsync(4_000);
    expect(await step()).toEqual(TEXT);
    expect(await step()).toEqual(END);
    expect(await step()).toBeUndefined();
  });

  it("throws the reason of the caller's signal when that aborts", async () => {
    const reason = new Error('the visitor left');
    const controller = new AbortController();
    const model = scriptedModel([250, TEXT]);
    const answer = expect(readAnswer(withTimeLimits(model, LIMITS), controller.signal)).rejects.toBe(reason);
    await vi.advanceTimersByTimeAsync(100);
    controller.abort(reason);
    await answer;
    expect(model.isRunning).toBe(false);
  });

  it('stops when its reader leaves the loop', async () => {
    const model = scriptedModel([0, TEXT], [0, TEXT]);
    const leave = async (): Promise<void> => {
      for await (const _ of withTimeLimits(model, LIMITS).generate(PROMPT, signal)) break;
    };
    const left = leave();
    await vi.runAllTimersAsync();
    await left;
    expect(model.isRunning).toBe(false);
  });

  it('passes the errors of the model', async () => {
    const error = new Error('out of memory');
    const failing: Model = {
      name: 'failing',
      async *generate() {
        yield TEXT;
        throw error;
      },
    };
    await expect(readAnswer(withTimeLimits(failing, LIMITS))).rejects.toBe(error);
  });
});

describe('a time limit that runs out', () => {
  // Only the limits themselves go by a clock of ours; what happens on the wire takes its time.
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => vi.useRealTimers());

  it.each([
    ['hang-before-headers', 0, LIMITS.firstTokenMs],
    ['hang-mid-answer', TOKENS_BEFORE_FAULT, LIMITS.betweenTokensMs],
  ] as const)('closes the connection to the model at: %s', async (type, parts, limitMs) => {
    await using server = await startOllamaServer({ behaviour: { type } });
    const arrival = server.nextRequest();
    const model = withTimeLimits(createOllama({ host: server.url, model: 'llama3.2' }), LIMITS);
    const answer = model.generate(PROMPT, signal)[Symbol.asyncIterator]();
    for (let count = 0; count < parts; count += 1) await answer.next();
    const timedOut = expect(answer.next()).rejects.toMatchObject({ code: 'llm_timeout' });
    const request = await arrival;
    await vi.advanceTimersByTimeAsync(limitMs);
    await timedOut;
    await request.abandoned;
  });
});
