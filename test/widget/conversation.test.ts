import { expect } from '@open-wc/testing/pure';

import { append, changeLast, EMPTY, MAX_TURNS, type Conversation } from '../../widget/conversation/conversation.ts';
import { ask, cancel } from '../../widget/conversation/turn.ts';

function conversationOf(count: number): Conversation {
  return Array.from({ length: count }, (_, index) => ask('Why?', `id-${index}`)).reduce<Conversation>(append, EMPTY);
}

describe('a conversation', () => {
  it('keeps its turns in order', () => {
    expect(conversationOf(3).map(({ key }) => key)).to.deep.equal(['id-0', 'id-1', 'id-2']);
  });

  it('lets the oldest turns go when there are too many', () => {
    const conversation = conversationOf(MAX_TURNS + 2);
    expect(conversation).to.have.length(MAX_TURNS);
    expect(conversation.at(0)?.key).to.equal('id-2');
    expect(conversation.at(-1)?.key).to.equal(`id-${MAX_TURNS + 1}`);
  });

  it('changes in its last turn alone', () => {
    const before = conversationOf(2);
    const after = changeLast(before, cancel);
    expect(after.map(({ phase }) => phase)).to.deep.equal(['sending', 'cancelled']);
    expect(after[0]).to.equal(before[0]);
  });

  it('stays itself where nothing changes', () => {
    const conversation = changeLast(conversationOf(2), cancel);
    expect(changeLast(conversation, cancel)).to.equal(conversation);
    expect(changeLast(EMPTY, cancel)).to.equal(EMPTY);
  });
});

describe('a question in the place of another', () => {
  const again = ask('Again?', 'id-9', { replaces: 'id-1' });

  it('takes out that turn, and all after it', () => {
    expect(append(conversationOf(3), again).map(({ key }) => key)).to.deep.equal(['id-0', 'id-9']);
  });

  it('takes out who was to take the same place and failed', () => {
    const failed = append(conversationOf(2), ask('Once?', 'id-8', { replaces: 'id-1' }));
    expect(append(failed, again).map(({ key }) => key)).to.deep.equal(['id-0', 'id-9']);
  });

  it('changes nothing else where that turn is not here', () => {
    expect(append(conversationOf(1), again).map(({ key }) => key)).to.deep.equal(['id-0', 'id-9']);
  });
});
