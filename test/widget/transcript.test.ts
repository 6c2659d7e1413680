import { expect } from '@open-wc/testing/pure';

import type { StoredMessage } from '../../protocol/requests.ts';
import { recall, reconcile } from '../../widget/conversation/transcript.ts';
import { advance, ask, cancel, complete as completeTurn, fail, join } from '../../widget/conversation/turn.ts';
import { complete, source, start, token } from './harness/events.ts';

function question(id: string, content: string): StoredMessage {
  return { id, role: 'user', content, created_at: '2026-11-20T12:00:00.000Z' };
}

function answer(id: string, content: string, more: Partial<StoredMessage> = {}): StoredMessage {
  return { id, role: 'assistant', content, created_at: '2026-11-20T12:00:01.000Z', ...more };
}

const HELLO = [question('q1', 'Hello?'), answer('m1', 'Hello.')];
const WHY = [question('q2', 'Why?'), answer('m2', 'Because.')];
const RUNNING = { stream_id: 's3', message_id: 'm3' };

describe('a stored conversation', () => {
  it('becomes turns, in order, with their sources', () => {
    const sources = [source('Handbook', '/handbook')];
    const { turns, running } = recall({
      messages: [...HELLO, question('q2', 'Why?'), answer('m2', 'So.', { sources })],
    });
    expect(turns.map(({ phase, key, question, text }) => [phase, key, question, text])).to.deep.equal([
      ['complete', 'm1', 'Hello?', 'Hello.'],
      ['complete', 'm2', 'Why?', 'So.'],
    ]);
    expect(turns[1]).to.deep.include({
      sources,
      messageId: 'm2',
      followUps: [],
      feedback: undefined,
      questionId: 'q2',
    });
    expect(running).to.equal(undefined);
  });

  it('has what may be asked next, and what the visitor thought of it', () => {
    const said = { follow_ups: ['And then?'], feedback: { rating: 'down', comment: 'Too long.' } } as const;
    const { turns } = recall({ messages: [question('q1', 'Why?'), answer('m1', 'So.', said)] });
    expect(turns[0]).to.deep.include({ followUps: ['And then?'], feedback: said.feedback });
  });

  it('keeps what there is of an answer that is not whole, and a question without one', () => {
    const { turns } = recall({
      messages: [question('q1', 'Hello?'), answer('m1', 'Hel', { partial: true }), question('q2', 'A?'), ...WHY],
    });
    expect(turns.map(({ phase, question, text }) => [phase, question, text])).to.deep.equal([
      ['cancelled', 'Hello?', 'Hel'],
      ['cancelled', 'A?', ''],
      ['complete', 'Why?', 'Because.'],
    ]);
  });

  it('can begin in the middle of a turn', () => {
    expect(recall({ messages: [answer('m0', 'Before.'), ...HELLO] }).turns[0]).to.include({
      question: '',
      text: 'Before.',
    });
  });

  it('has the answer that is being written, from its beginning', () => {
    const { turns, running } = recall({ messages: [...HELLO, question('q3', 'And then?')], running: RUNNING });
    expect(turns).to.have.length(1);
    expect(running).to.deep.equal({
      phase: 'sending',
      key: 'm3',
      question: 'And then?',
      clientMessageId: undefined,
      questionId: 'q3',
      replaces: undefined,
      askedAt: Date.UTC(2026, 10, 20, 12),
      answeredAt: undefined,
      sessionId: undefined,
      text: '',
      place: { streamId: 's3', messageId: 'm3', lastId: 0 },
    });
  });
});

