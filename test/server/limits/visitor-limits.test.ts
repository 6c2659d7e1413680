import { beforeEach, describe, expect, it } from 'vitest';
import type { Budgets } from '../../../server/limits/budgets.ts';
import type { Admitted, Denied, LimitedQuestion } from '../../../server/limits/limits.ts';
import { MemoryBudgets } from '../../../server/limits/memory-budgets.ts';
import { VisitorLimits } from '../../../server/limits/visitor-limits.ts';

const ROOMY = {
  messagesPerMinute: 1_000,
  messagesPerMinutePerAddress: 1_000,
  messagesPerMinuteInAll: 1_000,
  promptTokens: 8_000,
  answerTokens: 1_000,
};
const NO_BUDGET = { tokensPerDay: undefined, tokensPerDayPerAddress: undefined, text: 'Please come back tomorrow.' };

/** A question of an address with one session, of which some is told otherwise. */
function question({
  limits,
  budget,
  ...rest
}: {
  readonly limits?: Partial<typeof ROOMY>;
  readonly budget?: Partial<LimitedQuestion['chatbot']['budget']>;
} & Partial<Omit<LimitedQuestion, 'chatbot'>> = {}): LimitedQuestion {
  return {
    chatbot: { id: 'museum', limits: { ...ROOMY, ...limits }, budget: { ...NO_BUDGET, ...budget } },
    sessionId: 's',
    address: '203.0.113.7',
    tokens: 1_000,
    takesOver: false,
    ...rest,
  };
}

let budgets: Budgets;
let limits: VisitorLimits;
beforeEach(() => {
  budgets = new MemoryBudgets();
  limits = new VisitorLimits({ budgets, answersPerAddress: 1_000 });
});

async function admitted(one: LimitedQuestion): Promise<Admitted> {
  const result = await limits.question(one);
  if (!result.admitted) throw new Error(result.sentence);
  return result;
}

/** How many more questions of this kind are let in, of at most 50 that come one after the other and are answered at once. */
async function room(
  one: LimitedQuestion,
  each: (index: number) => Partial<LimitedQuestion> = () => ({}),
): Promise<number> {
  for (let index = 0; index < 50; index++) {
    const result = await limits.question({ ...one, ...each(index) });
    if (!result.admitted) return index;
    result.leave();
  }
  return 50;
}

describe('questions in a minute', () => {
  it('are limited for a session, whatever its address is', async () => {
    const one = question({ limits: { messagesPerMinute: 4 } });
    expect(await room(one, (index) => ({ address: `10.0.0.${index}` }))).toBe(4);
    expect(await room({ ...one, sessionId: 'another' })).toBe(4);
  });

  it('are limited for an address, however many sessions it opens', async () => {
    const one = question({ limits: { messagesPerMinutePerAddress: 4 } });
    expect(await room(one, (index) => ({ sessionId: `s${index}` }))).toBe(4);
    expect(await room({ ...one, address: '203.0.113.8' })).toBe(4);
  });

  it('are limited for a chatbot, whoever asks', async () => {
    const one = question({ limits: { messagesPerMinuteInAll: 4 } });
    expect(await room(one, (index) => ({ sessionId: `s${index}`, address: `10.0.0.${index}` }))).toBe(4);
    expect(await room({ ...one, chatbot: { ...one.chatbot, id: 'bakery' } })).toBe(4);
  });

  it('are no more than the limit when all come at once', async () => {
    const one = question({ limits: { messagesPerMinute: 12 } });
    const results = await Promise.all(Array.from({ length: 500 }, () => limits.question(one)));
    expect(results.filter((result) => result.admitted)).toHaveLength(12);
  });

  it('are denied with the time to wait, in whole seconds', async () => {
    const one = question({ limits: { messagesPerMinute: 1 } });
    await admitted(one);
    const denied = (await limits.question(one)) as Denied;
    expect(denied).toMatchObject({ admitted: false, code: 'rate_limited' });
    expect(Number.isInteger(denied.retryAfter)).toBe(true);
    expect(denied.retryAfter).toBeGreaterThan(50);
    expect(denied.retryAfter).toBeLessThanOrEqual(60);
  });

  it('take nothing from the others where they are denied', async () => {
    const one = question({
      limits: { messagesPerMinute: 2, messagesPerMinutePerAddress: 5, messagesPerMinuteInAll: 8 },
    });
    for (let times = 0; times < 100; times++) await limits.question(one);
    expect(await room({ ...one, sessionId: 'of the same address' })).toBe(2);
    for (let times = 0; times < 100; times++) await limits.question({ ...one, sessionId: `s${times}` });
    expect(await room({ ...one, sessionId: 'elsewhere', address: '203.0.113.8' })).toBe(2);
  });

  it('count for nothing where they were not asked after all', async () => {
    const one = question({
      limits: { messagesPerMinute: 1, messagesPerMinutePerAddress: 1, messagesPerMinuteInAll: 1 },
    });
    for (let times = 0; times < 20; times++) await (await admitted(one)).withdraw();
    expect(await room(one)).toBe(1);
  });
});

