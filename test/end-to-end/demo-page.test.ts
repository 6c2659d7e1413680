import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { startOllamaServer } from '../stand-ins/ollama-server.ts';
import { startBrowser } from './browser.ts';
import { startServer, type RunningServer } from './running-server.ts';

describe('the chat in a real browser', () => {
  let browser: Browser;
  let server: RunningServer;

  beforeAll(async () => {
    [browser, server] = await Promise.all([startBrowser(), startServer()]);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  it('answers a question in the demo page, with its source, and without a complaint in the console', async () => {
    const page = await browser.newPage();
    const complaints = collectComplaints(page);
    await page.goto(server.url);
    await askInPage(page, 'When are you open on Mondays?');
    const log = page.getByRole('log');
    await log.getByText('On Mondays the museum is closed').waitFor();
    await log.locator('[part=source]', { hasText: /Closing days/ }).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('works in a page of another origin on the same machine, from the pasted tag alone', async () => {
    const html = `<!doctype html><title>Mine</title><script src="${server.url}/smail-chat.js" data-chatbot-id="demo" async></script>`;
    const site = createServer((_request, response) => response.setHeader('Content-Type', 'text/html').end(html));
    site.listen(0, '127.0.0.1');
    await once(site, 'listening');
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
    await askInPage(page, 'How much is a family ticket?');
    await page.getByRole('log').getByText('£29').first().waitFor();
    await page.close();
    site.closeAllConnections();
    site.close();
  });

  it('shows the answer while the model writes it, and Stop stops the model', async () => {
    await using model = await startOllamaServer({ behaviour: { type: 'hang-mid-answer' } });
    await using slow = await startServer({ SMAIL_MODEL: 'ollama', OLLAMA_HOST: model.url });
    const page = await browser.newPage();
    await page.goto(slow.url);
    const requested = model.nextRequest();
    await askInPage(page, 'When are you open?');
    await page.getByRole('log').getByText('token1 token2').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await (
      await requested
    ).abandoned;
    await page.getByRole('button', { name: 'Send message' }).waitFor();
    await page.getByRole('log').getByText('token1 token2').waitFor();
    await page.close();
  });

  it('says in a sentence that an answer failed, and tries again', async () => {
    await using model = await startOllamaServer({ behaviour: { type: 'half-line' } });
    await using failing = await startServer({ SMAIL_MODEL: 'ollama', OLLAMA_HOST: model.url });
    const page = await browser.newPage();
    await page.goto(failing.url);
    await askInPage(page, 'When are you open?');
    await page.getByText('The answer broke off').waitFor();
    model.behaviour = { type: 'answer', tokens: ['We ', 'open ', 'at ', 'ten.'] };
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('log').getByText('We open at ten.').waitFor();
    await page.close();
  });
});

async function askInPage(page: Page, question: string): Promise<void> {
  await page.getByRole('button', { name: 'Open chat' }).click();
  const textbox = page.getByRole('textbox');
  await textbox.fill(question);
  await textbox.press('Enter');
}

/** What a developer would see in red: errors, and requests that failed or were refused. */
function collectComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  return complaints;
}
