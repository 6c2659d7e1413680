// Asks the demo's questions over HTTP, and says how long the first token takes, of answers from the cache and of answers that are
// quoted anew: npm run bench:first-token -- 200
// Exits with 1 where the median of what the reader sees is not under the limits, or an answer did not come from where it should.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createParser } from 'eventsource-parser';
import { parseChatEvent, type CompleteEvent } from '../../protocol/chat-event.ts';
import { PATHS } from '../../protocol/requests.ts';
import config from '../../demo/smail.config.json' with { type: 'json' };
import { startServer } from '../end-to-end/running-server.ts';

/** Medians, in milliseconds. */
const LIMITS = { cached: 5, quoted: 100 } as const;

/** More than anybody asks here. */
const PLENTY = 100_000;

/** How often each is asked before it counts: code that has run a few times is faster, and the cache is to have the answers. */
const WARM_UP = 20;

interface Answer {
  /** From just before the request is sent until the bytes with the first token are here, in milliseconds. */
  readonly firstTokenMs: number;
  readonly complete: CompleteEvent;
}

const times = Number(process.argv[2] ?? 200);
const [demo] = config.chatbots;
if (demo === undefined) throw new Error('the demo has no chatbot');
const questions = demo.suggestions;

const folder = await mkdtemp(join(tmpdir(), 'smail-bench-'));
const configFile = join(folder, 'smail.config.json');
const limits = {
  messages_per_minute: PLENTY,
  messages_per_minute_per_address: PLENTY,
  messages_per_minute_in_all: PLENTY,
};
const documents = fileURLToPath(new URL('../../demo/documents', import.meta.url));
const chatbot = { name: demo.name, documents, origins: ['loopback'], system_prompt: demo.system_prompt, limits };
await writeFile(
  configFile,
  JSON.stringify({
    chatbots: [
      { ...chatbot, id: 'cached', cache: { enabled: true, max_age: 86_400 } },
      { ...chatbot, id: 'quoted', cache: { enabled: false } },
    ],
  }),
);

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
try {
  await using server = await startServer({ SMAIL_MODEL: 'quote', SMAIL_CONFIG: configFile, LOG_LEVEL: 'warn' });
  const measured = { quoted: await measure(server.url, 'quoted'), cached: await measure(server.url, 'cached') };
  console.table(
    Object.fromEntries(
      Object.entries(measured).flatMap(([id, answers]) => [
        [`${id}: seen by the reader`, percentiles(answers.map(({ firstTokenMs }) => firstTokenMs))],
        [
          `${id}: usage.time_to_first_token_ms`,
          percentiles(answers.map(({ complete }) => complete.usage.time_to_first_token_ms)),
        ],
      ]),
    ),
  );
  for (const [id, limit] of Object.entries(LIMITS)) {
    const answers = measured[id as keyof typeof LIMITS];
    const { p50 } = percentiles(answers.map(({ firstTokenMs }) => firstTokenMs));
    const others = answers.filter(({ complete }) => complete.usage.cached !== (id === 'cached')).length;
    if (others > 0) fail(`${others} of ${answers.length} answers that should be ${id} were not`);
    if (p50 >= limit) fail(`the median of what is ${id} is not under ${limit} ms`);
  }
} finally {
  agent.destroy();
  await rm(folder, { recursive: true });
}

/** Asks one after the other, each in a session of its own. */
async function measure(url: string, id: keyof typeof LIMITS): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let index = 0; index < WARM_UP + times; index += 1) {
    const message = questions[index % questions.length] ?? '';
    const answer = await ask(url, { message, chatbot_id: id });
    if (index >= WARM_UP) answers.push(answer);
  }
  return answers;
}

async function ask(url: string, body: Readonly<Record<string, string>>): Promise<Answer> {
  const asked = performance.now();
  const response = await post(new URL(PATHS.chatStream, url), JSON.stringify(body));
  let firstTokenMs: number | undefined;
  let complete: CompleteEvent | undefined;
  const parser = createParser({
    onEvent: ({ data }) => {
      const event = parseChatEvent(data);
      if (event?.type === 'token') firstTokenMs ??= performance.now() - asked;
      if (event?.type === 'complete') complete = event;
    },
  });
  for await (const text of response.setEncoding('utf8') as AsyncIterable<string>) parser.feed(text);
  if (response.statusCode !== 200 || firstTokenMs === undefined || complete === undefined) {
    throw new Error(`a question was not answered: status ${response.statusCode}`);
  }
  return { firstTokenMs, complete };
}

function post(url: URL, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
    request(url, { method: 'POST', agent, headers }, resolve).once('error', reject).end(body);
  });
}

/** Rounded to a hundredth of a millisecond. */
function percentiles(values: readonly number[]): { readonly p50: number; readonly p95: number; readonly n: number } {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number): number => Math.round((sorted[Math.floor(sorted.length * share)] ?? NaN) * 100) / 100;
  return { p50: at(0.5), p95: at(0.95), n: values.length };
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
