import { expect } from '@open-wc/testing/pure';

import { parseMessages } from '../../widget/transport/parse-response.ts';

const ANSWER = { id: 'm', role: 'assistant', content: 'So.', created_at: '2026-11-20T12:00:00.000Z' } as const;

function parse(more: Readonly<Record<string, unknown>>): unknown {
  return parseMessages({ messages: [{ ...ANSWER, ...more }] }).messages[0];
}

describe('a stored message', () => {
  it('has what may be asked next and what was thought of it', () => {
    const more = { follow_ups: ['And then?'], feedback: { rating: 'down', comment: 'Too long.' } };
    expect(parse(more)).to.deep.equal({ ...ANSWER, ...more });
  });

  it('loses of that what nobody could have said, and stays readable', () => {
    for (const feedback of ['up', {}, { rating: 'sideways' }, null]) expect(parse({ feedback })).to.deep.equal(ANSWER);
    const rating = { rating: 'up', comment: 'x'.repeat(1_001) };
    expect(parse({ feedback: rating })).to.deep.equal({ ...ANSWER, feedback: { rating: 'up' } });
    for (const followUps of ['Why?', [7, ' ', 'x'.repeat(4_001)], {}]) {
      expect(parse({ follow_ups: followUps })).to.deep.equal(ANSWER);
    }
    expect(parse({ follow_ups: ['a', 'b', 'c', 'd'] })).to.deep.equal({ ...ANSWER, follow_ups: ['a', 'b', 'c'] });
  });
});
