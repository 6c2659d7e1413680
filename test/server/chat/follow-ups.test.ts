import { describe, expect, it } from 'vitest';
import type { Message } from '../../../server/conversations/conversations.ts';
import { followUps } from '../../../server/chat/follow-ups.ts';
import { replayAnswer } from '../../../server/chat/replay-answer.ts';
import type { FoundPassage } from '../../../server/knowledge/knowledge.ts';

function passages(...titles: readonly string[]): FoundPassage[] {
  return titles.map((title, index) => ({
    id: `${title}-${index}`,
    document: `${title}.md`,
    title,
    headings: [],
    url: '',
    text: 'Some text.',
    score: 0.5,
  }));
}

/** What may be asked after an answer that rests on `used`, near to which are `nearby`. */
function next(used: readonly FoundPassage[], nearby: readonly FoundPassage[], question = 'When?'): string[] {
  return followUps(question, used, { passages: [], nearby, closest: [], quality: QUALITY });
}

const QUALITY = { coverage: 1, best_score: 0.5, passages: 0, grounded: 'partial' } as const;

describe('what may be asked next', () => {
  it('is the headings of what is near, as the documents have them, nearest first', () => {
    const near = passages('Tickets: Families', 'Café «Fresnel»');
    expect(next(passages('Hours'), near)).toEqual(['Tickets: Families', 'Café «Fresnel»']);
  });

  it('is first what was found and not used, where it fits half as well as the best', () => {
    const [best, good, poor] = passages('Hours', 'Holidays', 'Goodbye');
    if (!best || !good || !poor) throw new Error('there are three');
    const found = [best, { ...good, score: 0.25 }, { ...poor, score: 0.24 }];
    const result = { passages: found, nearby: passages('Tickets'), closest: [], quality: QUALITY };
    expect(followUps('When?', [best], result)).toEqual(['Holidays', 'Tickets']);
  });

  it('is nothing that the answer rests on, and nothing twice', () => {
    const near = passages('Hours', 'HOURS', 'Tickets', 'Tickets', 'Tower');
    expect(next(passages('Hours', 'Hours'), near)).toEqual(['Tickets', 'Tower']);
  });

  it('is not what was asked just now', () => {
    expect(next([], passages('Tickets and Prices', 'Tower'), 'tickets and prices?')).toEqual(['Tower']);
  });

  it('is three at most', () => {
    expect(next([], passages('a', 'b', 'c', 'd'))).toEqual(['a', 'b', 'c']);
  });

  it('is none that has no words or too many', () => {
    expect(next([], passages('', '  ', 'x'.repeat(121), ' Tower '))).toEqual(['Tower']);
  });

  it('comes again with an answer that is replayed because its stream is gone', () => {
    const answer: Message = {
      id: 'message-1',
      role: 'assistant',
      content: 'From 10.',
      createdAt: new Date(0),
      state: 'complete',
      sources: [],
      outcome: {
        finish_reason: 'stop',
        context_quality: { coverage: 1, best_score: 1, passages: 1, grounded: 'good' },
        usage: {
          prompt_tokens: 1,
          completion_tokens: 1,
          tokens_per_second: 1,
          time_to_first_token_ms: 1,
          cached: false,
        },
        follow_ups: ['Tower'],
      },
      clientMessageId: undefined,
      feedback: undefined,
    };
    const events = [...replayAnswer(answer, { streamId: 'stream-1', sessionId: 'session-1' })];
    expect(events.at(-1)).toMatchObject({ type: 'complete', follow_ups: ['Tower'] });
  });
});
