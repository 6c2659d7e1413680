import { expect } from '@open-wc/testing/pure';

import type { ChatEvent } from '../../protocol/chat-event.ts';
import type { Place } from '../../widget/conversation/place.ts';
import {
  advance,
  ask,
  cancel,
  complete as completeTurn,
  fail,
  goOffline,
  keepLonger,
  rate,
  reconnect,
  replaceable,
  resume,
  retry,
  stop,
  type FailedTurn,
  type Turn,
} from '../../widget/conversation/turn.ts';
import { cancelled, complete, failed, restart, source, start, status, token } from './harness/events.ts';

const LOST = { code: 'interrupted', retryable: true, final: false } as const;

/** How far the answer was read by the event `lastId`. */
function at(lastId: number): Place {
  return { streamId: 'stream-1', messageId: 'message-1', lastId };
}

function follow(turn: Turn, ...events: readonly ChatEvent[]): Turn {
  return events.reduce((turn, event) => advance(turn, { id: (turn.place?.lastId ?? 0) + 1, event }), turn);
}

function after(...events: readonly ChatEvent[]): Turn {
  return follow(ask('Why?', 'id-1'), ...events);
}

function failedTurn(turn: Turn): FailedTurn {
  if (turn.phase !== 'failed') throw new Error(`the turn is ${turn.phase}`);
  return turn;
}

describe('a turn', () => {
  it('begins with its question on the way', () => {
    expect(ask('Why?', 'id-1')).to.deep.equal({
      phase: 'sending',
      key: 'id-1',
      question: 'Why?',
      clientMessageId: 'id-1',
      questionId: undefined,
      replaces: undefined,
      askedAt: undefined,
      answeredAt: undefined,
      sessionId: undefined,
      text: '',
      place: undefined,
    });
  });

  it('knows how far it was read', () => {
    expect(after(start(), status('searching'), token('Be')).place).to.deep.equal(at(3));
    expect(after(start(), failed()).place).to.deep.equal(at(2));
  });

  it('says what the server does, and nothing before the server has said it', () => {
    expect(after(start())).to.include({ phase: 'streaming', state: undefined });
    expect(after(start(), status('searching'))).to.include({ phase: 'streaming', state: 'searching' });
    expect(after(start(), status('thinking'))).to.include({ phase: 'streaming', state: 'thinking' });
    expect(after(start(), token('Because'))).to.include({ phase: 'streaming', state: 'writing' });
  });

  it('adds the tokens up', () => {
    expect(after(start(), token('Be'), token('cause'), token(' so.')).text).to.equal('Because so.');
  });

  it('drops what was shown when the answer begins anew', () => {
    expect(after(start(), token('Wrong'), restart(), token('Right')).text).to.equal('Right');
  });

  it('ends with the whole answer and its sources', () => {
    const sources = [source('Handbook', '/handbook')];
    expect(after(start(), token('So.'), complete('So.', { message_id: 'm-7', sources }))).to.deep.equal({
      phase: 'complete',
      key: 'id-1',
      question: 'Why?',
      clientMessageId: 'id-1',
      questionId: undefined,
      replaces: undefined,
      askedAt: undefined,
      answeredAt: undefined,
      sessionId: undefined,
      text: 'So.',
      place: at(3),
      messageId: 'm-7',
      sources,
      followUps: [],
      feedback: undefined,
      cutShort: false,
      usage: complete('').usage,
    });
  });

  it('believes the whole answer where the tokens do not add up to it', () => {
    expect(after(start(), token('S'), complete('So.')).text).to.equal('So.');
  });

  it('ends with what may be asked next', () => {
    const whole = after(start(), complete('So.', { follow_ups: ['And then?'] }));
    expect(whole).to.deep.include({ followUps: ['And then?'] });
  });

  it('knows when it was asked and when it was answered', () => {
    const asked = ask('Why?', 'id-1', { askedAt: 1_000 });
    const begun = advance(asked, { id: 1, event: start() }, 2_000);
    expect(follow(begun, complete('So.'))).to.include({ askedAt: 1_000, answeredAt: 2_000 });
  });

  it('tells that the model was cut off', () => {
    expect(after(start(), complete('So', { finish_reason: 'length' }))).to.include({ cutShort: true });
  });

  it('keeps its text when it is cancelled', () => {
    expect(after(start(), token('Be'), cancelled('Be'))).to.include({ phase: 'cancelled', text: 'Be' });
    expect(cancel(after(start(), token('Be')))).to.include({ phase: 'cancelled', text: 'Be' });
  });

  it('keeps its text when it fails', () => {
    expect(after(start(), token('Be'), failed())).to.include({ phase: 'failed', text: 'Be' });
    expect(fail(after(start(), token('Be')), LOST)).to.include({ phase: 'failed', text: 'Be' });
  });

  it('fails with the sentence, the code and the time that the server gives', () => {
    const { failure } = failedTurn(after(start(), failed({ code: 'overloaded', error: 'Full.', retry_after: 9 })));
    expect(failure).to.deep.equal({
      code: 'overloaded',
      sentence: 'Full.',
      retryable: true,
      retryAfter: 9,
      final: true,
    });
  });

  it('takes in what still comes while it is being stopped', () => {
    const stopping = stop(after(start(), token('Be')));
    expect(stopping).to.include({ phase: 'stopping', text: 'Be' });
    expect(follow(stopping, token('cause'))).to.include({ phase: 'stopping', text: 'Because' });
    expect(follow(stopping, status('writing')).phase).to.equal('stopping');
    expect(follow(stopping, complete('Because.'))).to.include({ phase: 'complete', text: 'Because.' });
  });

  it('stays as it is once it is settled', () => {
    for (const settled of [after(complete('So.')), after(cancelled('')), after(failed())]) {
      expect(follow(settled, token('more'))).to.equal(settled);
      expect(stop(settled)).to.equal(settled);
      expect(cancel(settled)).to.equal(settled);
      expect(fail(settled, LOST)).to.equal(settled);
      expect(reconnect(settled, 1, 5)).to.equal(settled);
      expect(goOffline(settled)).to.equal(settled);
      expect(resume(settled)).to.equal(settled);
      expect(keepLonger(settled, 'much more')).to.equal(settled);
    }
  });

  it('keeps its text and its place while the connection is gone', () => {
    const gone = reconnect(after(start(), token('Be')), 2, 5);
    expect(gone).to.deep.include({ phase: 'reconnecting', attempt: 2, of: 5, text: 'Be', place: at(2) });
    expect(goOffline(gone)).to.deep.include({ phase: 'offline', text: 'Be', place: at(2) });
    expect(resume(gone)).to.include({ phase: 'streaming', state: 'writing', text: 'Be' });
    expect(follow(gone, token('cause')).text).to.equal('Because');
  });

  it('stays stopped while the connection is gone', () => {
    const stopping = stop(after(start(), token('Be')));
    for (const step of [goOffline, resume, (turn: Turn) => reconnect(turn, 1, 5)]) {
      expect(step(stopping)).to.equal(stopping);
    }
  });

  it('is whole where the answer came in one piece', () => {
    const turn = completeTurn(reconnect(after(start(), token('Be')), 1, 5), complete('Because.'));
    expect(turn).to.include({ phase: 'complete', text: 'Because.', messageId: 'message-1' });
  });

  it('keeps the longer of what is shown and what there is', () => {
    const turn = after(start(), token('Because'));
    expect(keepLonger(turn, 'Be')).to.equal(turn);
    expect(keepLonger(turn, 'Because so').text).to.equal('Because so');
  });
});

