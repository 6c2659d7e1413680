import { expect } from '@open-wc/testing/pure';

import { assert, double, integer, property } from 'fast-check';

import type { ProblemCode } from '../../protocol/problem.ts';
import { isWorthRepeating, RETRY_ATTEMPTS, retryDelay } from '../../widget/transport/retry-policy.ts';

const BROKEN = { code: 'interrupted', retryable: true, final: false } as const;
const never = (): number => 0;
const always = (): number => 1;

describe('the retry policy', () => {
  it('waits twice as long each time, up to half a minute', () => {
    const delays = [1, 2, 3, 4, 5].map((attempt) => retryDelay(BROKEN, attempt, 500, never));
    expect(delays).to.deep.equal([500, 1_000, 2_000, 4_000, 8_000]);
    expect(retryDelay(BROKEN, 5, 5_000, never)).to.equal(30_000);
  });

  it('takes up to half off', () => {
    expect(retryDelay(BROKEN, 2, 500, always)).to.equal(500);
    expect(retryDelay(BROKEN, 2, 500, () => 0.5)).to.equal(750);
  });

  it('ends after five attempts', () => {
    expect(RETRY_ATTEMPTS).to.equal(5);
    expect(retryDelay(BROKEN, 6, 500, never)).to.equal(undefined);
  });

  it('waits as long as the server says, and tells the visitor where that is too long', () => {
    expect(retryDelay({ ...BROKEN, retryAfter: 9 }, 1, 500, always)).to.equal(9_000);
    expect(retryDelay({ ...BROKEN, retryAfter: 0 }, 1, 500, never)).to.equal(500);
    expect(retryDelay({ ...BROKEN, retryAfter: 1 }, 4, 500, never)).to.equal(4_000);
    expect(retryDelay({ ...BROKEN, retryAfter: 31 }, 1, 500, never)).to.equal(undefined);
  });

  it('never returns before the server has said, and never all at the same instant', () => {
    const chance = double({ min: 0, max: 1, noNaN: true });
    assert(
      property(
        integer({ min: 0, max: 30 }),
        integer({ min: 1, max: RETRY_ATTEMPTS }),
        integer({ min: 1, max: 60_000 }),
        chance,
        (retryAfter, attempt, baseMs, at) => {
          const delay = (random: number): number =>
            retryDelay({ ...BROKEN, retryAfter }, attempt, baseMs, () => random) ?? Number.NaN;
          const [first, latest] = [delay(1), delay(0)];
          expect(delay(at)).to.be.within(first, latest);
          expect(first).to.be.at.least(retryAfter * 1_000);
          expect(latest - first)
            .to.be.at.least(retryAfter * 500)
            .and.above(0);
          expect(latest).to.be.at.most(45_000);
        },
      ),
    );
  });

  it('repeats what it may soon ask again, and tells the visitor where that is not said or too long', () => {
    const limited = { code: 'rate_limited', retryable: true, final: true } as const;
    expect(retryDelay({ ...limited, retryAfter: 1 }, 1, 500, always)).to.equal(1_000);
    expect(retryDelay({ ...limited, retryAfter: 30 }, 1, 500, always)).to.equal(30_000);
    expect(retryDelay({ ...limited, retryAfter: 31 }, 1, 500, always)).to.equal(undefined);
    expect(retryDelay(limited, 1, 500, always)).to.equal(undefined);
  });

  it('repeats what can succeed without anybody’s doing, and nothing else', () => {
    for (const code of ['connection', 'interrupted', 'overloaded'] as const) {
      expect(isWorthRepeating({ code, retryable: true, final: false }), code).to.equal(true);
    }
    const others: readonly ProblemCode[] = [
      'llm_unavailable',
      'llm_timeout',
      'llm_error',
      'stream_lost',
      'rate_limited',
      'budget_exhausted',
      'invalid_request',
      'not_found',
      'forbidden_origin',
      'blocked',
      'internal',
    ];
    for (const code of others) expect(isWorthRepeating({ code, retryable: true, final: true }), code).to.equal(false);
    expect(isWorthRepeating({ ...BROKEN, final: true }), 'ended by the server').to.equal(false);
    expect(isWorthRepeating({ code: 'overloaded', retryable: true, final: true }), 'without room').to.equal(true);
  });
});
