import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../end-to-end/free-port.ts';
import { startServer, type RunningServer } from '../end-to-end/running-server.ts';
import type { ModelServer } from '../stand-ins/model-server.ts';
import { startOllamaServer } from '../stand-ins/ollama-server.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** Time for something to happen to it. */
export const ANSWER = { type: 'answer', tokens: 50, intervalMs: 25 } as const;

/** The same at its beginning, but far from its end when it is stopped, on a machine however slow. */
export const LONG_ANSWER = { ...ANSWER, tokens: 2_000 } as const;

const PROBE = new URL('server-probe.mjs', import.meta.url);

/** How long the server's process may take to tell of itself, in milliseconds. */
const PROBE_MS = 5_000;

/** How long the server's process may take for the rest of its start, in milliseconds. */
const SETTLE_MS = 20_000;

/** What the server's process has, by kind; see `server-probe.mjs`. */
type Counts = Readonly<Record<string, number>>;

/** The real parts of a fault's run, between the visitor and the model: proxy → server → proxy → model. */
export class Scene implements AsyncDisposable {
  /** Between the visitor and the server. */
  readonly front: TcpProxy;
  /** Between the server and the model. */
  readonly back: TcpProxy;
  readonly model: ModelServer;
  readonly #env: Readonly<Record<string, string>>;
  readonly #folder: string;
  #server: RunningServer;
  #idle: Counts = {};
  #kept = new AsyncDisposableStack();
  /** What servers that are gone have logged. */
  #pastLog = '';
  /** Where the present row begins: in the model's questions, in the log, in the database and among the connections. */
  #begun = { requests: 0, log: 0, position: 0, connections: 0 };

  private constructor(
    parts: Pick<Scene, 'front' | 'back' | 'model' | 'server'>,
    env: Readonly<Record<string, string>>,
    folder: string,
  ) {
    this.front = parts.front;
    this.back = parts.back;
    this.model = parts.model;
    this.#server = parts.server;
    this.#env = env;
    this.#folder = folder;
  }

  /** @param own - variables of the server that this scene has otherwise. */
  static async open(own: Readonly<Record<string, string>> = {}): Promise<Scene> {
    const model = await startOllamaServer({ behaviour: ANSWER });
    const back = await startTcpProxy(model.url);
    const folder = await mkdtemp(join(tmpdir(), 'smail-faults-'));
    const env = {
      SMAIL_MODEL: 'ollama',
      OLLAMA_HOST: back.url,
      // Otherwise the first question asks for it over a connection of its own.
      OLLAMA_MODEL: 'llama3.2',
      SMAIL_DATA: folder,
      PORT: String(await freePort()),
      NODE_OPTIONS: `--import=${PROBE.href} --disable-warning=ExperimentalWarning`,
      ...own,
    };
    const server = await startServer(env);
    const front = await startTcpProxy(server.url.replace('localhost', '127.0.0.1'));
    const scene = new Scene({ front, back, model, server }, env, folder);
    scene.#idle = await scene.#settled();
    return scene;
  }

  get server(): RunningServer {
    return this.#server;
  }