describe('answers that are written at once for one address', () => {
  beforeEach(() => {
    limits = new VisitorLimits({ budgets });
  });

  it('are three, and one more when one has ended', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) => limits.question(question({ sessionId: `s${index}` }))),
    );
    const running = results.filter((result) => result.admitted);
    expect(running).toHaveLength(3);
    expect(results.at(-1)).toMatchObject({ code: 'rate_limited', retryAfter: 1 });
    expect((await limits.question(question({ address: '203.0.113.8' }))).admitted).toBe(true);
    running[0]?.leave();
    expect((await limits.question(question())).admitted).toBe(true);
    expect((await limits.question(question())).admitted).toBe(false);
  });

  it('are one more for the moment in which one takes the place of another', async () => {
    for (let index = 0; index < 3; index++) await admitted(question({ sessionId: `s${index}` }));
    expect((await limits.question(question())).admitted).toBe(false);
    expect((await limits.question(question({ takesOver: true }))).admitted).toBe(true);
    expect((await limits.question(question({ takesOver: true }))).admitted).toBe(false);
  });

  it('are not those that were denied for another reason', async () => {
    const one = question({ limits: { messagesPerMinute: 1 } });
    await admitted(one);
    for (let times = 0; times < 20; times++) await limits.question(one);
    for (let index = 0; index < 2; index++) await admitted(question({ sessionId: `s${index}` }));
  });

  it('count no question that is denied for their number', async () => {
    const running = await Promise.all(
      Array.from({ length: 3 }, (_, index) => admitted(question({ sessionId: `s${index}` }))),
    );
    const one = question({ limits: { messagesPerMinute: 2 } });
    for (let times = 0; times < 20; times++) await limits.question(one);
    for (const place of running) place.leave();
    expect(await room(one)).toBe(2);
  });
});

describe('a budget', () => {
  it('that is used up is told in the words of the owner, with the time until the next', async () => {
    const one = question({ budget: { tokensPerDay: 2_000 } });
    expect(await room(one)).toBe(2);
    const denied = (await limits.question(one)) as Denied;
    expect(denied).toMatchObject({ code: 'budget_exhausted', sentence: 'Please come back tomorrow.' });
    expect(denied.retryAfter).toBeGreaterThan(0);
    expect(denied.retryAfter).toBeLessThanOrEqual(86_400);
  });

  it('has room for what answers did not need', async () => {
    const one = question({ budget: { tokensPerDay: 2_000 } });
    for (let answer = 0; answer < 5; answer++) {
      const place = await admitted(one);
      await place.settle(200);
      place.leave();
    }
    expect(await room(one)).toBe(1);
  });

  it('that is used up counts no question', async () => {
    const one = question({ limits: { messagesPerMinute: 3 }, budget: { tokensPerDay: 1_000 } });
    await admitted(one);
    for (let times = 0; times < 20; times++) await limits.question(one);
    expect(await room({ ...one, tokens: 0 })).toBe(2);
  });

  it('is not kept from by what is not asked after all', async () => {
    const one = question({ budget: { tokensPerDay: 1_000 } });
    for (let times = 0; times < 5; times++) await (await admitted(one)).withdraw();
    expect(await room(one)).toBe(1);
  });

  it('is of no concern for a model that costs nothing', async () => {
    expect(await room(question({ budget: { tokensPerDay: 1 }, tokens: 0 }))).toBe(50);
  });

  it('that can not take its tokens back keeps the visitor from nothing else', async () => {
    limits = new VisitorLimits({
      budgets: { reserve: async () => ({ settle: async () => Promise.reject(new Error('disk I/O error')) }) },
      answersPerAddress: 1,
    });
    const one = question({ limits: { messagesPerMinute: 1 } });
    for (let times = 0; times < 5; times++) {
      await expect((await admitted(one)).withdraw()).rejects.toThrow('disk I/O error');
    }
  });

  it('that can not be looked up lets nothing in, and nothing is counted', async () => {
    let isBroken = true;
    const working = budgets;
    limits = new VisitorLimits({
      budgets: {
        reserve: async (...of) => (isBroken ? Promise.reject(new Error('disk I/O error')) : working.reserve(...of)),
      },
      answersPerAddress: 1,
    });
    const one = question({ limits: { messagesPerMinute: 1 } });
    for (let times = 0; times < 5; times++) await expect(limits.question(one)).rejects.toThrow('disk I/O error');
    isBroken = false;
    expect(await room(one)).toBe(1);
  });
});

describe('requests of any kind', () => {
  it('are limited for an address', async () => {
    const results = await Promise.all(Array.from({ length: 400 }, () => limits.request('203.0.113.7')));
    expect(results.filter((denied) => denied === undefined)).toHaveLength(300);
    expect(results.at(-1)).toMatchObject({ code: 'rate_limited' });
    expect(await limits.request('203.0.113.8')).toBeUndefined();
  });
});
