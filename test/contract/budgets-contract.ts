import { describe, expect, it } from 'vitest';
import type { Budgeted, Budgets, Exhausted, Reservation } from '../../server/limits/budgets.ts';

const ADDRESS = '203.0.113.7';
const NOON = Date.UTC(2026, 10, 20, 12);
const HOUR = 3_600_000;

interface Clock {
  now: number;
}

function chatbot(budget: Partial<Budgeted['budget']>, id = 'museum'): Budgeted {
  return { id, budget: { tokensPerDay: undefined, tokensPerDayPerAddress: undefined, text: 'Come back', ...budget } };
}

async function reserved(result: Promise<Reservation | Exhausted>): Promise<Reservation> {
  const one = await result;
  if ('exhausted' in one) throw new Error(`the budget of the ${one.exhausted} is used up`);
  return one;
}

/** How many answers of `tokens` each there is room for still; takes them. */
async function room(budgets: Budgets, of: Budgeted, tokens: number, address = ADDRESS): Promise<number> {
  for (let count = 0; count < 1_000; count++) {
    if ('exhausted' in (await budgets.reserve(of, address, tokens))) return count;
  }
  throw new Error('there is no end to it');
}

type Open = (clock: Clock) => Promise<Budgets> | Budgets;

async function startWith(open: Open): Promise<{ budgets: Budgets; clock: Clock }> {
  const clock = { now: NOON };
  return { budgets: await open(clock), clock };
}

