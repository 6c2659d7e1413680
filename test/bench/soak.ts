// Cuts the connection of every answer at random bytes and reads it to the end by resuming: npm run bench:soak -- 1000
// Prints how many tokens were lost or came twice, which must be none, and exits with 1 otherwise.
import { randomInt } from 'node:crypto';
import { ask, resume, startOf, type ReceivedEvent } from '../end-to-end/ask.ts';
import { startServer } from '../end-to-end/running-server.ts';
import { startTcpProxy, type Fault } from '../faults/tcp-proxy.ts';
import { numberedText } from '../stand-ins/model-server.ts';
import { startOllamaServer } from '../stand-ins/ollama-server.ts';

const TOKENS = 100;
const PARALLEL = 16;
/** About what the whole response of such an answer has; a cut beyond the end is no cut. */
const RESPONSE_BYTES = 12_000;

const answers = Number(process.argv[2] ?? 1_000);
const expected = numberedText(TOKENS);

await using model = await startOllamaServer({ behaviour: { type: 'answer', tokens: TOKENS, intervalMs: 2 } });
await using server = await startServer({ SMAIL_MODEL: 'ollama', OLLAMA_HOST: model.url, LOG_LEVEL: 'warn' });
await using proxy = await startTcpProxy(server.url);
proxy.fault = (): Fault => ({ type: 'cut', afterBytes: randomInt(RESPONSE_BYTES), abruptly: randomInt(2) === 0 });

const totals = { answers: 0, cuts: 0, lost: 0, doubled: 0, wrong: 0 };
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

/** Reads one answer through as many connections as it takes. */
async function readToTheEnd(): Promise<ReceivedEvent[]> {
  const body = {
    message: 'When are you open?',
    client_message_id: crypto.randomUUID(),
    session_id: await openSession(),
  };
  const events: ReceivedEvent[] = [];
  while (!events.at(-1)?.event.done) {
    const afterId = events.at(-1)?.id ?? 0;
    const reading = afterId === 0 ? ask(proxy.url, body) : resume(proxy.url, { ...startOf(events), afterId });
    try {
      for await (const received of reading) events.push(received);
    } catch (error) {
      if (!isNetworkError(error)) throw error;
    }
    if (!events.at(-1)?.event.done) totals.cuts++;
  }
  return events;
}

function count(events: readonly ReceivedEvent[]): void {
  totals.answers++;
  const tokens = events.flatMap(({ event }) => (event.type === 'token' ? [event.content] : []));
  const seen = new Set(tokens);
  totals.lost += TOKENS - seen.size;
  totals.doubled += tokens.length - seen.size;
  const last = events.at(-1)?.event;
  if (tokens.join('') !== expected || last?.type !== 'complete' || last.content !== expected) totals.wrong++;
}

async function openSession(): Promise<string> {
  const response = await fetch(`${server.url}/api/public/sessions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ chatbot_id: 'demo' }),
  });
  return ((await response.json()) as { session_id: string }).session_id;
}

function isNetworkError(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ECONNRESET' || code === 'EPIPE';
}
