import { expect } from '@open-wc/testing/pure';

import { parseTabMessage, type TabMessage } from '../../widget/controllers/tab-message.ts';

const FAILURE = { code: 'overloaded', sentence: 'Full.', retryable: true, retryAfter: 5, final: true } as const;
const ANSWER = { content: 'So.', message_id: 'm', sources: [], finish_reason: 'stop' } as const;

describe('what one tab tells another', () => {
  it('is understood', () => {
    const messages: readonly TabMessage[] = [
      { type: 'asked', clientMessageId: 'id', key: 'k', question: 'Why?' },
      { type: 'asked', clientMessageId: 'id', key: 'k', question: 'Why?', replaces: 'id-0' },
      { type: 'rated', messageId: 'm', feedback: { rating: 'down', comment: 'Too long.' } },
      { type: 'rated', messageId: 'm', feedback: undefined },
      { type: 'ended', sessionId: 'session-1' },
      { type: 'settled', clientMessageId: 'id', answer: { ...ANSWER, follow_ups: ['And?'] }, failure: undefined },
      { type: 'started', clientMessageId: 'id', sessionId: 'session-1', streamId: 's', messageId: 'm' },
      { type: 'stopped', clientMessageId: 'id' },
      { type: 'settled', clientMessageId: 'id', answer: ANSWER, failure: undefined },
      { type: 'settled', clientMessageId: 'id', answer: undefined, failure: FAILURE },
      { type: 'left', clientMessageId: 'id' },
    ];
    for (const message of messages) expect(parseTabMessage(structuredClone(message))).to.deep.equal(message);
  });

  it('is not believed where it is something else', () => {
    for (const junk of [
      undefined,
      null,
      7,
      'asked',
      [],
      {},
      { type: 'asked' },
      { type: 'asked', clientMessageId: 'id' },
      { type: 'asked', clientMessageId: 'id', key: 'k', question: 7 },
      { type: 'started', clientMessageId: 'id', sessionId: 'a\nb', streamId: 's', messageId: 'm' },
      { type: 'started', clientMessageId: 'id', sessionId: 'a' },
      { type: 'stopped', clientMessageId: 'x'.repeat(65) },
      { type: 'stopped', clientMessageId: 'a/b' },
      { type: 'asked', clientMessageId: 'id', key: '', question: 'Why?' },
      { type: 'asked', clientMessageId: 'id', key: 'k', question: ' ' },
      { type: 'asked', clientMessageId: 'id', key: 'k', question: 'x'.repeat(4_001) },
      { type: 'started', clientMessageId: 'id', sessionId: 'x'.repeat(513), streamId: 's', messageId: 'm' },
      { type: 'started', clientMessageId: 'id', sessionId: 'a', streamId: '../..', messageId: 'm' },
      { type: 'dance', clientMessageId: 'id' },
      { type: 'ended' },
      { type: 'ended', sessionId: 'a\nb' },
      { type: 'rated', messageId: '../..', feedback: { rating: 'up' } },
    ]) {
      expect(parseTabMessage(junk)).to.equal(undefined);
    }
  });

  it('has no more of an answer than a server could have said', () => {
    const source = { id: 'i', title: 't', url: '/', snippet: 's' };
    for (const answer of [
      { ...ANSWER, content: 'x'.repeat(262_145) },
      { ...ANSWER, message_id: 'x'.repeat(65) },
      { ...ANSWER, sources: [{ ...source, snippet: 'x'.repeat(262_145) }] },
      { ...ANSWER, sources: Array.from({ length: 10_000 }, () => source) },
    ]) {
      const message = parseTabMessage({ type: 'settled', clientMessageId: 'id', answer });
      expect(message).to.have.property('answer', undefined);
    }
    const message = parseTabMessage({
      type: 'settled',
      clientMessageId: 'id',
      failure: { ...FAILURE, sentence: 'x'.repeat(4_001), retryAfter: Number.NaN },
    });
    expect(message).to.have.property('failure').that.includes({ sentence: undefined, retryAfter: undefined });
  });

  it('has no failure of a kind that is not known', () => {
    const message = parseTabMessage({ type: 'settled', clientMessageId: 'id', failure: { code: 'gone_fishing' } });
    expect(message).to.deep.equal({ type: 'settled', clientMessageId: 'id', answer: undefined, failure: undefined });
  });
});
