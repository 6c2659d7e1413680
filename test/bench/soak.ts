// Cuts the connection of every answer at random bytes, and has the widget's own transport read it to the end:
// npm run bench:soak -- 1000
// Prints how many tokens were lost or came twice, which must be none, and exits with 1 otherwise.
import { randomInt } from 'node:crypto';
import type { StoredEvent } from '../../protocol/chat-event.ts';
import type { Place } from '../../widget/conversation/place.ts';
import { ChatClient } from '../../widget/transport/chat-client.ts';
import { ChatError } from '../../widget/transport/chat-error.ts';
import { CONDITIONS, type Conditions } from '../../widget/transport/conditions.ts';
import { followAnswer } from '../../widget/transport/follow-answer.ts';
import { startServer } from '../end-to-end/running-server.ts';
import { startTcpProxy, type Fault } from '../faults/tcp-proxy.ts';
import { numberedText } from '../stand-ins/model-server.ts';
import { startOllamaServer } from '../stand-ins/ollama-server.ts';

const TOKENS = 100;
const PARALLEL = 16;
/** About what the whole response of such an answer has; a cut beyond the end is no cut. */
const RESPONSE_BYTES = 12_000;

/** A browser that has a network, and little patience: the waits are not what is looked at here. */
const HERE: Conditions = { ...CONDITIONS, retryBaseMs: 5, isOnline: () => true, online: async () => {} };

const answers = Number(process.argv[2] ?? 1_000);
const expected = numberedText(TOKENS);

await using model = await startOllamaServer({ behaviour: { type: 'answer', tokens: TOKENS, intervalMs: 2 } });
await using server = await startServer({ SMAIL_MODEL: 'ollama', OLLAMA_HOST: model.url, LOG_LEVEL: 'warn' });
await using proxy = await startTcpProxy(server.url);
proxy.fault = (): Fault => ({ type: 'cut', afterBytes: randomInt(RESPONSE_BYTES), abruptly: randomInt(2) === 0 });

const totals = { answers: 0, cuts: 0, 'tried by hand': 0, lost: 0, doubled: 0, wrong: 0 };
const started = performance.now();
let next = 0;
await Promise.all(
  Array.from({ length: PARALLEL }, async () => {
    while (next++ < answers) count(await readToTheEnd());
  }),
);
const seconds = (performance.now() - started) / 1_000;
console.table({ ...totals, seconds: Math.round(seconds) });
if (totals.lost + totals.doubled + totals.wrong > 0) process.exitCode = 1;

/** Reads one answer through as many connections as it takes. Where five in a row bring nothing new, it is tried again by hand. */
async function readToTheEnd(): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  const clientMessageId = crypto.randomUUID();
  let sessionId: string | undefined;
  let place: Place | undefined;
  for (;;) {
    const question = {
      chatbotId: 'demo',
      message: 'When are you open?',
      clientMessageId,
      sessionId,
      enter: (open: () => Promise<string>) => open(),
      place,
      whole: false,
    };
    try {
      const steps = followAnswer(question, new ChatClient(proxy.url), HERE, new AbortController().signal);
      for await (const step of steps) {
        if (step.type === 'event') events.push(step.stored);
        if (step.type === 'reconnecting') totals.cuts++;
        if (step.type === 'session') ({ sessionId } = step);
      }
      return events;
    } catch (error) {
      if (!(error instanceof ChatError) || !error.retryable) throw error;
      totals['tried by hand']++;
    }
    const start = events[0]?.event;
    if (start?.type === 'start') {
      place = { streamId: start.stream_id, messageId: start.message_id, lastId: events.length };
    }
  }
}

function count(events: readonly StoredEvent[]): void {
  totals.answers++;
  const tokens = events.flatMap(({ event }) => (event.type === 'token' ? [event.content] : []));
  const seen = new Set(tokens);
  totals.lost += TOKENS - seen.size;
  totals.doubled += tokens.length - seen.size;
  const last = events.at(-1)?.event;
  if (tokens.join('') !== expected || last?.type !== 'complete' || last.content !== expected) totals.wrong++;
}
