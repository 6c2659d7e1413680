import { isTerminal, type StoredEvent } from '../../protocol/chat-event.ts';

/**
 * Holds the text of an answer back until its end, and gives all events in their order then: for when nothing is to be streamed, and a widget that
 * does not know yet asks for a stream. It holds one answer at most, which is bounded by `ANSWER_MAX_BYTES`.
 */
export async function* tokensAtTheEnd(events: AsyncIterable<StoredEvent>): AsyncGenerator<StoredEvent, void> {
  const held: StoredEvent[] = [];
  for await (const stored of events) {
    const { event } = stored;
    // From the first token on everything waits: an event that is overtaken would look lost.
    if (!isTerminal(event) && (event.type === 'token' || held.length > 0)) {
      held.push(stored);
      continue;
    }
    yield* held.splice(0);
    yield stored;
  }
}