/** What every adapter of the port does. */
export function describeBudgets(name: string, open: Open): void {
  describe(name, () => {
    it('gives exactly ten of a thousand who ask at once what is enough for ten', async () => {
      const { budgets } = await startWith(open);
      const one = chatbot({ tokensPerDay: 10_999 });
      const results = await Promise.all(
        Array.from({ length: 1_000 }, (_, index) => budgets.reserve(one, `10.0.${index >> 8}.${index & 255}`, 1_000)),
      );
      expect(results.filter((result) => 'settle' in result)).toHaveLength(10);
      // What is left is left for who needs no more.
      expect(await room(budgets, one, 333)).toBe(3);
    });

    it('has room for what was kept and not needed', async () => {
      const { budgets } = await startWith(open);
      const one = chatbot({ tokensPerDay: 10_000 });
      for (let answer = 0; answer < 4; answer++) {
        await (await reserved(budgets.reserve(one, ADDRESS, 4_000))).settle(1_500);
      }
      expect(await room(budgets, one, 1_000)).toBe(4);
    });

    it('is never spent above what it is, whatever an answer says that it has needed', async () => {
      const { budgets } = await startWith(open);
      const one = chatbot({ tokensPerDay: 3_000 });
      await (await reserved(budgets.reserve(one, ADDRESS, 1_000))).settle(1_000_000);
      expect(await room(budgets, one, 1_000)).toBe(2);
    });

    it('gets no more back than was kept', async () => {
      const { budgets } = await startWith(open);
      const one = chatbot({ tokensPerDay: 3_000 });
      await (await reserved(budgets.reserve(one, ADDRESS, 1_000))).settle(-1_000);
      expect(await room(budgets, one, 1_000)).toBe(3);
    });

    it.each([Number.NaN, Infinity])('is spent where what is needed is no number: %d', async (needed) => {
      const { budgets } = await startWith(open);
      const one = chatbot({ tokensPerDay: 3_000 });
      await (await reserved(budgets.reserve(one, ADDRESS, 1_000))).settle(needed);
      expect(await room(budgets, one, 1_000)).toBe(2);
    });

    it('is settled step by step: what is given back once is not given back again, and nothing is taken anew', async () => {
      const { budgets } = await startWith(open);
      const one = chatbot({ tokensPerDay: 3_000 });
      const reservation = await reserved(budgets.reserve(one, ADDRESS, 3_000));
      await reservation.settle(2_000);
      await reservation.settle(1_000);
      await reservation.settle(1_000);
      await reservation.settle(2_500);
      expect(await room(budgets, one, 1_000)).toBe(2);
    });

    it('is spent where nobody says what was needed', async () => {
      const { budgets } = await startWith(open);
      const one = chatbot({ tokensPerDay: 3_000 });
      await reserved(budgets.reserve(one, ADDRESS, 2_000));
      expect(await room(budgets, one, 1_000)).toBe(1);
    });

    it('is one for each chatbot', async () => {
      const { budgets } = await startWith(open);
      expect(await room(budgets, chatbot({ tokensPerDay: 2_000 }, 'museum'), 1_000)).toBe(2);
      expect(await room(budgets, chatbot({ tokensPerDay: 2_000 }, 'bakery'), 1_000)).toBe(2);
    });

    it('is one for each address as well, and each for itself with each chatbot', async () => {
      const { budgets } = await startWith(open);
      const one = chatbot({ tokensPerDayPerAddress: 2_000 });
      expect(await room(budgets, one, 1_000, '203.0.113.7')).toBe(2);
      expect(await room(budgets, one, 1_000, '203.0.113.8')).toBe(2);
      expect(await room(budgets, { ...one, id: 'bakery' }, 1_000, '203.0.113.7')).toBe(2);
    });

    it('says whose is used up; what one of the two refuses is not taken from the other', async () => {
      const { budgets } = await startWith(open);
      const one = chatbot({ tokensPerDay: 5_000, tokensPerDayPerAddress: 2_000 });
      expect(await room(budgets, one, 1_000, '203.0.113.7')).toBe(2);
      for (let again = 0; again < 20; again++) {
        expect(await budgets.reserve(one, '203.0.113.7', 1_000)).toMatchObject({ exhausted: 'address' });
      }
      expect(await room(budgets, one, 1_000, '203.0.113.8')).toBe(2);
      expect(await room(budgets, one, 1_000, '203.0.113.9')).toBe(1);
      expect(await budgets.reserve(one, '203.0.113.9', 1_000)).toMatchObject({ exhausted: 'chatbot' });
      // The chatbot's refusal has taken nothing from the address.
      const wider = chatbot({ tokensPerDay: 100_000, tokensPerDayPerAddress: 2_000 });
      expect(await room(budgets, wider, 1_000, '203.0.113.9')).toBe(1);
    });

    it('has no end where the owner has set none', async () => {
      const { budgets } = await startWith(open);
      for (let answer = 0; answer < 100; answer++) await reserved(budgets.reserve(chatbot({}), ADDRESS, 1_000_000));
    });

    it('is what the owner says at that moment', async () => {
      const { budgets } = await startWith(open);
      expect(await room(budgets, chatbot({ tokensPerDay: 2_000 }), 1_000)).toBe(2);
      expect(await room(budgets, chatbot({ tokensPerDay: 5_000 }), 1_000)).toBe(3);
      expect(await room(budgets, chatbot({ tokensPerDay: 1_000 }), 1)).toBe(0);
    });

    it('is new on each day (UTC), and says when that begins', async () => {
      const { budgets, clock } = await startWith(open);
      const one = chatbot({ tokensPerDay: 1_000, tokensPerDayPerAddress: 1_000 });
      const late = await reserved(budgets.reserve(one, ADDRESS, 1_000));
      expect(await budgets.reserve(one, ADDRESS, 1)).toEqual({ exhausted: 'chatbot', retryAfter: 12 * 3_600 });
      clock.now = NOON + 12 * HOUR - 1;
      expect(await budgets.reserve(one, ADDRESS, 1)).toEqual({ exhausted: 'chatbot', retryAfter: 1 });
      clock.now = NOON + 12 * HOUR;
      expect(await room(budgets, one, 500)).toBe(2);
      // An answer that was begun before midnight gives nothing back to the day after.
      await late.settle(0);
      expect(await room(budgets, one, 1)).toBe(0);
    });
  });
}