describe('what is shown and what is stored', () => {
  const stored = recall({ messages: [...HELLO, ...WHY] });
  const begun = advance(ask('Why?', 'id-2'), { id: 1, event: { ...start(), message_id: 'm2' } });
  const shown = advance(begun, { id: 2, event: complete('Because.', { message_id: 'm2' }) });

  it('are the same where both know it, and what is shown stays', () => {
    const conversation = reconcile([shown], stored);
    expect(conversation.map(({ key }) => key)).to.deep.equal(['m1', 'id-2']);
    expect(conversation[1]).to.deep.include({ phase: 'complete', text: 'Because.', key: 'id-2', place: shown.place });
    expect(reconcile(conversation, stored)[1]).to.equal(conversation[1]);
  });

  it('are told apart by what only the server knows: when it was said, and what was thought of it elsewhere', () => {
    const rated = recall({
      messages: [question('q2', 'Why?'), answer('m2', 'Because.', { feedback: { rating: 'up' } })],
    });
    const [turn] = reconcile([shown], rated);
    const noon = Date.UTC(2026, 10, 20, 12);
    expect(turn).to.deep.include({
      questionId: 'q2',
      askedAt: noon,
      answeredAt: noon + 1_000,
      feedback: { rating: 'up' },
    });
  });

  it('lose what the last question takes the place of, though the server may still have it', () => {
    const again = ask('Why not?', 'id-3', { replaces: 'id-2' });
    const asked = { ...question('q2', 'Why?'), client_message_id: 'id-2' };
    const before = recall({ messages: [...HELLO, asked, answer('m2', 'Because.')] });
    expect(reconcile([again], before).map(({ key }) => key)).to.deep.equal(['m1', 'id-3']);
  });

  it('make up for what the page has missed', () => {
    const partial = fail(advance(begun, { id: 2, event: token('Be') }), {
      code: 'interrupted',
      retryable: true,
      final: false,
    });
    expect(reconcile([partial], stored).at(-1)).to.include({ phase: 'complete', text: 'Because.' });
  });

  it('leave alone what only the page knows', () => {
    const unheard = fail(ask('Who?', 'id-3'), { code: 'connection', retryable: true, final: false });
    expect(reconcile([unheard], stored).map(({ key }) => key)).to.deep.equal(['m1', 'm2', 'id-3']);
    expect(reconcile([unheard, shown], stored).map(({ key }) => key)).to.deep.equal(['id-3', 'm1', 'id-2']);
    expect(reconcile([shown], recall({ messages: [] }))).to.deep.equal([shown]);
  });

  it('have a question once that was stored before the page knew that it got through', () => {
    const sent = ask('Why?', 'id-2');
    const asked = { ...question('q2', 'Why?'), client_message_id: 'id-2' };
    for (const rest of [[asked], [question('q2', 'Why?')], [asked, answer('m2', 'Be', { partial: true })]]) {
      const conversation = reconcile([sent], recall({ messages: [...HELLO, ...rest] }));
      expect(conversation.map(({ phase, key }) => [phase, key])).to.deep.equal([
        ['complete', 'm1'],
        ['sending', 'id-2'],
      ]);
    }
  });

  it('have a question twice that was asked twice', () => {
    const again = ask('Why?', 'id-9');
    expect(reconcile([again], stored).map(({ key }) => key)).to.deep.equal(['m1', 'm2', 'id-9']);
    const claimed = { ...question('q2', 'Why?'), client_message_id: 'id-2' };
    for (const rest of [[claimed], [claimed, answer('m2', 'Because.')]]) {
      const conversation = reconcile([again], recall({ messages: [...HELLO, ...rest] }));
      expect(conversation.map(({ question }) => question)).to.deep.equal(['Hello?', 'Why?', 'Why?']);
      expect(conversation.at(-1)).to.equal(again);
    }
  });

  it('leave no answer open after which something else was said', () => {
    const sent = ask('Why?', 'id-2');
    const asked = { ...question('q2', 'Why?'), client_message_id: 'id-2' };
    const then = [question('q3', 'And then?'), answer('m3', 'Then this.')];
    const conversation = reconcile([sent], recall({ messages: [asked, ...then] }));
    expect(conversation.map(({ phase, key }) => [phase, key])).to.deep.equal([
      ['cancelled', 'id-2'],
      ['complete', 'm3'],
    ]);
  });

  it('have an answer once that came in one piece', () => {
    const whole = completeTurn(ask('Why?', 'id-2'), complete('Because.', { message_id: 'm2' }));
    expect(reconcile([whole], stored).map(({ key }) => key)).to.deep.equal(['m1', 'id-2']);
  });

  it('have an answer once that was left before the page knew that it had begun', () => {
    const left = cancel(ask('Why?', 'id-2'));
    const asked = { ...question('q2', 'Why?'), client_message_id: 'id-2' };
    for (const [rest, text] of [
      [[asked, answer('m2', 'Because.')], 'Because.'],
      [[asked, answer('m2', 'Be', { partial: true })], 'Be'],
      [[question('q2', 'Why?'), answer('m2', 'Be', { partial: true })], 'Be'],
    ] as const) {
      const conversation = reconcile([left], recall({ messages: [...HELLO, ...rest] }));
      expect(conversation.map(({ key, text }) => [key, text])).to.deep.equal([
        ['m1', 'Hello.'],
        ['id-2', text],
      ]);
    }
  });

  it('have an answer once that was finished while the page was loaded', () => {
    const place = { streamId: 's2', messageId: 'm2', lastId: 0 };
    const waiting = join({ key: 'id-2', question: 'Why?', clientMessageId: 'id-2', sessionId: undefined, place });
    expect(reconcile([waiting], stored).map(({ phase, key }) => [phase, key])).to.deep.equal([
      ['complete', 'm1'],
      ['complete', 'id-2'],
    ]);
  });
});
