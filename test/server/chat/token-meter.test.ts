import { describe, expect, it } from 'vitest';
import { TokenMeter } from '../../../server/chat/token-meter.ts';
import type { ModelPart } from '../../../server/models/model.ts';

const PROMPT = { promptTokens: 100 };
const TEXT: ModelPart = { type: 'text', text: 'abcdef' };
const THINKING: ModelPart = { type: 'thinking' };

async function* parts(...all: readonly ModelPart[]): AsyncGenerator<ModelPart, void> {
  yield* all;
}

/** What is counted of these parts, when so many of them are taken. */
async function counted(all: readonly ModelPart[], taken = all.length, meter = new TokenMeter()): Promise<number> {
  let left = taken;
  for await (const _part of meter.count(PROMPT, parts(...all))) if (--left === 0) break;
  return meter.tokens;
}

describe('what an answer costs', () => {
  it('is nothing before the model is asked', () => {
    const meter = new TokenMeter();
    meter.count(PROMPT, parts(TEXT));
    expect(meter.tokens).toBe(0);
  });

  it('is what the model says', async () => {
    const end: ModelPart = { type: 'end', finishReason: 'stop', promptTokens: 80, completionTokens: 7 };
    expect(await counted([THINKING, TEXT, TEXT, end])).toBe(87);
  });

  it('is estimated where the model says nothing, and what it thinks counts as well', async () => {
    expect(await counted([THINKING, TEXT, TEXT, { type: 'end', finishReason: 'stop' }])).toBe(100 + 1 + 2 + 2);
  });

  it('is estimated as far as it came where it was stopped', async () => {
    const all: ModelPart[] = [
      TEXT,
      TEXT,
      TEXT,
      { type: 'end', finishReason: 'stop', promptTokens: 80, completionTokens: 7 },
    ];
    expect(await counted(all, 2)).toBe(100 + 2 + 2);
  });

  it('is the prompt where the model fails before its first word', async () => {
    const meter = new TokenMeter();
    const failing = (async function* (): AsyncGenerator<ModelPart, void> {
      yield* await Promise.reject<ModelPart[]>(new Error('broken'));
    })();
    await expect(Array.fromAsync(meter.count(PROMPT, failing))).rejects.toThrow('broken');
    expect(meter.tokens).toBe(100);
  });

  it('is the sum where the model is asked twice', async () => {
    const meter = new TokenMeter();
    const end: ModelPart = { type: 'end', finishReason: 'stop', promptTokens: 10, completionTokens: 5 };
    await counted([TEXT, end], 2, meter);
    expect(await counted([TEXT, end], 2, meter)).toBe(30);
  });

  it('changes nothing of what the model writes', async () => {
    const all: ModelPart[] = [THINKING, TEXT, { type: 'end', finishReason: 'length' }];
    expect(await Array.fromAsync(new TokenMeter().count(PROMPT, parts(...all)))).toEqual(all);
  });
});
