import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import type { DiagnosticsDetail } from '../../widget/smail-chat-events.ts';
import { QUESTION, type Seen, type Visitor } from './visitor.ts';

/** What is in the page before its own scripts; it runs there. */
export type InitScript = () => void;

declare global {
  /** In the page: what the chat has told of its connection. */
  var diagnostics: DiagnosticsDetail[] | undefined;
}

/** A visitor of the demo, in a browser with nothing stored. */
export class Tab implements Visitor {
  readonly page: Page;
  readonly context: BrowserContext;

  private constructor(page: Page) {
    this.page = page;
    this.context = page.context();
  }

  static async open(browser: Browser, init?: InitScript): Promise<Tab> {
    const context = await browser.newContext();
    if (init) await context.addInitScript(init);
    return new Tab(await context.newPage());
  }

  /** Another tab of the same browser. */
  async another(): Promise<Tab> {
    return new Tab(await this.context.newPage());
  }

  /** Opens the demo, and the chat in it. */
  async visit(url: string): Promise<void> {
    await this.page.goto(url);
    await this.page.getByRole('button', { name: 'Open chat' }).click();
    await this.page.getByRole('textbox').waitFor();
    await this.page.evaluate(() => {
      document.addEventListener('smail-chat-diagnostics', ({ detail }) => (globalThis.diagnostics ??= []).push(detail));
    });
  }

  async ask(question = QUESTION): Promise<void> {
    const textbox = this.page.getByRole('textbox');
    await textbox.fill(question);
    await textbox.press('Enter');
    await this.page.locator('[part~="visitor-message"]', { hasText: question }).last().waitFor();
  }

  /** @param timeout - in milliseconds; Playwright's own by default. */
  async untilTokens(count: number, timeout = 30_000): Promise<void> {
    await this.#answers.last().getByText(`token${count} `).waitFor({ timeout });
  }

  /** What has become of the connection since the visit. */
  async diagnostics(): Promise<DiagnosticsDetail[]> {
    return this.page.evaluate(() => globalThis.diagnostics ?? []);
  }

  async stop(): Promise<void> {
    await this.page.getByRole('button', { name: 'Stop' }).click();
  }

  async tryAgain(): Promise<void> {
    await this.page.getByRole('button', { name: 'Try again' }).click();
  }

  async ended(): Promise<void> {
    await this.page.getByRole('button', { name: 'Send message' }).waitFor();
  }

  async seen(): Promise<Seen> {
    // The last answer, unless the question is the last that is there.
    const messages = this.page.locator('[part~="visitor-message"], [part~="assistant-message"]');
    const text = await messages.last().locator('.text').textContent();
    const isAnswer = (await messages.last().getAttribute('part'))?.includes('assistant-message') === true;
    return { text: isAnswer ? (text ?? '') : '', end: await this.#end() };
  }

  /** All that can be read in the chat. */
  async everything(): Promise<string> {
    return (await this.page.locator('smail-chat').locator('section').first().textContent()) ?? '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close();
  }

  get #answers(): Locator {
    return this.page.locator('[part~="assistant-message"]');
  }

  async #end(): Promise<Seen['end']> {
    if ((await this.page.getByRole('button', { name: 'Send message' }).count()) === 0) return 'none';
    const last = this.page.locator('[part~="visitor-message"], [part~="failure"]').last();
    if ((await last.getAttribute('part')) === 'failure') return 'failed';
    const status = await this.page.locator('[part~="status"] [role="status"]').textContent();
    return status === 'Stopped' ? 'cancelled' : 'complete';
  }
}
