import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { freePort } from '../end-to-end/free-port.ts';
import { startServer, type RunningServer } from '../end-to-end/running-server.ts';
import type { ModelServer } from '../stand-ins/model-server.ts';
import { startOllamaServer } from '../stand-ins/ollama-server.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** An answer that takes about two seconds: time for something to happen to it. */
export const ANSWER = { type: 'answer', tokens: 60, intervalMs: 30 } as const;

/** The same at its beginning, but far from its end when it is stopped, on a machine however slow. */
export const LONG_ANSWER = { type: 'answer', tokens: 2_000, intervalMs: 30 } as const;

/** The real parts of one fault's run: browser → proxy → server → proxy → model. */
export class Scene implements AsyncDisposable {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Between the browser and the server. */
  readonly front: TcpProxy;
  /** Between the server and the model. */
  readonly back: TcpProxy;
  readonly model: ModelServer;
  readonly #env: Readonly<Record<string, string>>;
  readonly #folder: string;
  readonly #kept = new AsyncDisposableStack();
  server: RunningServer;

  private constructor(
    parts: Pick<Scene, 'context' | 'page' | 'front' | 'back' | 'model' | 'server'>,
    env: Record<string, string>,
  ) {
    this.context = parts.context;
    this.page = parts.page;
    this.front = parts.front;
    this.back = parts.back;
    this.model = parts.model;
    this.server = parts.server;
    this.#env = env;
    this.#folder = env['SMAIL_DATA'] ?? '';
  }

  /** @param own - variables of the server that this scene has otherwise. */
  static async open(browser: Browser, own: Readonly<Record<string, string>> = {}): Promise<Scene> {
    const model = await startOllamaServer({ behaviour: ANSWER });
    const back = await startTcpProxy(model.url);
    const env = {
      SMAIL_MODEL: 'ollama',
      OLLAMA_HOST: back.url,
      SMAIL_DATA: await mkdtemp(join(tmpdir(), 'smail-faults-')),
      PORT: String(await freePort()),
      ...own,
    };
    const server = await startServer(env);
    const front = await startTcpProxy(server.url.replace('localhost', '127.0.0.1'));
    const context = await browser.newContext();
    return new Scene({ context, page: await context.newPage(), front, back, model, server }, env);
  }

  /** Has a part that one fault needs stopped with the others. */
  keep(part: AsyncDisposable): void {
    this.#kept.use(part);
  }

  /** Opens the demo, and the chat in it. */
  async visit(url = this.front.url): Promise<void> {
    await this.page.goto(url);
    await this.page.getByRole('button', { name: 'Open chat' }).click();
    await this.page.getByRole('textbox').waitFor();
  }

  async ask(question = 'When are you open?', page = this.page): Promise<void> {
    const textbox = page.getByRole('textbox');
    await textbox.fill(question);
    await textbox.press('Enter');
  }

  /** Resolves when so many tokens of the last answer can be read. */
  async untilTokens(count: number, page = this.page): Promise<void> {
    await this.answers(page).last().getByText(`token${count} `).waitFor();
  }

  answers(page = this.page): Locator {
    return page.locator('[part~="assistant-message"]');
  }

  async lastAnswer(page = this.page): Promise<string> {
    const text = (await this.answers(page).last().textContent()) ?? '';
    return text.replace(/^\s*Assistant:\s*/, '').trim(); // the name is for screen readers
  }

  /** What the database holds of the answer that was begun last, and how many questions. */
  stored(): { content: string; state: string; questions: number } {
    const database = new DatabaseSync(join(this.#folder, 'conversations.sqlite'), { readOnly: true });
    try {
      const query = `SELECT content, state FROM messages WHERE role = 'assistant' ORDER BY position DESC LIMIT 1`;
      const { content, state } = database.prepare(query).get() as { content: string; state: string };
      const count = `SELECT count(*) AS questions FROM messages WHERE role = 'user'`;
      const { questions } = database.prepare(count).get() as { questions: number };
      return { content: content.trim(), state, questions };
    } finally {
      database.close();
    }
  }

  /** Starts the server again, where it was and with what it had. */
  async restart(): Promise<void> {
    await this.server.exited;
    this.server = await startServer(this.#env);
  }

  /** How many sockets the server's process has open (proc(5)). */
  async sockets(): Promise<number> {
    const folder = `/proc/${this.server.pid}/fd`;
    const links = await Promise.all((await readdir(folder)).map((fd) => readlink(`${folder}/${fd}`).catch(() => '')));
    return links.filter((link) => link.startsWith('socket:')).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close();
    await this.#kept.disposeAsync();
    await this.server.stop();
    await this.front[Symbol.asyncDispose]();
    await this.back[Symbol.asyncDispose]();
    await this.model.close();
    await rm(this.#folder, { recursive: true });
  }
}