  /** Begins a row: what the others have done to the parts is undone, and what they have asked counts no more. */
  begin(): void {
    this.model.behaviour = ANSWER;
    for (const proxy of [this.front, this.back]) {
      proxy.fault = { type: 'none' };
      proxy.up();
    }
    const { position } = this.#query('SELECT coalesce(max(position), 0) AS position FROM messages') as {
      position: number;
    };
    this.#begun = {
      requests: this.model.requests.length,
      log: this.log.length,
      position,
      connections: this.front.connections,
    };
  }

  /** Has a part that one row needs stopped with it. */
  keep<Part extends AsyncDisposable>(part: Part): Part {
    return this.#kept.use(part);
  }

  /** Ends a row: everybody's connections are cut. */
  async end(): Promise<void> {
    await this.#kept.disposeAsync();
    this.#kept = new AsyncDisposableStack();
    // Until the next row: a client may open one more that it has no use for yet.
    this.front.down();
    this.back.down();
  }

  /** What the model was asked in this row. */
  get requests(): ModelServer['requests'] {
    return this.model.requests.slice(this.#begun.requests);
  }

  /** The text that the model has given to the last question. */
  get emitted(): string {
    return (this.requests.at(-1)?.emitted ?? []).map(({ text }) => text).join('');
  }

  /** How many connections visitors have made in this row. */
  get connections(): number {
    return this.front.connections - this.#begun.connections;
  }

  /** What all servers of the scene have logged. */
  get log(): string {
    return this.#pastLog + this.#server.log();
  }

  /** How answers have ended in this row, in the words of the server's log. */
  get outcomes(): string[] {
    const lines = this.log.slice(this.#begun.log).matchAll(/"outcome":"(\w+)"/g);
    return Array.from(lines, ([, outcome]) => outcome ?? '');
  }

  /** What the database holds of this row: the answer that was begun last, and how many questions and answers there are. */
  get stored(): { content: string; state: string; questions: number; answers: number } {
    const { position } = this.#begun;
    const last = this.#query(
      `SELECT content, state FROM messages WHERE role = 'assistant' AND position > ? ORDER BY position DESC LIMIT 1`,
      position,
    ) as { content: string; state: string };
    const counts = this.#query(
      `SELECT count(*) FILTER (WHERE role = 'user') AS questions, count(*) FILTER (WHERE role = 'assistant') AS answers
       FROM messages WHERE position > ?`,
      position,
    ) as { questions: number; answers: number };
    return { ...last, ...counts };
  }

  /** Starts the server again, where it was and with what it had. */
  async restart(): Promise<void> {
    await this.#server.exited;
    this.#pastLog += this.#server.log();
    this.#server = await startServer(this.#env);
  }

  /** What kept the server's process busy when its start was over, before it was asked anything. */
  get idle(): Counts {
    return this.#idle;
  }

  /** What keeps the server's process busy at this moment: sockets, timers, requests. */
  busy(): Promise<Counts> {
    return this.#probe('SIGUSR2', 'busy');
  }

  /**
   * What is alive in the server's process, and can have listeners. Counting holds its event loop up, so that for a moment it may
   * take no question.
   */
  alive(): Promise<Counts> {
    return this.#probe('SIGPWR', 'alive');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
    await this.#server.stop();
    await this.front[Symbol.asyncDispose]();
    await this.back[Symbol.asyncDispose]();
    await this.model.close();
    await rm(this.#folder, { recursive: true });
  }

  /**
   * The server says where it is before its start is over: the configuration is looked at once more, and so is the folder of the documents, which is
   * then watched.
   * @returns what keeps its process busy after that: the watches, and the one timer that looks at the folder now and then.
   */
  async #settled(): Promise<Counts> {
    const limit = performance.now() + SETTLE_MS;
    for (;;) {
      const counts = await this.busy();
      const { FSEventWrap: watches = 0, Timeout: timers, FSReqPromise: files = 0, MessagePort: threads = 0 } = counts;
      if (watches > 0 && timers === 1 && files + threads === 0) return counts;
      if (performance.now() > limit) {
        throw new Error(`the server is still busy after its start: ${JSON.stringify(counts)}`);
      }
      await sleep(20); // nothing tells that it is not
    }
  }

  async #probe(signal: 'SIGUSR2' | 'SIGPWR', word: string): Promise<Counts> {
    const before = this.#server.log().length;
    this.#server.signal(signal);
    const limit = performance.now() + PROBE_MS;
    for (;;) {
      const found = new RegExp(`^${word} (.*)\n`, 'm').exec(this.#server.log().slice(before))?.[1];
      if (found !== undefined) return JSON.parse(found) as Counts;
      if (performance.now() > limit) throw new Error(`the server told nothing of itself within ${PROBE_MS} ms`);
      await sleep(5); // another process's answer gives no other sign
    }
  }

  #query(sql: string, ...values: number[]): unknown {
    using database = new DatabaseSync(join(this.#folder, 'conversations.sqlite'), { readOnly: true });
    return database.prepare(sql).get(...values);
  }
}