describe('another attempt', () => {
  it('has an id of its own where the server has ended the first one', () => {
    expect(retry(failedTurn(after(start(), failed())), 'id-2')).to.include({ clientMessageId: 'id-2', key: 'id-1' });
  });

  it('is the first one, from where it was left, where that may still be running', () => {
    const again = retry(failedTurn(fail(after(start(), token('Be')), LOST)), 'id-2');
    expect(again).to.deep.include({ clientMessageId: 'id-1', key: 'id-1', place: at(2) });
    expect(follow(again, token('cause')).text).to.equal('Because');
  });

  it('is read from its beginning where the server has ended the first one', () => {
    expect(retry(failedTurn(after(start(), failed())), 'id-2').place).to.equal(undefined);
  });

  it('leaves in sight what had arrived, until it begins to answer itself', () => {
    const again = retry(failedTurn(fail(after(start(), token('Be')), LOST)), 'id-2');
    expect(again).to.include({ phase: 'sending', text: 'Be' });
    expect(follow(again, start()).text).to.equal('');
  });
});

describe('a turn in the place of another', () => {
  const place = { replaces: 'id-1' };

  it('goes by the name that its question has, on the server too', () => {
    expect(replaceable(after(start(), complete('So.')))).to.equal('id-1');
    const stored = { ...after(start(), complete('So.')), clientMessageId: undefined, questionId: 'q-1' };
    expect(replaceable(stored)).to.equal('q-1');
  });

  it('leaves its place to the next where it never got through', () => {
    const refused = fail(ask('Why?', 'id-2', place), { ...LOST, final: true });
    expect(replaceable(refused)).to.equal('id-1');
    expect(retry(failedTurn(refused), 'id-3')).to.include({ clientMessageId: 'id-3', replaces: 'id-1' });
  });

  it('is itself replaced where it got through and failed', () => {
    const failedLater = follow(ask('Why?', 'id-2', place), start(), failed());
    expect(retry(failedTurn(failedLater), 'id-3').replaces).to.equal('id-2');
  });

  it('takes the same place where it is gone on with', () => {
    const lost = fail(follow(ask('Why?', 'id-2', place), start()), LOST);
    expect(retry(failedTurn(lost), 'id-3')).to.include({ clientMessageId: 'id-2', replaces: 'id-1' });
  });
});

describe('what a visitor thinks of an answer', () => {
  it('is kept with it, replaced and taken back', () => {
    const whole = after(start(), complete('So.'));
    const rated = rate(whole, { rating: 'down', comment: 'Why?' });
    expect(rated).to.deep.include({ feedback: { rating: 'down', comment: 'Why?' } });
    expect(rate(rated, { rating: 'up' })).to.deep.include({ feedback: { rating: 'up' } });
    expect(rate(rated, undefined)).to.include({ feedback: undefined });
  });

  it('needs a whole answer', () => {
    for (const turn of [after(start(), token('Be')), after(failed()), after(cancelled('Be'))]) {
      expect(rate(turn, { rating: 'up' })).to.equal(turn);
    }
  });
});
