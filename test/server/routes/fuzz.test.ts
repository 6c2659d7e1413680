import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATHS, type SessionResponse } from '../../../protocol/requests.ts';
import { startServer, type RunningServer } from '../../end-to-end/running-server.ts';
import { hostileBytes, hostileRequest, SESSION, type HostileRequest } from './hostile-requests.ts';

/** How many requests; `npm run fuzz` sends 100,000. */
const RUNS = Number(process.env['SMAIL_FUZZ_RUNS'] ?? 2_000);
const AT_ONCE = 10;
const TIMEOUT_MS = 60_000 + RUNS * 20;

/** How often one that the server is too busy for is sent again, and after how long, in milliseconds. */
const ATTEMPTS = 40;
const PAUSE_MS = 250;

/** How much more the server's heap may hold at the end than after a third of the requests: room for what it keeps for some minutes. */
const GROWTH_BYTES = 48 * 1024 * 1024;

/** On SIGUSR2 the server's process says what it holds after a collection of garbage. */
const HEAP_PROBE = `
  import { setFlagsFromString } from 'node:v8';
  import { runInNewContext } from 'node:vm';
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  process.on('SIGUSR2', () => {
    collect();
    process.stderr.write('heap ' + process.memoryUsage().heapUsed + '\\n');
  });
`;

let server: RunningServer;
let session = '';
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
beforeAll(async () => {
  server = await startServer({
    LOG_LEVEL: 'error',
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(HEAP_PROBE)}`,
  });
});
afterAll(async () => {
  agent.destroy();
  await server?.stop();
});

/** Opens a session: one may have been deleted by a request that was better than it looked. */
async function openSession(): Promise<string> {
  const { text } = await send({
    method: 'POST',
    path: PATHS.sessions,
    headers: { 'Content-Type': 'application/json' },
    body: Buffer.from('{"chatbot_id":"demo"}'),
  });
  return (JSON.parse(text) as SessionResponse).session_id;
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

/** Puts the session in. */
function filled(value: string): string {
  return value.replaceAll(SESSION, session);
}

function mb(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}

async function send({ method, path, headers, body }: HostileRequest): Promise<Reply> {
  const { hostname, port } = new URL(server.url);
  const bytes = Buffer.from(filled(body?.toString('latin1') ?? ''), 'latin1');
  const outgoing = request({
    host: hostname,
    port,
    method,
    // As a client has to write what is no path.
    path: encodeURI(path).replaceAll('%25', '%'),
    agent,
    headers: {
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, filled(value)])),
      // Node would not say it for a DELETE.
      ...(body && { 'Content-Length': bytes.length }),
    },
  });
  outgoing.end(bytes);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, text: await text(response) };
}

/** Whether it can stop an answer. */
function mayStop({ method, path }: HostileRequest): boolean {
  return path === PATHS.cancel || (method === 'DELETE' && path === PATHS.sessions);
}

/** As a client does that is told to come back. */
async function sendPatiently(one: HostileRequest): Promise<Reply> {
  for (let attempt = 1; ; attempt++) {
    const reply = await send(one);
    if (reply.status !== 503 || attempt === ATTEMPTS || !reply.text.includes('"overloaded"')) return reply;
    await sleep(PAUSE_MS);
  }
}

/** @returns what the server says to bytes, and closes the connection after. */
async function say(bytes: Buffer): Promise<string> {
  const { hostname, port } = new URL(server.url);
  const socket = connect({ host: hostname, port: Number(port) }).on('error', () => {});
  socket.end(bytes);
  let said = '';
  socket.setEncoding('latin1').on('data', (piece: string) => (said += piece));
  await once(socket, 'close');
  return said;
}

async function heap(): Promise<number> {
  const before = server.log().length;
  server.signal('SIGUSR2');
  const told = (): string | undefined => /heap (\d+)\n/.exec(server.log().slice(before))?.[1];
  await expect.poll(told, { timeout: 30_000 }).toBeDefined();
  return Number(told());
}

async function sendAll(count: number, statuses: Map<number, number>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(hostileRequest, { minLength: AT_ONCE, maxLength: AT_ONCE }), async (batch) => {
      session = await openSession();
      for (const { status, text } of await Promise.all(batch.map(sendPatiently))) {
        expect(status).toBeGreaterThanOrEqual(200);
        // A whole answer that was asked for can be stopped by another request of its visitor: that is told with 503.
        const wasStopped = status === 503 && text.includes('"interrupted"') && batch.some(mayStop);
        if (!wasStopped) expect(status).toBeLessThan(500);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    }),
    { numRuns: Math.ceil(count / AT_ONCE) },
  );
}

describe('requests that nobody should send', () => {
  it(
    'are all answered, none as a fault of the server, and leave nothing behind in its memory',
    { timeout: TIMEOUT_MS },
    async () => {
      const statuses = new Map<number, number>();
      await sendAll(RUNS / 3, statuses);
      const first = await heap();
      await sendAll(RUNS / 3, statuses);
      await sendAll(RUNS / 3, statuses);
      const last = await heap();
      expect(last - first).toBeLessThan(GROWTH_BYTES);
      // Otherwise they would all have been stopped at the same door.
      for (const status of [200, 201, 204, 400, 403, 404, 415]) expect(statuses.get(status)).toBeGreaterThan(0);
      expect(server.alive()).toBe(true);
      expect(server.log()).not.toContain('request failed');
      if (RUNS > 2_000) {
        process.stdout.write(`${JSON.stringify({ heapMb: [mb(first), mb(last)], ...Object.fromEntries(statuses) })}\n`);
      }
    },
  );

  it('are no reason to end where they are not even requests', { timeout: TIMEOUT_MS }, async () => {
    await fc.assert(
      fc.asyncProperty(hostileBytes, async (bytes) => {
        expect(await say(bytes)).not.toMatch(/^HTTP\/1.1 5/);
      }),
      { numRuns: Math.ceil(RUNS / 10) },
    );
    expect(server.alive()).toBe(true);
    expect(server.log()).not.toContain('request failed');
  });
});
