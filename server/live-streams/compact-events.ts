import type { ChatEvent } from '../../protocol/chat-event.ts';

/** A list of events that is read by index; an array is one. */
export interface EventList {
  readonly length: number;
  at(index: number): ChatEvent | undefined;
}

/**
 * The events of a finished answer, kept small: the text once and, for every event, where in the text it ends. A token then takes
 * 4 bytes besides its characters, where an object for each takes about 100.
 */
class CompactEvents implements EventList {
  readonly #text: string;
  readonly #ends: Uint32Array;
  /** All that are not tokens, by index. */
  readonly #others: ReadonlyMap<number, ChatEvent>;

  constructor(text: string, ends: Uint32Array, others: ReadonlyMap<number, ChatEvent>) {
    this.#text = text;
    this.#ends = ends;
    this.#others = others;
  }

  get length(): number {
    return this.#ends.length;
  }

  at(index: number): ChatEvent | undefined {
    const end = this.#ends[index];
    if (end === undefined) return undefined;
    const content = this.#text.slice(this.#ends[index - 1] ?? 0, end);
    return this.#others.get(index) ?? { type: 'token', content, done: false };
  }
}

/** @returns the same events in less memory; themselves where they hold more than a text and what stands around it. */
export function compactEvents(events: readonly ChatEvent[]): EventList {
  const ends = new Uint32Array(events.length);
  const others = new Map<number, ChatEvent>();
  const tokens: string[] = [];
  let end = 0;
  for (const [index, event] of events.entries()) {
    if (event.type === 'restart' || (event.type === 'token' && event.metadata)) return events;
    if (event.type === 'token') {
      end += event.content.length;
      tokens.push(event.content);
    } else {
      others.set(index, event);
    }
    ends[index] = end;
  }
  // Joined, so that it is one flat string: slices of it then copy nothing but what they hold.
  const text = tokens.join('');
  const last = events.at(-1);
  // The last event repeats the text: it gets the same string.
  if (last && 'content' in last && last.content === text) others.set(events.length - 1, { ...last, content: text });
  return new CompactEvents(text, ends, others);
}
