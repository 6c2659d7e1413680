import { expect } from '@open-wc/testing/pure';

import { parseTabMessage, type TabMessage } from '../../widget/controllers/tab-message.ts';

const FAILURE = { code: 'overloaded', sentence: 'Full.', retryable: true, retryAfter: 5, final: true } as const;
const ANSWER = { content: 'So.', message_id: 'm', sources: [], finish_reason: 'stop' } as const;

describe('what one tab tells another', () => {
  it('is understood', () => {
    const messages: readonly TabMessage[] = [
      { type: 'asked', clientMessageId: 'id', key: 'k', question: 'Why?' },
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
      { type: 'dance', clientMessageId: 'id' },
    ]) {
      expect(parseTabMessage(junk)).to.equal(undefined);
    }
  });

  it('has no failure of a kind that is not known', () => {
    const message = parseTabMessage({ type: 'settled', clientMessageId: 'id', failure: { code: 'gone_fishing' } });
    expect(message).to.deep.equal({ type: 'settled', clientMessageId: 'id', answer: undefined, failure: undefined });
  });
});
