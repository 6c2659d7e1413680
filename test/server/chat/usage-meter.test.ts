import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UsageMeter } from '../../../server/chat/usage-meter.ts';

/** Notes a token after each of these pauses, in milliseconds. */
function measure(...pauses: readonly number[]): UsageMeter {
  const meter = new UsageMeter();
  for (const pause of pauses) {
    vi.advanceTimersByTime(pause);
    meter.token();
  }
  return meter;
}

describe('UsageMeter', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('times the first token from the question, and the speed from the first token to the last', () => {
    const meter = measure(250, 100, 100, 100, 100);
    vi.advanceTimersByTime(10_000);
    expect(meter.usage({})).toMatchObject({ time_to_first_token_ms: 250, tokens_per_second: 10 });
  });

  it('gives no speed where there is none: of no token, of one, and of several at once', () => {
    expect(measure().usage({})).toMatchObject({ time_to_first_token_ms: 0, tokens_per_second: 0 });
    expect(measure(250).usage({})).toMatchObject({ time_to_first_token_ms: 250, tokens_per_second: 0 });
    expect(measure(250, 0, 0).usage({})).toMatchObject({ time_to_first_token_ms: 250, tokens_per_second: 0 });
  });

  it('rounds to a tenth', () => {
    expect(measure(250, 300, 300, 300).usage({}).tokens_per_second).toBe(3.3);
  });

  it('takes the model’s own count of tokens', () => {
    expect(measure(1, 1).usage({ promptTokens: 26, completionTokens: 9 })).toMatchObject({
      prompt_tokens: 26,
      completion_tokens: 9,
    });
    expect(measure(1, 1).usage({ promptTokens: 0, completionTokens: 0 })).toMatchObject({
      prompt_tokens: 0,
      completion_tokens: 0,
    });
  });

  it('counts the pieces where the model does not say', () => {
    expect(measure(1, 1, 1).usage({})).toMatchObject({ prompt_tokens: 0, completion_tokens: 3 });
    expect(measure(1, 1, 1).tokens).toBe(3);
  });

  it('says that the answer was written and not found in a cache', () => {
    expect(measure(1).usage({}).cached).toBe(false);
  });
});
