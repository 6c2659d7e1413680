import { beforeEach, describe, expect, it, vi } from 'vitest';
import { SessionTokens } from '../../../server/chat/session-tokens.ts';
import { Sessions } from '../../../server/chat/sessions.ts';
import { SESSION_IDLE_MS } from '../../../server/conversations/conversations.ts';
import { MemoryConversations } from '../../../server/conversations/memory.ts';

const HOUR_MS = 3_600_000;
const VISITOR = 'AbCdEfGhIjKlMnOpQrStUv';

let tokens: SessionTokens;
let conversations: MemoryConversations;
let sessions: Sessions;
beforeEach(() => {
  tokens = new SessionTokens();
  conversations = new MemoryConversations();
  sessions = new Sessions(tokens, conversations, async (identity) => (identity === 'Ada' ? VISITOR : undefined));
});

/** An id that was issued so long ago. */
function issued(hoursAgo: number, chatbotId = 'museum'): string {
  return tokens.issue(chatbotId, undefined, Date.now() - hoursAgo * HOUR_MS);
}

/** Asks in a session, so long ago. */
async function askedIn(id: string, hoursAgo: number): Promise<boolean> {
  const session = tokens.verify(id);
  return session !== undefined && conversations.record(session, new Date(Date.now() - hoursAgo * HOUR_MS));
}

describe('who comes in', () => {
  it('is whoever was let in before, and is told when that was', async () => {
    const session = sessions.open('museum');
    expect(await sessions.enter(session.id)).toMatchObject({ session: { id: session.id, chatbotId: 'museum' } });
    const id = issued(23);
    const entered = await sessions.enter(id);
    expect(entered?.usedAt).toEqual(tokens.verify(id)?.createdAt);
  });

  it('is nobody whose session lay unused for a day: from its issue, or from its last question', async () => {
    expect(await sessions.enter(issued(25))).toBeUndefined();
    expect(await askedIn(issued(45), 20)).toBe(false);
    const used = issued(40);
    expect(await askedIn(used, 20)).toBe(true);
    expect(await sessions.enter(used)).toBeDefined();
    const idle = issued(40);
    await askedIn(idle, 30);
    expect(await sessions.enter(idle)).toBeUndefined();
  });

  it('is nobody after 30 days, however often the session was used', async () => {
    const id = issued(30 * 24 - 1);
    for (let day = 29.5; day > 0; day -= 0.5) await askedIn(id, day * 24);
    expect(await sessions.enter(id)).toBeDefined();
    const old = issued(30 * 24);
    vi.spyOn(conversations, 'visit').mockResolvedValue(new Date());
    expect(await sessions.enter(old)).toBeUndefined();
    expect(sessions.read(old)).toBeUndefined();
  });

  it('stays by being there: a session that is looked at is not idle', async () => {
    const id = issued(40);
    await askedIn(id, 23);
    await sessions.enter(id);
    const visit = await conversations.visit(
      tokens.verify(id) ?? sessions.open('museum'),
      new Date(Date.now() + SESSION_IDLE_MS - 1_000),
    );
    expect(visit).toBeDefined();
  });

  it('is nobody whom another server let in, and nobody at all', async () => {
    for (const id of ['', 'test-session', new SessionTokens().issue('museum'), `${sessions.open('museum').id}x`]) {
      expect(await sessions.enter(id), id).toBeUndefined();
    }
  });
});

describe('the session of a question', () => {
  it('is the one that came, where it may be used with this chatbot', async () => {
    const { id } = sessions.open('museum');
    expect(await sessions.adopt(id, 'museum')).toMatchObject({ id });
  });

  it.each([
    ['made up', () => 'test-session'],
    ['for another chatbot', () => issued(0, 'bakery')],
    ['idle', () => issued(25)],
    ['too old', () => issued(31 * 24)],
    [
      'erased',
      async () => {
        const session = sessions.open('museum');
        await conversations.erase(session, new Date());
        return session.id;
      },
    ],
  ])('is a new one where the one that came is %s', async (_, given) => {
    const id = await given();
    const session = await sessions.adopt(id, 'museum');
    expect(session.id).not.toBe(id);
    expect(session).toMatchObject({ chatbotId: 'museum', visitor: undefined });
    expect(tokens.verify(session.id)).toBeDefined();
  });
});

describe('a visitor whom the owner’s server names', () => {
  it('has a session of their own, which says so', async () => {
    const session = await sessions.openFor('museum', 'Ada');
    expect(session?.visitor).toBe(VISITOR);
    expect(tokens.verify(session?.id ?? '')?.visitor).toBe(VISITOR);
    expect((await sessions.adopt(session?.id ?? '', 'museum')).visitor).toBe(VISITOR);
    expect(await sessions.describe(session?.id ?? '')).toMatchObject({ isIdentified: true });
  });

  it('has none where the name is not believed, or nobody is', async () => {
    expect(await sessions.openFor('museum', 'Eve')).toBeUndefined();
    expect(await new Sessions(tokens, conversations).openFor('museum', 'Ada')).toBeUndefined();
  });

  it('never has one that was nobody’s before: that one stays nobody’s', async () => {
    const before = sessions.open('museum');
    await conversations.record(before, new Date());
    const named = await sessions.openFor('museum', 'Ada');
    expect(named?.id).not.toBe(before.id);
    expect(await sessions.describe(before.id)).toMatchObject({ isIdentified: false });
  });
});
