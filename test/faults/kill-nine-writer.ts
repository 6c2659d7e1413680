// Writes turns to the SQLite file that it is given as fast as it can, in several sessions at once, and prints a line for each thing that
// was acknowledged, until it is killed.
import { writeSync } from 'node:fs';
import type { Session } from '../../server/conversations/conversations.ts';
import { SqliteConversations } from '../../server/conversations/sqlite.ts';
import { pieceOf, PIECES, type Acknowledged } from './kill-nine.ts';

const AT_ONCE = 8;
const TURNS = 3;
/** One of so many sessions is erased in the end. */
const ERASED_EVERY = 10;

const conversations = new SqliteConversations(process.argv[2] ?? '');

/** Written at once: what the kernel has taken outlives the process. */
function print(acknowledged: Acknowledged): void {
  writeSync(1, `${JSON.stringify(acknowledged)}\n`);
}

async function talk(name: string): Promise<void> {
  const session: Session = { id: name, chatbotId: 'museum', createdAt: new Date(), visitor: undefined };
  await conversations.record(session, new Date());
  for (let turn = 0; turn < TURNS; turn++) {
    const answer = `${name}-${turn}`;
    await conversations.begin(name, { questionId: `${answer}?`, question: answer, answerId: answer });
    print({ type: 'begun', session: name, answer });
    let content = '';
    for (let piece = 0; piece < PIECES; piece++) {
      await conversations.extend(name, answer, pieceOf(answer, piece));
      content += pieceOf(answer, piece);
      print({ type: 'extended', session: name, answer, pieces: piece + 1 });
    }
    await conversations.update(name, answer, { content, state: 'complete' });
    print({ type: 'complete', session: name, answer });
  }
}

let next = 0;
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (;;) {
      const number = next++;
      const name = `session-${number}-of-${process.pid}`;
      await talk(name);
      if (number % ERASED_EVERY !== 0) continue;
      await conversations.erase(
        { id: name, chatbotId: 'museum', createdAt: new Date(), visitor: undefined },
        new Date(),
      );
      print({ type: 'erased', session: name });
    }
  }),
);
