// A thousand clients that ask and never read: what they cost, how soon they are gone, and what a visitor beside them notices.
// npm run bench:slow-readers -- 1000
import { once } from 'node:events';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { PATHS } from '../../protocol/requests.ts';
import { ask } from '../end-to-end/ask.ts';
import { startServer } from '../end-to-end/running-server.ts';
import { startOllamaServer } from '../stand-ins/ollama-server.ts';

const clients = Number(process.argv[2] ?? 1_000);
/** 240 tokens of 1 kB: an answer just below the limit of 256 kB. */
const LONG_ANSWER = {
  type: 'answer',
  tokens: Array.from({ length: 240 }, (_, index) => `${index} `.padEnd(1_000, 'x')),
} as const;
const SHORT_ANSWER = { type: 'answer', tokens: 20 } as const;
const CHATS = 60;
const LIMITS = { growthMb: 150, secondsUntilGone: 20, firstTokenRatio: 1.2 };

await using model = await startOllamaServer({ behaviour: SHORT_ANSWER });
await using server = await startServer({
  SMAIL_MODEL: 'ollama',
  OLLAMA_HOST: model.url,
  LOG_LEVEL: 'error',
  SMAIL_MAX_ANSWERS: String(2 * clients),
});
await medianFirstToken(); // the first ones pay for compilation
const aloneMs = await medianFirstToken();
const baselineMb = await residentMb();
const idleSockets = await openSockets();

model.behaviour = LONG_ANSWER;
const sockets: Socket[] = [];
let refused = 0;
let peakMb = 0;
while (sockets.length < clients) {
  const taken = model.nextRequest();
  const socket = await askAndNeverRead(server.url);
  // A server that is too busy refuses: that client is none of those that are counted.
  if (await Promise.race([taken, sleep(1_000)])) sockets.push(socket);
  else {
    refused++;
    socket.destroy();
  }
  if (sockets.length % 20 === 0) peakMb = Math.max(peakMb, await residentMb());
}
const connected = performance.now();
model.behaviour = SHORT_ANSWER;
const besideMs = await medianFirstToken();
while ((await openSockets()) > idleSockets) peakMb = Math.max(peakMb, await lookAgain());
const goneSeconds = (performance.now() - connected) / 1_000;
for (const socket of sockets) socket.destroy();

const result = {
  clients,
  refused,
  'baseline (MB)': Math.round(baselineMb),
  'growth at the peak (MB)': Math.round(peakMb - baselineMb),
  'all gone after (s)': Number(goneSeconds.toFixed(1)),
  'first token alone (ms)': Number(aloneMs.toFixed(2)),
  'first token beside them (ms)': Number(besideMs.toFixed(2)),
  ratio: Number((besideMs / aloneMs).toFixed(2)),
};
console.table(result);
const kept =
  peakMb - baselineMb <= LIMITS.growthMb &&
  goneSeconds <= LIMITS.secondsUntilGone &&
  besideMs / aloneMs <= LIMITS.firstTokenRatio;
if (!kept) process.exitCode = 1;

/** Sends a question over a socket from which nothing is ever read. */
async function askAndNeverRead(url: string): Promise<Socket> {
  const { hostname, port, host } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) })
    .pause()
    .on('error', () => {});
  await once(socket, 'connect');
  const body = JSON.stringify({ message: 'When are you open?', chatbot_id: 'demo' });
  socket.write(
    `POST ${PATHS.chatStream} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  return socket;
}

/** The time from the question to the first token, in milliseconds. */
async function medianFirstToken(): Promise<number> {
  const times: number[] = [];
  for (let chat = 0; chat < CHATS; chat++) {
    const asked = performance.now();
    for await (const { event, at } of ask(server.url, { message: 'When are you open?' })) {
      if (event.type === 'token' && times.length === chat) times.push(at - asked);
    }
  }
  return times.toSorted((a, b) => a - b)[CHATS / 2] ?? NaN;
}

async function lookAgain(): Promise<number> {
  await sleep(50);
  return residentMb();
}

/** The resident memory of the server's process (proc(5)). */
async function residentMb(): Promise<number> {
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1_024;
}

async function openSockets(): Promise<number> {
  const folder = `/proc/${server.pid}/fd`;
  const links = await Promise.all((await readdir(folder)).map((fd) => readlink(`${folder}/${fd}`).catch(() => '')));
  return links.filter((link) => link.startsWith('socket:')).length;
}
