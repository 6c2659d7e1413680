import { expect } from '@open-wc/testing/pure';
import type { ReactiveControllerHost } from 'lit';

import type { Feedback, FeedbackRequest } from '../../protocol/requests.ts';
import { Rating } from '../../widget/controllers/rating.ts';
import { ask, complete as completed, rate, type CompleteTurn } from '../../widget/conversation/turn.ts';
import { ChatError } from '../../widget/transport/chat-error.ts';
import { eventually } from './harness/roles.ts';

class Host implements ReactiveControllerHost {
  readonly updateComplete = Promise.resolve(true);
  addController(): void {}
  removeController(): void {}
  requestUpdate(): void {}
}

interface Sent {
  readonly request: FeedbackRequest;
  readonly agrees: () => void;
  readonly refuses: () => void;
}

let turn: CompleteTurn;
let sent: Sent[];
let failures: string[];
let rating: Rating;

beforeEach(() => {
  const answer = { content: 'So.', message_id: 'm', sources: [], finish_reason: 'stop' } as const;
  const asked = completed(ask('Why?', 'id', { askedAt: 0 }), answer);
  if (asked.phase !== 'complete') throw new Error('it is not complete');
  turn = asked;
  sent = [];
  failures = [];
  rating = new Rating(new Host(), {
    send: (_messageId, request) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      sent.push({ request, agrees: resolve, refuses: () => reject(new ChatError('internal', 'not now')) });
      return promise;
    },
    show: (_messageId, feedback) => show(feedback),
    onRated: () => {},
    onFailed: ({ code }) => failures.push(code),
  });
});

function show(feedback: Feedback | undefined): void {
  const rated = rate(turn, feedback);
  if (rated.phase === 'complete') turn = rated;
}

async function sending(times: number): Promise<Sent> {
  await eventually(() => expect(sent).to.have.length(times));
  const last = sent.at(-1);
  if (!last) throw new Error('nothing was sent');
  return last;
}

describe('an answer that is rated again while a rating is under way', () => {
  it('shows the last word, whatever becomes of the first', async () => {
    rating.rate(turn, 'up');
    const first = await sending(1);
    rating.rate(turn, 'down');
    first.agrees();
    const second = await sending(2);
    expect(turn.feedback?.rating, 'while the second is under way').to.equal('down');
    expect(rating.outcomeOf(turn.key)).to.equal(undefined);
    second.agrees();
    await eventually(() => expect(rating.outcomeOf(turn.key)).to.equal('thanks'));
    expect(turn.feedback?.rating).to.equal('down');
  });

  it('goes back to what the server has', async () => {
    rating.rate(turn, 'up');
    const first = await sending(1);
    rating.rate(turn, 'down');
    first.refuses();
    const second = await sending(2);
    expect(turn.feedback?.rating).to.equal('down');
    expect(failures, 'of what does not count any more').to.deep.equal([]);
    second.refuses();
    await eventually(() => expect(failures).to.deep.equal(['internal']));
    expect(turn.feedback, 'the server has neither').to.equal(undefined);
    rating.rate(turn, 'up');
    (await sending(3)).agrees();
    await eventually(() => expect(rating.outcomeOf(turn.key)).to.equal('thanks'));
    rating.rate(turn, 'down');
    (await sending(4)).refuses();
    await eventually(() => expect(turn.feedback?.rating).to.equal('up'));
  });
});

describe('a comment', () => {
  it('goes with the rating that it was asked for with', async () => {
    rating.rate(turn, 'down');
    (await sending(1)).agrees();
    await eventually(() => expect(rating.outcomeOf(turn.key)).to.equal('thanks'));
    // Another tab says otherwise.
    show({ rating: 'up' });
    rating.comment(turn, 'Too short.');
    expect((await sending(2)).request).to.deep.equal({ rating: 'down', comment: 'Too short.' });
  });

  it('is there to be sent again where the server did not get it', async () => {
    rating.rate(turn, 'down');
    (await sending(1)).agrees();
    await eventually(() => expect(rating.outcomeOf(turn.key)).to.equal('thanks'));
    expect(rating.commentOf(turn.key)).to.equal('');
    rating.comment(turn, 'Too short.');
    expect(rating.commentOf(turn.key)).to.equal(undefined);
    (await sending(2)).refuses();
    await eventually(() => expect(rating.commentOf(turn.key)).to.equal('Too short.'));
    expect(turn.feedback).to.deep.equal({ rating: 'down' });
    rating.comment(turn, 'Too short.');
    (await sending(3)).agrees();
    await eventually(() => expect(rating.outcomeOf(turn.key)).to.equal('thanks'));
    expect(rating.commentOf(turn.key)).to.equal(undefined);
  });
});
