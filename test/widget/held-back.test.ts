import { expect } from '@open-wc/testing/pure';

import { wasHeldBack } from '../../widget/transport/held-back.ts';

/** An answer that took ten seconds: one to its first token, nine for the rest. */
const USAGE = {
  prompt_tokens: 9,
  completion_tokens: 90,
  tokens_per_second: 10,
  time_to_first_token_ms: 1_000,
  cached: false,
};

describe('an answer was held back', () => {
  it('where all of it came at once, after all of the time that it took', () => {
    expect(wasHeldBack({ askedAt: 0, startedAt: 10_050, endedAt: 10_100 }, USAGE)).to.equal(true);
  });

  it('not where it began at once', () => {
    expect(wasHeldBack({ askedAt: 0, startedAt: 40, endedAt: 10_100 }, USAGE)).to.equal(false);
  });

  it('not where it came in a few large pieces', () => {
    expect(wasHeldBack({ askedAt: 0, startedAt: 3_000, endedAt: 10_100 }, USAGE)).to.equal(false);
  });

  it('not where it was finished before it was asked for', () => {
    expect(wasHeldBack({ askedAt: 0, startedAt: 40, endedAt: 60 }, USAGE)).to.equal(false);
  });

  it('not where the way is slow and the answer was not', () => {
    const quick = { ...USAGE, completion_tokens: 5, time_to_first_token_ms: 100 };
    expect(wasHeldBack({ askedAt: 0, startedAt: 4_000, endedAt: 4_010 }, quick)).to.equal(false);
    expect(wasHeldBack({ askedAt: 0, startedAt: 4_000, endedAt: 4_010 }, { ...USAGE, cached: true })).to.equal(false);
  });

  it('also where it is of one token, which has no speed', () => {
    const single = { ...USAGE, completion_tokens: 1, tokens_per_second: 0, time_to_first_token_ms: 5_000 };
    expect(wasHeldBack({ askedAt: 0, startedAt: 5_000, endedAt: 5_010 }, single)).to.equal(true);
  });
});
